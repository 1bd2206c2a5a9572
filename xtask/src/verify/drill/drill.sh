# The whole way: data, dumps, restic in an object store, two years of clean-ups, an empty machine, the same data. `lie` names what is
# to go wrong; each of them must end the drill red, with its reason.
# Given: an object store; $server; $tree and $ansible; $group, the machine's name; $configs, the pattern of the dump of settings, or
# nothing; the files `jobs`, `opened.json` and `artefacts.json`.
cd "$stage"
export RESTIC_PASSWORD=of-the-vault TZ=UTC AWS_ACCESS_KEY_ID=$access_key AWS_SECRET_ACCESS_KEY=$secret_key
red() {
  echo "red: $1"
  exit 1
}
sed -i "s,@access@,$access_key,; s,@secret@,$secret_key," opened.json
url_of() { python3 -c 'import json, sys; print(json.load(open("opened.json"))["restore_repositories"][sys.argv[1]]["url"])' "$1"; }

# What is there, in words that can be compared: rows and owners, keys, collections, dashboards, what n8n exports, files.
inventory() {
  each_row() {
    echo "$name $(rows "$name") $(ask "$name" "select tableowner from pg_tables where tablename = 'kept'") public=$(ask "$name" "select has_database_privilege('public', '$name', 'connect')")"
  }
  each each_row
  local service keys
  for service in $(services_of redis); do
    mapfile -t keys < <(redis-cli -h "$(at_of "$service")" --scan | LC_ALL=C sort)
    echo "$service ${#keys[@]}" "${keys[@]}" "$(redis-cli -h "$(at_of "$service")" mget none "${keys[@]}" </dev/null | md5sum)"
  done
  for service in $(services_of qdrant); do state 6333 | python3 -c 'import json, sys; print(sorted(json.load(sys.stdin)["collections"].items(), key=str))'; done
  for service in $(services_of grafana); do state 3000 | python3 -c 'import json, sys
state = json.load(sys.stdin)
print(sorted((uid, one["dashboard"]["title"]) for uid, one in state["dashboards"].items() if not one["meta"]["provisioned"]), sorted(one["uid"] for one in state["folders"]))'; done
  for service in $(services_of n8n); do sed "s/^/$service /" n8n/*.json; done
  for service in $copied; do (cd "data/$service" && find . -type f -exec sha256sum {} + && find . -printf '%P %m %U %l\n') | LC_ALL=C sort; done
}

take() {
  find backups -mindepth 2 -delete 2>/dev/null || :
  dump || red 'a dump failed, and nothing is taken away'
}

# Each job takes its folder away, as Zerobyte does: under a tag of its own.
send() {
  local job folder repository
  while read -r job repository folder _; do
    restic --no-cache --repo "$(url_of "$repository")" backup --quiet --host zerobyte --tag "$job" --exclude '*.part' "backups/$folder" >restic.log 2>&1 </dev/null ||
      red "restic takes nothing for $job: $(tail -n 1 restic.log)"
  done <jobs
}

# Two years, as the schedule of each job makes them; then what `restic forget` leaves, with the options that Zerobyte gives it. On a
# local path: the same history is given to each job anew.
age() {
  local history
  for history in history.*; do make_snapshots "years.$history" "$history" job; done
}
forget() {
  local job history keep
  while read -r job _ _ history keep; do
    if [[ ${lie:-} == retention ]]; then keep=; fi
    rm -rf aged
    cp -r "years.$history" aged
    # shellcheck disable=SC2086
    restic --no-cache --repo aged forget --quiet --group-by tags --tag job $keep --prune >restic.log 2>&1 </dev/null || red "restic forgets nothing for $job: $(tail -n 1 restic.log)"
    restic --no-cache --repo aged snapshots --json </dev/null | python3 -c 'import json, sys
print("\n".join(sorted(one["time"][:19].replace("T", " ") for one in json.load(sys.stdin))))' >kept
    cmp --quiet kept "survivors.$job" || red "after two years $job has other snapshots: $(diff kept "survivors.$job" | head -n 3 | xargs)"
    restic --no-cache --repo aged check --quiet >restic.log 2>&1 </dev/null || red "the repository of $job is damaged: $(tail -n 1 restic.log)"
  done <jobs
}

# A machine from nothing.
raze() {
  local service
  kill -INT "$(head -n 1 "$postgres/data/postmaster.pid")"
  for _ in $(seq 100); do [[ -e $postgres/data/postmaster.pid ]] || break; sleep 0.1; done
  rm -rf "$postgres/data" backups configs/extra.yml
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

# playbook WHAT WORD…: what a person would type, on the machine itself.
playbook() {
  (cd "$tree" && HOME=$stage ANSIBLE_LOCALHOST_WARNING=false timeout 300 "$ansible" -i inventory/hosts.yml --limit "$group" --skip-tags connect \
    -e ansible_connection=local -e ansible_python_interpreter=/usr/bin/python3 -e ansible_become=false -e "stack_dir=$stage" \
    -e "@$stage/opened.json" -e "restore=$1" -e "restore_confirm=$1" "${@:2}" playbooks/backup-restore.yml) >restore.log 2>&1
}
put_back() {
  local name words=()
  if [[ ${lie:-} == password ]]; then words=(-e "@$stage/mistaken.json"); fi
  if [[ ${lie:-} == missing ]]; then words=(-e "@$stage/missing.json"); fi
  playbook all -e restore_snapshot=latest "${words[@]}" || red "it is not put back: $(grep --only-matching 'restic [a-z]* fails[^"]*' restore.log | head -n 1 || tail -n 25 restore.log | cut -c 1-200 | xargs --null)"
  if [[ ${lie:-} == missing ]]; then return; fi
  # What is in a database as well is put back by its own name.
  for name in $(services_of n8n); do
    if kept "$name"; then playbook "$name/export" -e restore_snapshot=latest || red "what $name exports is not put back: $(grep -A 4 'ERROR\|fatal\|failed:' restore.log | head -n 12 | cut -c 1-900 | xargs --null)"; fi
  done
  [[ ! -e fetched ]] || red "what was fetched stays: $(ls fetched)"
  if grep --quiet -e "$secret_key" -e of-the-vault restore.log; then red 'a secret is printed'; fi
}
compare() {
  inventory >after
  cmp --quiet before after || red "not everything is as it was: $(diff before after | head -n 3 | cut -c 1-200 | xargs --null)"
}
# Settings are generated, and put back by a deployment: what was dumped of them is there to be compared.
settings() {
  if [[ -z $configs ]]; then return; fi
  mkdir -m 0700 settings
  python3 - "$configs" >order.json <<'END'
import json, sys
opened = json.load(open("opened.json"))
[one] = [job for job in map(str.split, open("jobs")) if job[2] == "configs"]
print(json.dumps({"repository": opened["restore_repositories"][one[1]]["url"], "password": "of-the-vault", "folder": "settings", "until": "",
  "access_key": __import__("os").environ["AWS_ACCESS_KEY_ID"], "secret_key": __import__("os").environ["AWS_SECRET_ACCESS_KEY"],
  "artefacts": [{"folder": "backups/configs", "pattern": sys.argv[1]}]}))
END
  sed -i "s,\"folder\": \"settings\",\"folder\": \"$stage/settings\"," order.json
  python3 "$tree/playbooks/files/fetch_artefacts.py" order.json >restore.log 2>&1 || red 'the settings are not fetched'
  tar --extract --file="$(find settings/backups -name "$configs")" --directory=settings
  diff --recursive settings/configs configs.before >/dev/null || red 'the settings are not as they were'
  cmp --quiet settings/docker-compose.yml docker-compose.yml || red 'the compose file is not as it was'
}

# What was newest at a time, though something newer has left the machine since; and nothing of a time before all.
earlier() {
  local then had
  IFS=: read -r name owner address password <<<"${databases%% *}"
  then=$(date -u +%Y%m%dT%H%M%SZ)
  had=$(rows "$name")
  sql "$address" "$owner" "$password" "$name" 'delete from kept where id > 7' || red "$name cannot be changed"
  sleep 1
  take
  send
  [[ $(rows "$name") == 7\|* ]] || red "$name has not changed, so this shows nothing"
  playbook "$server/$name" -e "restore_snapshot=$then" || red 'what was newest then is not put back'
  [[ $(rows "$name") == "$had" ]] || red "what was newest then is not what was put back: $(rows "$name")"
  if playbook "$server/$name" -e restore_snapshot=20200101T000000Z; then red 'something of a time before all is put back'; fi
  grep --quiet 'no snapshot has' restore.log || red 'the output does not say that there is no snapshot yet'
  [[ $(rows "$name") == "$had" && ! -e fetched ]] || red 'what cannot be fetched changes something'
  # The newest is again what was there before.
  take
  send
}

for repository in $(cut -d' ' -f2 jobs | sort -u); do restic --no-cache --repo "$(url_of "$repository")" init --quiet; done
fill
cp -r configs configs.before
inventory >before
[[ $(wc -l <before) -gt 5 ]] || red 'there is nothing to lose'
take
send
age
forget
raze
put_back
compare
settings
earlier
echo 'the drill is green'

# lies NAME WORDS PHASE…: what must be red, and say so.
lies() {
  local said
  if said=$(export lie=$1; for phase in "${@:3}"; do "$phase"; done 2>&1); then
    echo "the drill is green with: $1"
    exit 1
  fi
  # shellcheck disable=SC2053
  if [[ $said != *"red: "$2* ]]; then
    echo "with $1 the drill says: $said"
    exit 1
  fi
}
database=${databases%%:*}
sed 's/of-the-vault/another/' opened.json >mistaken.json
python3 -c 'import json, sys
artefacts = json.load(open("artefacts.json"))
print(json.dumps({"backup_config_artefacts": [one for one in artefacts if one["name"] != sys.argv[1]]}))' "$server/$database" >missing.json
(
  export how=empty fault=$server/$database
  lies empty 'a dump failed' take
  export how=fail
  lies step 'a dump failed' take
)
(
  export RESTIC_PASSWORD=another
  lies sending 'restic takes nothing' send
)
lies password 'it is not put back: restic find fails: ' put_back
lies retention 'after two years' forget
again() {
  raze
  put_back
  compare
}
lies missing "not everything is as it was: *< $database 20000|" again
