# Given: an object store with $access_key and $secret_key; $bucket_folder; $dumps of production; $playbook; $tree; $statements; $owner.
file=$(find "$dumps" -name "$pattern" | sort | tail -n 1)
[[ -n $file ]] || fail 'production has dumped nothing that a seed looks for'
pg_restore --file=- "$file" | grep --extended-regexp "$marks" >/dev/null || fail 'there is nothing to lose in the dump'
printf '[store]\ntype = s3\nprovider = Other\nendpoint = %s\naccess_key_id = %s\nsecret_access_key = %s\nno_check_bucket = true\n' "$origin" "$access_key" "$secret_key" >store.conf
chmod 0600 store.conf
lay() { rclone --config store.conf sync "$1" "store:$bucket_folder" || fail 'nothing can be laid out'; }
group=$(python3 -c 'import json; print(json.load(open("play/play.yml"))[0]["hosts"])')
echo "{\"$access_name\": \"$access_key\", \"$secret_name\": \"$secret_key\", \"trial_address\": \"192.0.2.1\"}" >keys.json
seed() {
  (cd "$tree" && HOME=$scratch RCLONE_RETRIES=1 RCLONE_LOW_LEVEL_RETRIES=1 ANSIBLE_LOCALHOST_WARNING=false timeout 180 "$playbook" -i inventory/hosts.yml \
    --limit "$group" -e "@$scratch/keys.json" "$@" "$scratch/play/play.yml") >play.log 2>&1
}
# Nothing of what was tried is left: no dump, no key, no half of a database; what was there is as it was.
untouched() {
  [[ ! -e seed ]] || fail "what was fetched stays: $(ls seed)"
  [[ $(rows 'select count(*) from pg_database' postgres) == "$before" ]] || fail 'half of a database stays'
  [[ $(rows "select to_regclass('public.workflow_entity') is null") == t ]] || fail 'the database was touched'
}
before=$(rows 'select count(*) from pg_database' postgres)
# refused WORDS…: a run that fails for that reason.
refused() {
  if seed "${@:2}"; then fail "a run that should be refused succeeds: $1"; fi
  grep --quiet -e "$1" play.log || fail "the output does not contain: $1"
  untouched
  if grep --quiet -e "$secret_key" play.log; then fail 'a secret is printed'; fi
}
mkdir -p none changed
cp "$dumps"/*/MANIFEST none
lay none
refused 'has no dump of'
cp "$file" "$dumps"/*/MANIFEST changed
printf x >>"changed/${file##*/}"
lay changed
refused 'is not what was dumped'
lay "${file%/*}"
refused 'SignatureDoesNotMatch' -e "$secret_name=another"

# What an n8n of another version, or an edit by hand, may have made of it.
put() { bash restore.sh pg_dump "$1" "$server" "$database" "$role" "$statements" >restore.log 2>&1; }
# variant WORDS STATEMENT: a dump like this one, of a database in which that was done.
variant() {
  rows 'drop database if exists variant' postgres
  rows "create database variant owner \"$role\"" postgres
  as pg_restore -h "$postgres/run" -U postgres -d variant <"$file" || fail 'the dump cannot be read'
  rows "$2" variant >/dev/null || fail "it cannot be done: $2"
  as pg_dump -h "$postgres/run" -U postgres --format=custom variant >variant.dump
  rows 'drop database variant' postgres
  if put "$scratch/variant.dump"; then fail "it is taken: $1"; fi
  grep --quiet -e "$1" restore.log || fail "the output does not contain: $1"
  untouched
}
variant '"public.user" does not exist' 'alter table "user" rename to users'
variant 'nobody knows what is in the column phone of user' 'alter table "user" add column phone text'
variant 'column "pinData" of relation "workflow_entity" does not exist' 'alter table workflow_entity drop column "pinData"'
variant 'a workflow is active' 'create function stay() returns trigger language plpgsql as $$ begin new.active := true; return new; end $$;
  create trigger stay before update on workflow_entity for each row execute function stay()'
