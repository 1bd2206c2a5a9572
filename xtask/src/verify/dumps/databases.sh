# Each database: dumped, damaged, and brought back; what is wrong with a dump is found before anything is touched.
fill
dump || fails 'the dumps fail'
where() { sed -n "s/^step \([a-z0-9_-]*\) $1 dump .*/\1/p" "$stage/pre-backup.sh"; }
whole() { [[ $(count "$(where "$name")" "$name" dump) == 1 ]] || fails "$name has $(count "$(where "$name")" "$name" dump) dumps"; }
each whole

back() {
  local before dump short
  before=$(rows "$name")
  dump=$(newest "$(where "$name")" "$name" dump)
  sql "$address" "$owner" "$password" "$name" 'delete from kept where id > 10; create table later (id int)' || fails "$name cannot be damaged"
  mkdir -p "$stage/elsewhere"
  short=$stage/elsewhere/short.dump
  head -c $(($(stat -c %s "$dump") - 2000)) "$dump" >"$short"
  if restore "$server/$name" "$short"; then fails 'a dump that is cut short is restored'; fi
  [[ $(ask "$name" 'select count(*) from kept') == 10 ]] || fails "a restore that failed changed $name"
  # The same, where MANIFEST knows it: nothing is even tried.
  cp "$dump" "$stage/elsewhere/kept.dump"
  cp "$short" "$dump"
  if restore "$server/$name" "$dump"; then fails 'what is not what was dumped is restored'; fi
  grep --quiet 'MANIFEST has another' "$stage/restore.log" || fails 'a dump is not compared with MANIFEST'
  cp "$stage/elsewhere/kept.dump" "$dump"
  restore "$server/$name" "$dump" || fails "$name is not restored"
  [[ $(rows "$name") == "$before" ]] || fails "$name has other rows: $(rows "$name"), not $before"
  [[ $(ask "$name" "select to_regclass('later') is null") == t ]] || fails "$name holds what came later"
  [[ $(ask "${name:0:50}_before" "select to_regclass('later') is null") == f ]] || fails "what was in $name is gone"
  sql "$address" "$owner" "$password" "$name" 'insert into kept values (0, $$new$$); create table again (id int)' ||
    fails "$owner cannot work in $name again"
  [[ $(ask "$name" "select has_database_privilege('public', '$name', 'connect')") == f ]] || fails "every role may connect to $name"
  # A second time: what was there before makes room.
  restore "$server/$name" "$dump" || fails "$name is not restored twice"
  [[ $(rows "$name") == "$before" ]] || fails "$name has other rows the second time"
}
for server in "$stage"/services/*; do
  server=${server##*/}
  if [[ $(kind_of "$server") == postgresql ]]; then each back; fi
done
if [[ -n $databases ]]; then
  provision || fails 'provisioning fails after a restore'
  if bash "$stage/restore.sh" pg_dump "$stage/elsewhere/kept.dump" "$server" 'x"; drop' x >"$stage/restore.log" 2>&1; then fails 'a name that is none is taken'; fi
fi
for wrong in '' 'nonsense x' 'pg_dump'; do
  # shellcheck disable=SC2086
  if bash "$stage/restore.sh" $wrong >"$stage/restore.log" 2>&1; then fails "restore.sh takes '$wrong'"; fi
done
