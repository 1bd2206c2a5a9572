# What is no database: dumped, damaged, and brought back.
state() { curl --silent --fail "http://127.0.0.1:$1/state" "${@:2}"; }
qdrant='{"collections": {"notes": [1, 2, 3], "odd name": {"vectors": "x"}}, "snapshots": {}}'
grafana='{"folders": [{"uid": "inner", "title": "Inner", "folderUid": "outer"}, {"uid": "outer", "title": "Outer", "folderUid": ""}],
  "dashboards": {"mine": {"dashboard": {"uid": "mine", "title": "Mine", "id": 7}, "meta": {"provisioned": false, "folderUid": "inner"}},
                 "made": {"dashboard": {"uid": "made", "title": "Made", "id": 8}, "meta": {"provisioned": true, "folderUid": ""}}}}'
each_of() {
  local service
  for file in "$stage"/services/*; do
    service=${file##*/}
    if [[ $(kind_of "$service") == "$1" ]]; then "$2" "$service"; fi
  done
}
# What has a step in the script.
steps=$(sed -n 's/^step \([a-z0-9_-]*\) .*/\1/p' "$stage/pre-backup.sh" | sort -u)
kept() { grep --quiet --line-regexp "$1" <<<"$steps"; }

fill_redis() {
  local at
  read -r _ at <"$stage/services/$1"
  seq 300 | sed "s/.*/SET $1:& word-&/" | redis-cli -h "$at" --pipe >/dev/null
}
each_of redis fill_redis
state 6333 --request PUT --data "$qdrant" >/dev/null
state 3000 --request PUT --data "$grafana" >/dev/null
echo '[{"id": "w1", "nodes": [], "connections": {}}]' >"$stage/n8n/workflow.json"
rm -f "$stage/n8n/credentials.json"
# Files of a service: with owners, rights, a link, and a name with spaces.
for service in $steps; do
  if grep --quiet "^step $service $service tar copy data/" "$stage/pre-backup.sh"; then
    mkdir -p "$stage/data/$service/in"
    echo kept >"$stage/data/$service/in/a file"
    ln -sf 'in/a file' "$stage/data/$service/link"
    chmod 0600 "$stage/data/$service/in/a file"
    chown -R 1000:1000 "$stage/data/$service"
  fi
done
echo 'a: setting' >"$stage/configs/extra.yml"

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
