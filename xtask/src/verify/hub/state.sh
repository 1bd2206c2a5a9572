if [[ -n $state ]]; then
  red stack-zerobyte 'zerobyte.db is not there'
  mkdir -p /var/lib/zerobyte/data
  database=/var/lib/zerobyte/data/zerobyte.db
  sqlite3 "$database" 'PRAGMA journal_mode = WAL; CREATE TABLE backup_schedules_table (id INTEGER PRIMARY KEY, name TEXT);' >/dev/null
  echo a-password-of-its-own >/var/lib/zerobyte/data/restic.pass
  # It is written to while it is copied.
  (
    for number in $(seq 400); do sqlite3 "$database" ".timeout 5000" "INSERT INTO backup_schedules_table VALUES ($number, 'job')"; done
    echo >written
  ) &
  writer=$!
  sleep 0.5
  # What the jobs have put there is not touched by its own retention.
  mkdir -p of-a-job
  for day in 01 02 03; do
    echo "$day" >of-a-job/dump
    as_of "$state" backup --quiet --tag a-schedule --time "2020-01-$day 03:00:00" of-a-job
  done
  green stack-zerobyte "$reported"
  wait "$writer"
  green stack-zerobyte "$reported"
  tagged() { as_of "$state" snapshots --json --tag "$1" | python3 -c 'import json, sys; print(len(json.load(sys.stdin) or []))'; }
  [[ $(tagged a-schedule) == 3 ]] || fails 'snapshots of a job are gone'
  [[ $(tagged zerobyte-state) -ge 1 ]] || fails 'there is no snapshot of what Zerobyte knows'
  # Back on an empty machine.
  as_of "$state" restore --quiet --tag zerobyte-state --target back latest
  found=$(find back -name zerobyte.db)
  [[ $(sqlite3 "$found" 'SELECT count(*) FROM backup_schedules_table') == 400 ]] || fails 'rows are missing'
  cmp --silent "$(find back -name app_secret)" "$secrets/app_secret" || fails 'the secret that opens the database is missing'
  cmp --silent "$(find back -name zerobyte_sftp_key)" "$secrets/zerobyte_sftp_key" || fails 'the key by which it reads dumps is missing'
  cmp --silent "$(find back -name restic.pass)" /var/lib/zerobyte/data/restic.pass || fails 'a password of its own is missing'
  [[ ! -e /run/unit/state ]] || fails 'secrets are left behind'

  # What cannot be read, is torn, or has nothing that opens it.
  cp -r /var/lib/zerobyte/data good
  printf 'this is not a database, and long enough to be none: %0200d' 0 >"$database"
  rm -f "$database"-*
  red stack-zerobyte 'not a database'
  sqlite3 empty.db 'VACUUM'
  rm "$database"
  sqlite3 "$database" 'PRAGMA user_version = 1'
  red stack-zerobyte 'is not whole'
  rm -rf /var/lib/zerobyte/data
  mv good /var/lib/zerobyte/data
  mv "$secrets/app_secret" app_secret
  red stack-zerobyte 'app_secret is not there'
  mv app_secret "$secrets/app_secret"
  cp "$settings/$state.password" password
  echo wrong >"$settings/$state.password"
  red stack-zerobyte 'wrong password'
  cp password "$settings/$state.password"
  cp "$settings/$state.cfg" good.cfg
  sed -i "s,^AWS_SECRET_ACCESS_KEY=.*,AWS_SECRET_ACCESS_KEY='wrong'," "$settings/$state.cfg"
  red stack-zerobyte '\(SignatureDoesNotMatch\|signature we calculated\|Access Denied\|403\)'
  cp good.cfg "$settings/$state.cfg"
  if ((reported)); then
    sed -i 's,:3001,:3002,' "$settings/zerobyte.curlrc"
    red stack-zerobyte 'the report of it could not be sent'
    sed -i 's,:3002,:3001,' "$settings/zerobyte.curlrc"
  fi
  green stack-zerobyte "$reported"
fi
