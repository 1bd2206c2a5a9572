# Given: $tree, the Ansible repository; $scratch; $playbook, the program; $groups, how many environments are set; $jobs; $kuma, an
# origin or nothing; $document, of the first environment; $vault, a file of secrets.
cd "$scratch"
export HOME=$scratch PYTHONDONTWRITEBYTECODE=1 ANSIBLE_LOCALHOST_WARNING=false
fails() {
  echo "$1"
  tail -n 40 playbook.log
  exit 1
}
api() { curl --silent --fail --request POST --data "${2:-null}" "http://127.0.0.1:4096/test/$1"; }
attempt() {
  (cd "$tree" && timeout 120 "$playbook" -i inventory/hosts.yml --limit "$group" playbooks/zerobyte.yml --skip-tags connect \
    -e ansible_connection=local -e ansible_python_interpreter=/usr/bin/python3 -e ansible_become=false \
    -e zerobyte_url=http://127.0.0.1:4096 -e zerobyte_config_provisioning="$scratch/provisioning.json" \
    -e "@$vault" "$@") >playbook.log 2>&1
}
# run WRITES WORD…: a run that succeeds, writes so often, and whose report has each word.
run() {
  : >writes
  attempt "${@:3}" || fails "a run fails"
  [[ $(wc -l <writes) == "$1" ]] || fails "$(wc -l <writes) writes, not $1: $(cat writes)"
  grep --quiet -e "$2" playbook.log || fails "the output does not contain: $2"
  if grep --quiet -e 'a-secret-key' -e '0000000000000000' playbook.log; then fails 'a secret is printed'; fi
}
# refused WORDS: a run that fails for that reason, and writes nothing.
refused() {
  : >writes
  if attempt "${@:2}"; then fails "a run that should be refused succeeds: $1"; fi
  grep --quiet -e "$1" playbook.log || fails "the output does not contain: $1"
  [[ ! -s writes ]] || fails "it was written before it was refused: $(cat writes)"
  if grep --quiet -e 'a-secret-key' playbook.log; then fails 'a secret is printed'; fi
}

python3 server.py 4096 a-secret-key "$kuma" "$scratch/provisioning.json" >server.log 2>&1 &
for _ in $(seq 50); do
  if api state >/dev/null; then break; fi
  sleep 0.1
done

# A dry run before anything is there writes not even the file; then it says what is to be done with the file.
refused 'does not have the' --check
[[ ! -e provisioning.json ]] || fails 'a dry run writes the file'
refused 'PROVISIONING_PATH'
[[ -s provisioning.json ]] || fails 'there is no file to provision with'
grep --quiet "$(cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub)" provisioning.json || fails 'the key of the machine is not in the file'
api provision >/dev/null || fails "Zerobyte refuses the file: $(api provision)"

reports=$((kuma_jobs * 2))
run 0 'create ' --check
run "$((jobs + reports))" 'create '
run 0 'changes": \[\]'
api state | python3 -c 'import json, sys
state = json.load(sys.stdin)
jobs = json.load(open(sys.argv[1]))["jobs"]
assert len(state["backups"]) == len(jobs), state["backups"]
for job, one in zip(jobs, state["backups"]):
    assert one["maxRetries"] == job["retries"] and one["retryDelay"] == job["retry_after"], one
    assert one["retentionPolicy"] == job["retention"] and one["cronExpression"] == job["cron"] and one["enabled"], one
assert all(len(of) == 1 and of[0]["notifyOnSuccess"] and not of[0]["notifyOnWarning"] for of in state["assignments"].values())
' "$document" || fails 'the schedules are others'
refused 'refuses the key' -e vault_zerobyte_api_key=another-key

# alter CODE: changes what Zerobyte has.
alter() {
  api state | python3 -c "import json, sys
state = json.load(sys.stdin)
$1
json.dump(state, sys.stdout)" >state.json
  curl --silent --fail --request POST --data @state.json http://127.0.0.1:4096/test/state >/dev/null
}
# What was changed by hand is set back, by one write.
alter 'state["backups"][0]["retentionPolicy"] = {"keepDaily": 1}'
run 1 'change '
run 0 'changes": \[\]'
alter 'state["backups"][0]["enabled"] = False'
run 1 'change '
# One that is no longer declared is switched off, once; those of others stay as they are.
alter 'one = dict(state["backups"][0]); one["shortId"] = "old"; one["name"] = one["name"].rsplit(" ", 1)[0] + " retired"; state["backups"].append(one); other = dict(one); other["shortId"] = "other"; other["name"] = "somebody else"; state["backups"].append(other)'
run 1 'switch off '
run 0 'changes": \[\]'
api state | python3 -c 'import json, sys
backups = {one["shortId"]: one for one in json.load(sys.stdin)["backups"]}
assert not backups["old"]["enabled"] and backups["old"]["retentionPolicy"] and backups["other"]["enabled"], backups' || fails 'others are switched off'
# A volume that is no longer what it was, and one that is gone.
alter 'state["volumes"][0]["config"]["path"] = "/elsewhere"'
refused 'has another '
alter 'state["volumes"] = state["volumes"][1:]'
refused 'does not have the'
api provision >/dev/null
run 0 'changes": \[\]'

# The stand-in refuses what the real one refuses.
ask() { curl --silent --output answer --write-out '%{http_code}' --request "$1" -H 'x-api-key: a-secret-key' --data "$3" "http://127.0.0.1:4096/api/v1/$2"; }
good='"name": "n", "volumeId": "v0", "repositoryId": "r0", "enabled": true, "cronExpression": "0 3 * * *"'
for wrong in '"retentionPolicy": {}' '"retentionPolicy": {"keepWithinDuration": "1d"}' '"retentionPolicy": {"keepDaily": 0}' \
  '"cronExpression": "0 0 3 * * *"' '"cronExpression": "@daily"' '"maxRetries": 33' '"retention": {}'; do
  [[ $(ask POST backups "{$good, $wrong}") == 400 ]] || fails "the stand-in takes $wrong: $(cat answer)"
done
[[ $(ask PATCH backups/s0 '{"enabled": false}') == 400 ]] || fails 'the stand-in takes a change without a repository'
