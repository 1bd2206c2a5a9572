scratch=$PWD
export scratch server postgres
chmod +x bin/docker
export PATH=$scratch/bin:$PATH
fail() {
  echo "$1"
  tail -n 25 "$scratch"/*.log | cut -c 1-300
  exit 1
}
rows() { as psql --no-psqlrc -qAt -h "$postgres/run" -U postgres -d "${2:-$database}" -c "$1"; }
start_n8n() {
  n8n start >n8n.log 2>&1 &
  n8n=$!
  for _ in $(seq 600); do
    if [[ $(curl -s -m 2 http://127.0.0.1:5678/healthz/readiness) == '{"status":"ok"}' ]]; then return; fi
    kill -0 $n8n 2>/dev/null || fail 'n8n does not start'
    sleep 0.2
  done
  fail 'n8n is never ready'
}
# The shell that was started has the program as its child: one that is left over would take the database back while it is replaced.
end_n8n() {
  pkill --parent $n8n
  wait $n8n || :
}
# What of production must be nowhere else.
marks='person@production.example|Real-Person|of-a-real-person|pinned-by-somebody|seen-by-a-trigger|key-of-production|value-of-production|said-in-production|prompt-of-production'
