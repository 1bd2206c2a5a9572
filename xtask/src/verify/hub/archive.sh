if [[ -n $archive_path ]]; then
  # The other machine: a user, a folder, and an sshd that knows its key.
  useradd --create-home --shell /bin/bash --password "*" "$archive_user"
  mkdir -p "$archive_path" /run/sshd "/home/$archive_user/.ssh"
  cp "$settings/archive_ed25519.pub" "/home/$archive_user/.ssh/authorized_keys"
  chown -R "$archive_user:" "$archive_path" "/home/$archive_user"
  ssh-keygen -q -t ed25519 -N '' -C '' -f nas_key
  printf '%s\n' "HostKey $scratch/nas_key" 'PasswordAuthentication no' 'PidFile /run/nas.pid' 'Subsystem sftp internal-sftp' >nas.conf
  nas() {
    /usr/sbin/sshd -f "$scratch/nas.conf" -E "$scratch/nas.log"
    for _ in $(seq 50); do [[ -e /run/nas.pid ]] && break; sleep 0.1; done
  }
  nas
  one=${repositories%%$'\n'*}
  copy_of() {
    local path
    path=$(sed -n "s,^$1 \([^ ]*\) .*,\1,p" "$settings/archived")
    RESTIC_PASSWORD_FILE=$settings/archive.password /usr/bin/restic -r "$path" "${@:2}"
  }
  ids() { python3 -c 'import json, sys; print("\n".join(sorted(one.get("original") or one["id"] for one in json.load(sys.stdin) or [])))'; }
  mkdir -p of-a-job
  for each in $repositories; do
    echo "of $each" >of-a-job/dump
    as_of "$each" backup --quiet --tag a-schedule of-a-job
  done

  red stack-archive-watch 'cannot be read'
  # The key in stack.yml is another machine's.
  red stack-archive 'neither be opened nor made'
  [[ -z $(ls "$archive_path") ]] || fails 'a machine of another key is written to'
  known=$(<"$settings/known_hosts")
  echo "archive $(cut -d' ' -f1,2 nas_key.pub)" >"$settings/known_hosts"
  green stack-archive
  for each in $repositories; do
    [[ $(copy_of "$each" snapshots --json | ids) == "$(as_of "$each" snapshots --json | ids)" ]] || fails "the copy of $each has other snapshots"
    rm -rf back
    copy_of "$each" restore --quiet --tag a-schedule --target back latest
    [[ $(cat "$(find back -name dump)") == "of $each" ]] || fails "the copy of $each has other data"
  done
  green stack-archive-watch "$reported"

  # The next month adds what is new; what is forgotten at home stays.
  before=$(copy_of "$one" snapshots --json | ids)
  as_of "$one" forget --quiet --tag a-schedule --group-by tags --keep-last 1 --prune
  echo new >of-a-job/dump
  as_of "$one" backup --quiet --tag a-schedule of-a-job
  green stack-archive
  [[ $(copy_of "$one" snapshots --json | ids | wc -l) == $(($(wc -l <<<"$before") + 1)) ]] || fails 'the second copy is not what was there and what is new'

  # Too old, of another password, unreachable, damaged.
  cp "$settings/archived" archived
  sed -i 's, [0-9]*$, -1,' "$settings/archived"
  red stack-archive-watch 'minutes old, and'
  cp archived "$settings/archived"
  cp "$settings/archive.password" password
  echo wrong >"$settings/archive.password"
  red stack-archive 'neither be opened nor made'
  red stack-archive-watch 'wrong password'
  cp password "$settings/archive.password"
  echo "$known" >"$settings/known_hosts"
  red stack-archive-watch 'cannot be read'
  echo "archive $(cut -d' ' -f1,2 nas_key.pub)" >"$settings/known_hosts"
  cp "$settings/$one.password" password
  echo wrong >"$settings/$one.password"
  red stack-archive "$one: it cannot be read: .*wrong password"
  cp password "$settings/$one.password"
  kill "$(</run/nas.pid)"
  for _ in $(seq 50); do (: <"/dev/tcp/127.0.0.1/22") 2>/dev/null || break; sleep 0.1; done
  red stack-archive-watch 'cannot be read'
  red stack-archive 'neither be opened nor made'
  rm -f /run/nas.pid
  nas
  green stack-archive
  green stack-archive-watch "$reported"
  path=$(sed -n "s,^$one \([^ ]*\) .*,\1,p" "$settings/archived")
  find "$path/data" -type f | head -n 1 | xargs rm
  red stack-archive 'the copy is damaged'
fi
if grep --quiet -e "$secret_key" -e the-password-of -e "$(cut -c1-20 "$secrets/app_secret")" /run/words; then
  fails 'a secret is in a list of processes'
fi
[[ $(wc -l </run/words) -gt 10 ]] || fails 'the arguments of programs were not recorded'
echo 'the hub is green'
