# The whole way: data, dumps, restic, two years of clean-ups, an empty machine, the same data. `lie` names what is to go wrong;
# whatever it is, the drill must end red, and say why.
cd "$stage"
export RESTIC_CACHE_DIR=$stage/cache RESTIC_REPOSITORY=$stage/offsite RESTIC_PASSWORD=of-the-vault TZ=UTC
red() {
  echo "red: $1"
  exit 1
}

rows() { ask "$1" "select count(*), md5(string_agg(word, ',' order by id)) from kept"; }
state() { curl --silent --fail "http://127.0.0.1:$1/state" "${@:2}"; }
services_of() {
  local file
  for file in "$stage"/services/*; do
    if [[ $(kind_of "${file##*/}") == "$1" ]]; then echo "${file##*/}"; fi
  done
}
at_of() { local at; read -r _ at <"$stage/services/$1"; echo "$at"; }

# What is there, in words that can be compared: rows and owners, keys, collections, dashboards, files.
inventory() {
  each_row() {
    echo "$name $(rows "$name") $(ask "$name" "select tableowner from pg_tables where tablename = 'kept'") public=$(ask "$name" "select has_database_privilege('public', '$name', 'connect')")"
  }
  each each_row
  local service
  for service in $(services_of redis); do
    redis-cli -h "$(at_of "$service")" --scan | sort | while read -r key; do
      echo "$service $key $(redis-cli -h "$(at_of "$service")" get "$key" </dev/null)"
    done
  done
  for service in $(services_of qdrant); do state 6333 | python3 -c 'import json, sys; print(sorted(json.load(sys.stdin)["collections"].items()))'; done
  for service in $(services_of grafana); do state 3000 | python3 -c 'import json, sys
state = json.load(sys.stdin)
print(sorted((uid, one["dashboard"]["title"]) for uid, one in state["dashboards"].items()), sorted(one["uid"] for one in state["folders"]))'; done
  for service in $copied; do (cd "data/$service" && find . -type f -exec sha256sum {} + && find . -printf '%P %m %U %l\n') | LC_ALL=C sort; done
}
copied=$(sed -n 's/^step \([a-z0-9-]*\) [a-z0-9-]* tar copy data\/.*/\1/p' pre-backup.sh)

fill() {
  each_fill() {
    sql "$address" "$owner" "$password" "$name" \
      "create table kept (id int primary key, word text not null);
       insert into kept select n, md5('$name' || n::text) from generate_series(1, 20000) n" || red "$name cannot be filled"
  }
  each each_fill
  local service
  for service in $(services_of redis); do
    seq 200 | sed "s/.*/SET $service:& word-&/" | redis-cli -h "$(at_of "$service")" --pipe >/dev/null
  done
  state 6333 --request PUT --data '{"collections": {"notes": [1, 2, 3]}, "snapshots": {}}' >/dev/null
  state 3000 --request PUT --data '{"folders": [{"uid": "f", "title": "F", "folderUid": ""}], "dashboards": {"mine": {"dashboard": {"uid": "mine", "title": "Mine"}, "meta": {"provisioned": false, "folderUid": "f"}}}}' >/dev/null
  echo '[{"id": "w1", "nodes": [], "connections": {}}]' >n8n/workflow.json
  echo '[{"id": "c1", "name": "key", "data": "sealed"}]' >n8n/credentials.json
  for service in $copied; do
    mkdir -p "data/$service/in"
    head -c 100000 /dev/urandom >"data/$service/in/a file"
    ln -s 'in/a file' "data/$service/link"
    chmod 0640 "data/$service/in/a file"
    chown -R 1000:1000 "data/$service"
  done
  echo setting >configs/extra.yml
}

take() {
  rm -rf backups
  dump || red 'a dump failed, and nothing is taken away'
}

# Each job takes its folder away, as Zerobyte does: under a tag of its own.
send() {
  local job folder
  while read -r job folder _; do
    restic backup --quiet --host zerobyte --tag "$job" --exclude '*.part' "backups/$folder" >restic.log 2>&1 </dev/null ||
      red "restic takes nothing for $job: $(tail -n 1 restic.log)"
  done <jobs
}

