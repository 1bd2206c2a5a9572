# What a machine of this stage keeps: how it is made, and how it is asked for.
state() { curl --silent --fail "http://127.0.0.1:$1/state" "${@:2}"; }
at_of() { local at; read -r _ at <"$stage/services/$1"; echo "$at"; }
services_of() {
  local file
  for file in "$stage"/services/*; do
    if [[ $(kind_of "${file##*/}") == "$1" ]]; then echo "${file##*/}"; fi
  done
}
each_of() {
  local service
  for service in $(services_of "$1"); do "$2" "$service"; done
}
# What has a step in the script, and what of it is files.
steps=$(sed -n 's/^step \([a-z0-9_-]*\) .*/\1/p' "$stage/pre-backup.sh" | sort -u)
copied=$(sed -n 's/^step \([a-z0-9-]*\) [a-z0-9-]* tar copy data\/.*/\1/p' "$stage/pre-backup.sh")
kept() { grep --quiet --line-regexp "$1" <<<"$steps"; }
rows() { ask "$1" "select count(*), md5(string_agg(word, ',' order by id)) from kept"; }

fill_database() {
  sql "$address" "$owner" "$password" "$name" \
    "create table kept (id int primary key, word text not null);
     insert into kept select n, md5('$name' || n::text) from generate_series(1, 20000) n" || fails "$name cannot be filled"
}
fill_redis() { seq 300 | sed "s/.*/SET $1:& word-&/" | redis-cli -h "$(at_of "$1")" --pipe >/dev/null; }
qdrant='{"collections": {"notes": [1, 2, 3], "odd name": {"vectors": "x"}}, "snapshots": {}}'
grafana='{"folders": [{"uid": "inner", "title": "Inner", "folderUid": "outer"}, {"uid": "outer", "title": "Outer", "folderUid": ""}],
  "dashboards": {"mine": {"dashboard": {"uid": "mine", "title": "Mine", "id": 7}, "meta": {"provisioned": false, "folderUid": "inner"}},
                 "made": {"dashboard": {"uid": "made", "title": "Made", "id": 8}, "meta": {"provisioned": true, "folderUid": ""}}}}'
# Files of a service: with owners, rights, a link, and a name with spaces.
fill_files() {
  mkdir -p "$stage/data/$1/in"
  echo kept >"$stage/data/$1/in/a file"
  ln -sf 'in/a file' "$stage/data/$1/link"
  chmod 0600 "$stage/data/$1/in/a file"
  chown -R 1000:1000 "$stage/data/$1"
}
fill() {
  local service
  each fill_database
  each_of redis fill_redis
  state 6333 --request PUT --data "$qdrant" >/dev/null
  state 3000 --request PUT --data "$grafana" >/dev/null
  echo '[{"id": "w1", "nodes": [], "connections": {}}]' >"$stage/n8n/workflow.json"
  echo '[{"id": "c1", "name": "key", "data": "sealed"}]' >"$stage/n8n/credentials.json"
  for service in $copied; do fill_files "$service"; done
  echo 'a: setting' >"$stage/configs/extra.yml"
}
