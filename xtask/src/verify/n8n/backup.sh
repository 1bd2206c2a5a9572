# Given: $service; $database; $words, the way of its artefact with its arguments. `n8n` is the real program.
read -r way _ owner <<<"$words"
scratch=$PWD
export scratch service owner
fail() {
  echo "$1"
  tail -n 25 "$scratch"/*.log
  exit 1
}
# The function as a program: who runs the scripts has a shell of their own.
{ echo '#!/usr/bin/env bash'; declare -f n8n; echo 'n8n "$@"'; } >bin/n8n
chmod +x bin/n8n bin/docker
export PATH=$scratch/bin:$PATH
rows() { as psql --no-psqlrc -qAt -h "$postgres/run" -U postgres -d "$database" -c "$1"; }
dump() { bash pre-backup.sh >dump.log 2>&1; }
newest() { find "backups/$service" -name "$service-*Z.tar" | sort | tail -n 1; }

# An instance without anything is a dump, not a failure: the program calls it one.
dump || fail 'an instance without anything cannot be dumped'
[[ $(tar --extract --to-stdout --file="$(newest)") == '[][]' ]] || fail 'what is empty is dumped as something'

fill_n8n
[[ $(rows 'select count(*) from workflow_entity where active and "activeVersionId" is not null') == 1 ]] || fail 'no workflow is active, so nothing is shown'
sleep 1
dump || fail 'what is in use cannot be dumped'
file=$(newest)
tar --list --file="$file" | sort | xargs | grep --quiet --line-regexp 'credentials.json workflow.json' || fail 'the dump has other files'
if tar --extract --to-stdout --file="$file" | grep --quiet in-the-clear; then fail 'the dump has a credential in the clear'; fi
[[ -z $(find backups -maxdepth 1 -name '*.export.*') ]] || fail 'an export is left behind'

# What the program says of its workflows and of its credentials, without what changes each time.
told() {
  n8n export:workflow --all --output=told.json >told.log 2>&1 || fail 'nothing can be exported'
  n8n export:credentials --all --decrypted --output=keys.json >keys.log 2>&1 || fail 'no credential can be exported'
  python3 -c 'import json
workflows = json.load(open("told.json"))
same = ["id", "name", "nodes", "connections", "settings", "pinData", "staticData", "isArchived", "description"]
print(json.dumps(sorted([{key: one.get(key) for key in same} for one in workflows], key=lambda one: one["id"]), sort_keys=True))
print(json.dumps([{key: one[key] for key in ["id", "name", "type", "data"]} for one in json.load(open("keys.json"))], sort_keys=True))'
}
told >before
grep --quiet in-the-clear before || fail 'the credential cannot be read before, so nothing is shown'
rows 'update workflow_entity set "activeVersionId" = null; delete from workflow_entity; delete from credentials_entity' >/dev/null
[[ $(rows 'select count(*) from workflow_entity') == 0 ]] || fail 'nothing is lost, so nothing comes back'
# shellcheck disable=SC2086
bash restore.sh "$way" "$file" ${words#* } >restore.log 2>&1 || fail 'it is not put back'
told >after
cmp --quiet before after || fail "not what it was: $(diff before after | cut -c 1-400)"
[[ $(rows 'select count(*) from workflow_entity where active or "activeVersionId" is not null') == 0 ]] || fail 'a workflow comes back active'
[[ $(rows 'select count(*) from shared_workflow') == 2 && $(rows 'select count(*) from shared_credentials') == 1 ]] || fail 'what came back has no owner'
# Over what is still there, it is the same.
rows "update workflow_entity set name = 'changed'" >/dev/null
# shellcheck disable=SC2086
bash restore.sh "$way" "$file" ${words#* } >restore.log 2>&1 || fail 'it is not put back over what is there'
told >after
cmp --quiet before after || fail "not what it was the second time: $(diff before after | cut -c 1-400)"
[[ $(grep --count 'import:' calls) == 4 && $(grep --count 'export:' calls) == 4 ]] || fail "other commands were run: $(cat calls)"
