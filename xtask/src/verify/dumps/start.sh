export stage token postgres
export PATH=$stage/bin:$PATH REDISCLI_AUTH=a-password-of-redis
chmod +x "$stage/bin/docker" "$stage/pre-backup.sh" "$stage/restore.sh"
fails() {
  echo "$1"
  tail -n 20 "$stage"/*.log
  exit 1
}

for file in "$stage"/services/*; do
  service=${file##*/}
  read -r kind address <"$file"
  mkdir -p "$stage/data/$service"
  if [[ $kind == redis ]]; then
    redis_of=${redis_of:-} redis_of+=" $service"
    start_redis() {
      sed "s,^dir /data$,dir $stage/data/$1," "$stage/configs/$1/redis.conf" >"$stage/$1.conf"
      redis-server "$stage/$1.conf" --bind "$2" --requirepass "$REDISCLI_AUTH" >>"$stage/$1.log" 2>&1 &
      for _ in $(seq 50); do
        if [[ $(redis-cli -h "$2" ping 2>/dev/null) == PONG ]]; then return; fi
        sleep 0.1
      done
      fails "$1 does not start"
    }
    start_redis "$service" "$address"
  fi
done
(cd "$stage" && exec python3 servers.py "$token" >servers.log 2>&1) &
for port in 6333 3000 3001; do
  for _ in $(seq 50); do
    if curl --silent --output /dev/null --max-time 2 "http://127.0.0.1:$port/state"; then continue 2; fi
    sleep 0.1
  done
  fails "nothing answers at $port"
done
: >"$stage/reports"

ask() { as psql --no-psqlrc -qAt -h "$postgres/run" -U postgres -d "$1" -c "$2"; }
each() {
  local entry
  for entry in $databases; do
    IFS=: read -r name owner address password <<<"$entry"
    "$@"
  done
}
has() { [[ -f $stage/services/$1 ]]; }
kind_of() { local kind; read -r kind _ <"$stage/services/$1"; echo "$kind"; }
# dump [LOG]: the script, as systemd runs it.
dump() { bash "$stage/pre-backup.sh" >"$stage/dump.log" 2>&1; }
# newest FOLDER STEM EXTENSION
newest() { find "$stage/backups/$1" -name "$2-????????T??????Z.$3" | sort | tail -n 1; }
count() { find "$stage/backups/$1" -name "$2-????????T??????Z.$3" 2>/dev/null | wc -l; }
# restore NAME FILE: the words of the inventory, as the playbook puts them together.
restore() {
  local words
  mapfile -t words < <(python3 -c 'import json, sys
[found] = [one for one in json.load(open(sys.argv[1])) if one["name"] == sys.argv[2]]
print("\n".join([found["way"], *found["arguments"]]))' "$stage/artefacts.json" "$1")
  bash "$stage/restore.sh" "${words[0]}" "$2" "${words[@]:1}" >"$stage/restore.log" 2>&1
}
