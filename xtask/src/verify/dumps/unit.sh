# Given: $role, the folder of the play; $tree; $ansible; $reports, how many reports follow a whole success.
# An /etc of this namespace alone, with the user whom the role would have made.
cp -a /etc "$role/etc"
mount --bind "$role/etc" /etc
if ! id zerobyte >/dev/null 2>&1; then useradd --system --no-create-home --shell /usr/sbin/nologin zerobyte; fi
(cd "$tree" && HOME=$role ANSIBLE_LOCALHOST_WARNING=false timeout 180 "$ansible" -i inventory/hosts.yml \
  -e "@$role/given.json" "$role/play.yml") >"$stage/role.log" 2>&1 || fails 'the role fails'
report=/etc/stack-backup.curlrc
[[ $(stat --format='%a %U' "$report" 2>/dev/null || echo none) == "$( ((reports)) && echo '600 root' || echo none)" ]] ||
  fails 'the token is where others read it, or is not where it should be'
# What systemd would show of the dumps.
shown=$(sed -n 's/.*STACK_SHOWN=//p' /etc/systemd/system/stack-backup.service)
if [[ -n $shown ]]; then
  mount -t tmpfs none /srv
  mkdir -p "$shown"
  mount --bind -o ro "$stage/backups" "$shown"
fi
# The unit, as far as it says what its command is told.
unit() {
  local words command
  mapfile -t words < <(sed -n 's/^Environment=//p' /etc/systemd/system/stack-backup.service | tr ' ' '\n')
  command=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/stack-backup.service)
  env "${words[@]}" "$command" >"$stage/dump.log" 2>&1
}
# Every artefact goes; the folders stay, with the rights that the role has given them.
clear_dumps() { find "$stage/backups" -mindepth 2 -delete; }
