# An instance with everything that must not leave it.
fill_n8n
start_n8n
# It is ready before its webhooks are.
acts() { [[ $(curl -s -m 20 -o /dev/null -w '%{http_code}' http://127.0.0.1:5678/webhook/stackwright) == 200 ]]; }
for _ in $(seq 100); do
  if acts; then break; fi
  sleep 0.2
done
acts || fail 'the workflow of production does not act, so nothing is shown'
end_n8n
rows "
  insert into \"user\" (id, email, \"firstName\", \"lastName\", password, \"roleSlug\")
    select gen_random_uuid(), 'person@production.example', 'Real-Person', 'of-a-real-person', password, 'global:member' from \"user\" limit 1;
  update workflow_entity set \"pinData\" = '{\"Webhook\": [{\"json\": {\"a\": \"pinned-by-somebody\"}}]}', \"staticData\" = '{\"last\": \"seen-by-a-trigger\"}';
  insert into user_api_keys (id, \"userId\", label, \"apiKey\", scopes, audience) select 'api1', id, 'label', 'key-of-production-api', '[\"workflow:list\"]', 'public-api' from \"user\" limit 1;
  insert into variables (id, key, type, value) values ('var1', 'NAME', 'string', 'value-of-production');
  insert into settings (key, value, \"loadOnStartup\") values ('some.module', 'value-of-production', false);
  create table made_by_hand (id int primary key, word text);
  insert into made_by_hand values (1, 'said-in-production');
" >sql.log 2>&1 || fail 'production cannot be filled'
if [[ $(rows "select to_regclass('public.asset_provenance') is not null") == t ]]; then
  rows "insert into asset_provenance (asset_id, prompt) values ('a1', 'prompt-of-production')" >>sql.log 2>&1 || fail 'no provenance can be written'
fi
[[ $(rows 'select count(*) from deployment_key') -gt 0 ]] || fail 'production has no keys of its own'
bash pre-backup.sh >dump.log 2>&1 || fail 'production cannot be dumped'
