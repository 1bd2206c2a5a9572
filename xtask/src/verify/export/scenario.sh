# Given: an object store, and who waits for reports; $scratch, where we are; $tree, the Ansible repository; $role; $playbook, the
# program; $target, the bucket and the folder; $reported, 1 if a monitor waits for a report; the file `expected`, a line `FOLDER STEM EXTENSION` for each artefact.
export HOME=$scratch ANSIBLE_LOCALHOST_WARNING=false
fails() {
  echo "$1"
  tail -n 30 "$scratch"/{fill,export}.log
  exit 1
}
stack=$scratch/stack etc=$scratch/etc
mkdir -p "$stack" "$etc" "$scratch/run"

token=0123456789abcdefABCDEF0123456789
printf '%s\n' "vault_backups_export_access_key: '$access_key'" "vault_backups_export_secret_key: '$secret_key'" >vault.yml
(cd "$tree" && timeout 120 "$playbook" -i inventory/hosts.yml "$scratch/fill.yml" -e "@$scratch/vault.yml" -e "role=$role" \
  -e "stack_dir=$stack" -e "backup_export_folder=$etc" -e uptime_kuma_url=http://127.0.0.1:3001 \
  -e "backup_export_token=$( ((reported)) && echo $token || true)") >fill.log 2>&1 || fails 'the templates cannot be filled'
mv "$etc/sources.txt" "$etc/sources"
mv "$etc/heartbeat.conf" "$etc/heartbeat.curlrc"
grep --quiet '^endpoint = https://' "$etc/rclone.conf" || fails 'the bucket is asked without TLS'
sed -i "s,^endpoint = .*,endpoint = $origin," "$etc/rclone.conf"
unit=$etc/stack-export.service
[[ $(sed -n 's/^ExecStart=//p' "$unit") == "/usr/local/sbin/stack-export $etc/sources" ]] || fails 'the unit starts something else'
[[ $(sed -n 's/^WorkingDirectory=//p' "$unit") == "$stack" ]] || fails 'the unit stands elsewhere'
if ((reported)); then grep --quiet HEARTBEAT "$unit" || fails 'the unit sends no report'; fi

# export: as the unit does.
export_run() {
  (
    cd "$stack"
    while read -r words; do export ${words?}; done < <(sed -n 's/^Environment=//p' "$unit")
    exec env RUNTIME_DIRECTORY="$scratch/run" bash "$role/files/stack-export.sh" "$etc/sources"
  ) >export.log 2>&1
}
lists() { RCLONE_CONFIG=$etc/rclone.conf rclone lsf -R --files-only "export:$target" | sort; }
# dumped STAMP: what a night of dumps leaves behind.
dumped() {
  local folder stem extension name
  while read -r folder stem extension; do
    name=$stem-$1.$extension
    mkdir -p "$stack/$folder"
    printf '%s of %s\n' "$stem" "$1" >"$stack/$folder/$name"
    printf '%s %s %s\n' "$(sha256sum <"$stack/$folder/$name" | cut -d' ' -f1)" "$(stat -c %s "$stack/$folder/$name")" "$name" \
      >>"$stack/$folder/MANIFEST"
  done <expected
}
# holds STAMP: the bucket holds that night, each line of MANIFEST is true, and nothing else is there.
holds() {
  local want folder
  want=$(while read -r folder stem extension; do
    printf '%s\n' "${folder#backups/}/$stem-$1.$extension" "${folder#backups/}/MANIFEST"
  done <expected | sort -u)
  [[ $(lists) == "$want" ]] || fails "the bucket holds other files: $(lists)"
  rm -rf fetched
  RCLONE_CONFIG=$etc/rclone.conf rclone copy "export:$target" fetched
  while read -r folder; do
    while read -r sum size name; do
      [[ $(sha256sum <"fetched/$folder/$name") == "$sum  -" && $(stat -c %s "fetched/$folder/$name") == "$size" ]] || fails "$folder/$name is not what MANIFEST says"
    done <"fetched/$folder/MANIFEST"
  done < <(cut -d' ' -f1 expected | sed 's,^backups/,,' | sort -u)
}
# red WORDS: a run that fails for that reason, reports nothing, and leaves what the bucket held but for what the words allow.
red() {
  rm -f reports
  if export_run; then fails "a success: $1"; fi
  grep --quiet -e "$1" export.log || fails "the output does not contain: $1"
  [[ $(reports) == 0 ]] || fails "a failure is reported as a success: $1"
}

