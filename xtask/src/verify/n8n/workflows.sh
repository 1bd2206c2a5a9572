# fill_n8n: an active workflow and another one, and a credential. `n8n` is the real program; workflow.json is here, and so is `fail`.
fill_n8n() {
  python3 - >workflows.json <<'END'
import copy, json
[one] = json.load(open("workflow.json"))
other = copy.deepcopy(one)
other.update(id="stackwright00002", name="An ümlaut and a \"quote\"", active=False)
other["nodes"][0]["webhookId"] = "22222222-2222-4222-8222-222222222222"
other["nodes"][0]["parameters"]["path"] = "another"
json.dump([one, other], open("/dev/stdout", "w"))
END
  echo '[{"id": "stackwrightcred1", "name": "key-of-production", "type": "httpHeaderAuth", "data": {"name": "X-Key", "value": "in-the-clear"}}]' >credentials.json
  n8n import:workflow --input=workflows.json >import.log 2>&1 || fail 'nothing can be imported'
  n8n publish:workflow --id=stackwright00001 >publish.log 2>&1 || fail 'nothing can be published'
  n8n import:credentials --input=credentials.json >credentials.log 2>&1 || fail 'no credential can be imported'
}
