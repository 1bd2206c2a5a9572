# What is no database: dumped, damaged, and brought back.
# An n8n without any credentials calls that a failure.
rm -f "$stage/n8n/credentials.json"
dump || fails 'the dumps fail'
for folder in $steps; do
  # Each line of MANIFEST is of a file that is there, and has its size and its checksum; each file has a line.
  while read -r sum size name; do
    [[ $(stat -c %s "$stage/backups/$folder/$name") == "$size" && $size -gt 0 ]] || fails "MANIFEST of $folder has another size of $name"
    [[ $(sha256sum <"$stage/backups/$folder/$name") == "$sum  -" ]] || fails "MANIFEST of $folder has another checksum of $name"
  done <"$stage/backups/$folder/MANIFEST"
  [[ $(wc -l <"$stage/backups/$folder/MANIFEST") == $(find "$stage/backups/$folder" -type f ! -name MANIFEST | wc -l) ]] ||
    fails "MANIFEST of $folder does not know every file"
done
[[ $(state 6333 | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["snapshots"]))') == 0 ]] || fails 'snapshots are left on the server'
[[ -z $(find "$stage/backups" -name '*.export.*') ]] || fails 'an export is left behind'

back_redis() {
  local at before dump
  read -r _ at <"$stage/services/$1"
  before=$(redis-cli -h "$at" dbsize)
  [[ $before == 300 ]] || fails "$1 has $before keys"
  dump=$(newest "$1" "$1" rdb)
  redis-cli -h "$at" flushall >/dev/null
  redis-cli -h "$at" set later x >/dev/null
  if restore "$1" "$dump"; then fails "$1 runs, and its file is replaced"; fi
  : >"$stage/stopped/$1"
  redis-cli -h "$at" shutdown >/dev/null
  printf x >"$stage/short.rdb"
  if restore "$1" "$stage/short.rdb"; then fails 'what is no dump is restored'; fi
  restore "$1" "$dump" || fails "$1 is not restored"
  rm "$stage/stopped/$1"
  start_redis "$1" "$at"
  [[ $(redis-cli -h "$at" dbsize) == 300 && $(redis-cli -h "$at" get "$1:7") == word-7 && -z $(redis-cli -h "$at" get later) ]] ||
    fails "$1 has not what it had"
  [[ -s $stage/data/$1/dump.rdb.before ]] || fails "what was in $1 is gone"
}
each_of redis back_redis

back_qdrant() {
  state 6333 --request PUT --data '{"collections": {"notes": [9], "new": [1]}, "snapshots": {}}' >/dev/null
  restore "$1" "$(newest "$1" "$1" tar)" || fails "$1 is not restored"
  state 6333 | python3 -c 'import json, sys
have, had = json.load(sys.stdin)["collections"], json.loads(sys.argv[1])["collections"]
sys.exit({**had, "new": [1]} != have)' "$qdrant" || fails "$1 has not what it had: $(state 6333)"
}
each_of qdrant back_qdrant

back_grafana() {
  state 3000 --request PUT --data '{"folders": [], "dashboards": {"made": {"dashboard": {"uid": "made"}, "meta": {"provisioned": true}}}}' >/dev/null
  restore "$1/export" "$(newest "$1" "$1" tar)" || fails "$1 is not restored"
  state 3000 | python3 -c 'import json, sys
have = json.load(sys.stdin)
mine = have["dashboards"]["mine"]
sys.exit(not (mine["dashboard"]["title"] == "Mine" and mine["meta"]["folderUid"] == "inner" and len(have["folders"]) == 2))' ||
    fails "$1 has not what it had: $(state 3000)"
}
each_of grafana back_grafana

back_n8n() {
  echo '[]' >"$stage/n8n/workflow.json"
  restore "$1/export" "$(newest "$1" "$1" tar)" || fails "$1 is not restored"
  grep --quiet '"w1"' "$stage/n8n/workflow.json" || fails "$1 has not what it had"
  [[ ! -e $stage/n8n/credentials.json ]] || fails 'credentials that were none are imported'
}
if kept n8n; then each_of n8n back_n8n; fi

for service in $steps; do
  if [[ ! -L $stage/data/$service/link ]]; then continue; fi
  echo damaged >"$stage/data/$service/in/a file"
  echo later >"$stage/data/$service/later"
  if restore "$service" "$(newest "$service" "$service" tar)"; then fails "$service runs, and its files are replaced"; fi
  : >"$stage/stopped/$service"
  restore "$service" "$(newest "$service" "$service" tar)" || fails "$service is not restored"
  rm "$stage/stopped/$service"
  [[ $(<"$stage/data/$service/link") == kept && ! -e $stage/data/$service/later ]] || fails "$service has not what it had"
  [[ $(stat -c '%a %u' "$stage/data/$service/in/a file") == '600 1000' ]] || fails "a file of $service has other rights"
  [[ -e $stage/data/$service.before/later ]] || fails "what was in $service is gone"
done