dumped 20260101T025500Z
export_run || fails 'the first export fails'
holds 20260101T025500Z
[[ $(reports) == "$reported" ]] || fails 'the success is not reported once'
if ((reported)); then [[ $(<reports) == "/api/push/$token?status=up&msg=OK" ]] || fails 'the report is another one'; fi

# The next night replaces it, and what is no longer dumped goes.
echo old | RCLONE_CONFIG=$etc/rclone.conf rclone rcat "export:$target/retired/retired-20250101T025500Z.tar"
dumped 20260102T025500Z
export_run || fails 'the second export fails'
holds 20260102T025500Z

# A dump of which nothing is there: its folder stays as it was, the others are laid out.
read -r folder stem extension <expected
file=$stack/$folder/$stem-20260103T025500Z.$extension
dumped 20260103T025500Z
before=$(lists | grep "^${folder#backups/}/")
find "$stack/$folder" -name "$stem-*Z.$extension" -exec mv {} "$scratch" \;
red 'nothing was ever dumped'
[[ $(lists | grep "^${folder#backups/}/") == "$before" ]] || fails 'a folder that is not whole was touched'
other=$(awk -v folder="$folder" '$1 != folder {print; exit}' expected)
if [[ -n $other ]]; then
  read -r folder_of_other stem_of_other extension_of_other <<<"$other"
  lists | grep --quiet "^${folder_of_other#backups/}/$stem_of_other-20260103T025500Z.$extension_of_other$" || fails 'one fault stops the others'
fi
mv "$scratch/$stem"-*Z."$extension" "$stack/$folder"

# One that is not what was dumped, and one of which MANIFEST says nothing.
cp "$file" whole
echo more >>"$file"
red 'is not what was dumped'
cp whole "$file"
cp "$stack/$folder/MANIFEST" manifest
grep -v "$stem-20260103" manifest >"$stack/$folder/MANIFEST"
red 'is not what was dumped'
cp manifest "$stack/$folder/MANIFEST"
[[ $(lists | grep "^${folder#backups/}/") == "$before" ]] || fails 'a folder that is not whole was touched'

# One that is older than it can be while the dumps succeed: better than none, and no success.
touch -d '3 years ago' "$file"
red 'is older than'
lists | grep --quiet "^${folder#backups/}/$stem-20260103T025500Z.$extension$" || fails 'the last that there is was not laid out'
touch "$file"
export_run || fails 'an export after faults fails'
holds 20260103T025500Z

# What answers is no store, has no such bucket, or refuses the key.
cp "$etc/rclone.conf" good.conf
cp "$unit" good.service
export RCLONE_RETRIES=1 RCLONE_LOW_LEVEL_RETRIES=1
sed -i 's,^endpoint = .*,endpoint = http://127.0.0.1:1,' "$etc/rclone.conf"
red 'could not be laid out'
cp good.conf "$etc/rclone.conf"
sed -i 's,export:[a-z0-9-]*/,export:no-such-bucket/,' "$unit"
red 'NoSuchBucket'
cp good.service "$unit"
sed -i 's,^secret_access_key = .*,secret_access_key = wrong,' "$etc/rclone.conf"
red 'SignatureDoesNotMatch'
cp good.conf "$etc/rclone.conf"
holds 20260103T025500Z
# A report that is refused.
if ((reported)); then
  sed -i 's,:3001,:3002,' "$etc/heartbeat.curlrc"
  red 'the report of it could not be sent'
fi

# Secrets are in files of root alone, and in no list of processes.
[[ $(stat -c %a "$etc/rclone.conf") == 600 ]] || fails 'others read the keys'
if grep --recursive --quiet -e "$secret_key" "$unit" "$role/files" "$etc/sources"; then fails 'a secret is on a command line'; fi