variant 'nobody knows what is in seen' 'create materialized view seen as select * from "user"'
variant 'nobody knows what is in the large objects' "select lo_from_bytea(0, 'x')"

# All is well.
: >calls
seed || fail 'nothing is filled'
[[ ! -e seed ]] || fail "what was fetched stays: $(ls seed)"
[[ $(rows 'select count(*) from pg_database' postgres) == $((before + 1)) ]] || fail 'there are other databases than before, and the one that was there'
grep --quiet '10-provision.sh' calls || fail 'the rights of this environment are not made again'
as pg_dump -h "$postgres/run" -U postgres "$database" >all.sql
if grep --extended-regexp "$marks" all.sql | head -n 3 >found && [[ -s found ]]; then fail "something of production is left: $(<found)"; fi
[[ $(rows 'select count(*), count(*) filter (where active) from workflow_entity') == '2|0' ]] || fail 'other workflows came'
for table in credentials_entity deployment_key user_api_keys webhook_entity execution_entity made_by_hand; do
  [[ $(rows "select count(*) from $table") == 0 ]] || fail "$table is not empty"
done
[[ $(rows "select bool_and(tableowner = '$role') from pg_tables where schemaname = 'public' and tablename <> 'made_by_hand'") == t ]] || fail 'the tables belong to others'

start_n8n
ask() { curl -s -m 20 -o body -D head -w '%{http_code}' -H 'X-Forwarded-Proto: https' "$@"; }
json='Content-Type: application/json'
at=http://127.0.0.1:5678
[[ $(ask -H "$json" -d '{"emailOrLdapLoginId": "person@production.example", "password": "Test-password.1"}' "$at/rest/login") == 401 ]] || fail 'a person of production is let in'
[[ $(ask -H 'X-N8N-API-KEY: key-of-production-api' "$at/api/v1/workflows") == 401 ]] || fail 'a key of production is taken'
[[ $(ask -H "$json" -d "$owner" "$at/rest/login") == 200 ]] || fail "the owner of this environment is not let in: $(<body)"
cookie="Cookie: $(sed -n 's/^set-cookie: \(n8n-auth=[^;]*\).*/\1/Ip' head)"
[[ $(ask -H "$cookie" "$at/rest/workflows") == 200 ]] || fail "the workflows are not shown: $(<body)"
python3 -c 'import json
found = json.load(open("body"))["data"]
assert sorted(one["id"] for one in found) == ["stackwright00001", "stackwright00002"] and not any(one["active"] for one in found), found' || fail 'other workflows are shown'
[[ $(ask -H "$cookie" "$at/rest/credentials") == 200 && $(python3 -c 'import json; print(len(json.load(open("body"))["data"]))') == 0 ]] || fail 'credentials are shown'
# Its webhooks come later than itself.
for _ in $(seq 20); do
  [[ $(ask "$at/webhook/stackwright") == 404 ]] || fail 'a workflow of production acts here'
  sleep 0.3
done
end_n8n
if grep --extended-regexp --quiet 'Mismatching encryption keys|could not be decrypted' n8n.log; then fail 'n8n finds what another key has encrypted'; fi
n8n publish:workflow --id=stackwright00001 >publish.log 2>&1 || fail 'what came cannot be published, so it is no copy to try things on'

# An application that has started is left alone; one is filled again only by the environment's name.
rows "update workflow_entity set name = 'of this environment' where id = 'stackwright00002'"
: >calls
seed || fail 'a second run fails'
grep --quiet " changed=0 " play.log || fail "a second run does something: $(<calls)"
[[ $(rows "select count(*) from workflow_entity where name = 'of this environment'") == 1 ]] || fail 'a second run fills it again'
seed -e seed_again="${group%%.*}" || fail 'it cannot be filled again'
[[ $(rows "select count(*) from workflow_entity where name = 'of this environment' or active") == 0 ]] || fail 'it is not filled again'
grep --quiet " stop " calls || fail 'no service is stopped while the database is replaced'
