# Given: an object store, with $access_key and $secret_key, and who waits for reports; $scratch, where we are, with the repository
# `ansible`; $playbook, the program; $name of the hub in the inventory; $scope; $public_key, that of Zerobyte in stack.yml; $state, the repository of what Zerobyte
# knows, or nothing; $archive_user and $archive_path, or nothing; $reported, 1 if a monitor waits for a report.
export HOME=$scratch ANSIBLE_LOCALHOST_WARNING=false
settings=/etc/stack-hub/$scope
fails() {
  echo "$1"
  tail -n 30 playbook.log
  tail -n 10 unit.log nas.log 2>/dev/null
  exit 1
}
: >unit.log
play() {
  (cd ansible && timeout 200 "$playbook" -i inventory/hub.yml --limit "$name" playbooks/backup-hub.yml -e ansible_connection=local \
    -e ansible_python_interpreter=/usr/bin/python3 -e ansible_become=false -e uptime_kuma_url=http://127.0.0.1:3001 \
    -e backup_hub_archive_address=127.0.0.1 -e "@$scratch/vault.yml" "$@") >playbook.log 2>&1
}
refused() {
  if play "${@:2}"; then fails "a run that should be refused succeeds: $1"; fi
  grep --quiet -e "$1" playbook.log || fails "the output does not contain: $1"
  if grep --quiet -e "$secret_key" -e the-password-of playbook.log; then fails 'a secret is printed'; fi
}

grep --quiet 's3:https://' ansible/inventory/hub.yml || fails 'the repositories are asked without TLS'
sed -i "s,s3:https://[^/]*/,s3:$origin/," ansible/inventory/hub.yml
number=0
grep -o 'vault_[a-z0-9_]*' ansible/inventory/hub.yml | sort -u | while read -r secret; do
  number=$((number + 1))
  case $secret in
    *_access_key) value=$access_key ;;
    *_secret_key) value=$secret_key ;;
    *_password) value=the-password-of-$number ;;
    *) value=$(printf '%032d' "$number") ;;
  esac
  printf "%s: '%s'\n" "$secret" "$value"
done >vault.yml

# What is made by hand must be there, and be what the machines know.
secrets=/etc/zerobyte/secrets
refused 'make app_secret'
ssh-keygen -q -t ed25519 -N '' -C '' -f "$secrets/zerobyte_sftp_key"
openssl rand -hex 32 >"$secrets/app_secret"
refused 'another one than stack.yml says'
real=$(cut -d' ' -f1,2 "$secrets/zerobyte_sftp_key.pub")
grep --quiet --fixed-strings "$public_key" ansible/roles/backup-hub/tasks/repositories.yml || fails 'the key of stack.yml is asked for nowhere'
sed -i "s,$public_key,$real," ansible/roles/backup-hub/tasks/repositories.yml
play || fails 'the playbook fails'
play || fails 'the playbook fails the second time'
grep --quiet "^$name .* changed=0 .* failed=0 " playbook.log || fails 'the second run changes something'

# as_of NAME RESTIC…: restic, with the repository of that name.
as_of() {
  (
    set -a
    # shellcheck source=/dev/null
    . "$settings/$1.cfg"
    /usr/bin/restic "${@:2}"
  )
}
repositories=$(cd "$settings" && for file in *.cfg; do echo "${file%.cfg}"; done)
for one in $repositories; do
  as_of "$one" cat config >/dev/null || fails "$one is not there"
  for part in password access_key secret_key; do
    file=$secrets/backup_${one//-/_}_$part
    [[ $(stat -c '%U %a' "$file") == 'root 600' ]] || fails "Zerobyte does not find $file"
    [[ "vault_${file##*/}: '$(<"$file")'" == "$(grep "^vault_${file##*/}:" vault.yml)" ]] || fails "$file is not what the vault says"
  done
done
# One that is there opens with the password that it has, and is not made anew.
cp vault.yml vault.good
cp -a "$settings" settings.good
cp -a "$secrets" secrets.good
sed -i 's,the-password-of,another-password-of,' vault.yml
refused 'neither be opened nor made'
mv vault.good vault.yml
cp -a settings.good/. "$settings"
cp -a secrets.good/. "$secrets"
for one in $repositories; do
  as_of "$one" cat config >/dev/null || fails "$one was made anew"
done

# run UNIT: what the unit starts, with what it is told.
run() {
  local unit=/etc/systemd/system/$1-$scope.service
  (
    set -a
    while read -r file; do
      # shellcheck source=/dev/null
      . "$file"
    done < <(sed -n 's/^EnvironmentFile=//p' "$unit")
    while read -r words; do
      words=${words#\"} words=${words%\"}
      export "${words?}"
    done < <(sed -n 's/^Environment=//p' "$unit")
    mkdir -p /run/unit /var/cache/unit
    read -ra command < <(sed -n 's/^ExecStart=//p' "$unit")
    RUNTIME_DIRECTORY=/run/unit CACHE_DIRECTORY=/var/cache/unit exec "${command[@]}"
  ) >unit.log 2>&1
}
# red UNIT WORDS: it fails for that reason, and reports nothing.
red() {
  rm -f reports
  if run "$1"; then fails "$1 succeeds: $2"; fi
  grep --quiet -e "$2" unit.log || fails "the output does not contain: $2"
  [[ $(reports) == 0 ]] || fails "a failure is reported as a success: $2"
}
green() {
  rm -f reports
  run "$1" || fails "$1 fails"
  [[ ${2:-0} == 0 || $(reports) == 1 ]] || fails "$1 is not reported once"
}