# Two years, as the schedule of each job makes them; then what `restic forget` leaves, with the options that Zerobyte gives it.
age() {
  local history
  for history in history.*; do make_snapshots "years.$history" "$history" job; done
}
forget() {
  local job history keep
  while read -r job _ history keep; do
    if [[ ${lie:-} == retention ]]; then keep=; fi
    rm -rf aged
    cp -r "years.$history" aged
    # shellcheck disable=SC2086
    restic --repo aged forget --quiet --group-by tags --tag job $keep --prune >restic.log 2>&1 </dev/null || red "restic forgets nothing for $job: $(tail -n 1 restic.log)"
    restic --repo aged snapshots --json </dev/null | python3 -c 'import json, sys
print("\n".join(sorted(one["time"][:19].replace("T", " ") for one in json.load(sys.stdin))))' >kept
    cmp --quiet kept "survivors.$job" || red "after two years $job has other snapshots: $(diff kept "survivors.$job" | head -n 3 | xargs)"
    restic --repo aged check --quiet >restic.log 2>&1 </dev/null || red "the repository of $job is damaged: $(tail -n 1 restic.log)"
  done <jobs
}

# A machine from nothing.
raze() {
  local service
  kill -INT "$(head -n 1 "$postgres/data/postmaster.pid")"
  for _ in $(seq 100); do [[ -e $postgres/data/postmaster.pid ]] || break; sleep 0.1; done
  rm -rf "$postgres/data" backups
  new_server
  provision || red 'an empty server cannot be provisioned'
  for service in $(services_of redis); do
    redis-cli -h "$(at_of "$service")" shutdown nosave >/dev/null
    rm -f "data/$service"/*
    start_redis "$service" "$(at_of "$service")"
  done
  state 6333 --request PUT --data '{"collections": {}, "snapshots": {}}' >/dev/null
  state 3000 --request PUT --data '{"folders": [], "dashboards": {}}' >/dev/null
  rm -f n8n/*.json
  for service in $copied; do rm -rf "data/$service"; done
}

# What left the machine comes back to it, and each part of `all` is put back.
fetch() {
  local job folder
  while read -r job folder _; do
    rm -rf fetched
    restic restore latest --tag "$job" --target fetched >restic.log 2>&1 </dev/null || red "restic gives nothing back for $job: $(tail -n 1 restic.log)"
    mkdir -p backups
    cp -r "fetched/$stage/backups/$folder" "backups/$folder" 2>/dev/null || cp -r "fetched/backups/$folder" "backups/$folder" ||
      red "what $job has taken away is not in its snapshots"
  done <jobs
}
put_back() {
  local name file folder pattern stops skipped=
  while IFS='|' read -r name folder pattern stops; do
    if [[ ${lie:-} == missing && -z $skipped && $name == */* ]]; then
      skipped=$name
      continue
    fi
    file=$(find "$folder" -name "$pattern" | sort | tail -n 1)
    [[ -n $file ]] || red "there is nothing to put $name back from"
    for service in $stops; do
      if has "$service"; then : >"stopped/$service"; fi
      if [[ $(kind_of "$service") == redis ]]; then redis-cli -h "$(at_of "$service")" shutdown nosave >/dev/null; fi
    done
    restore "$name" "$stage/$file" || red "$name is not put back: $(tail -n 1 restore.log)"
    for service in $stops; do
      rm -f "stopped/$service"
      if [[ $(kind_of "$service") == redis ]]; then start_redis "$service" "$(at_of "$service")"; fi
    done
  done <plans
}
compare() {
  inventory >after
  cmp --quiet before after || red "not everything is as it was: $(diff before after | head -n 3 | xargs)"
}

restic init --quiet
fill
inventory >before
[[ $(wc -l <before) -gt 5 ]] || red 'there is nothing to lose'
take
send
age
forget
raze
fetch
put_back
compare
echo 'the drill is green'

# lies NAME WORDS PHASE…: what must be red, and say so.
lies() {
  local said
  if said=$(export lie=$1; for phase in "${@:3}"; do "$phase"; done 2>&1); then
    echo "the drill is green with: $1"
    exit 1
  fi
  if [[ $said != *"red: $2"* ]]; then
    echo "with $1 the drill says: $said"
    exit 1
  fi
}
database=${databases%%:*}
(
  export how=empty fault=$server/$database
  lies empty 'a dump failed' take
  export how=fail
  lies step 'a dump failed' take
)
(
  export RESTIC_PASSWORD=another
  lies password 'restic takes nothing' send
  lies password 'restic gives nothing back' fetch
)
lies retention 'after two years' forget
again() {
  raze
  fetch
  put_back
  compare
}
lies missing 'not everything is as it was' again
