# Runs in the namespace: the proxy as generated, its upstreams, and who asks. Every wait is bounded; what is started is killed.
set -euo pipefail
caddy=$1 python=$2 caddyfile=$3 name=$4
cd "$(dirname "$0")"
export HOME=$PWD CADDY_LOG_DIR=$PWD/logs
unset XDG_CONFIG_HOME XDG_DATA_HOME
ip link set lo up
while read -r asker; do
  case $asker in
    *:*) ip -6 addr add "$asker/128" dev lo nodad ;;
    *) ip addr add "$asker/32" dev lo ;;
  esac
done <askers
mount --bind hosts /etc/hosts
"$caddy" run --config upstreams --adapter caddyfile >upstreams.log 2>&1 &
upstreams=$!
"$caddy" run --config "$caddyfile" --adapter caddyfile >edge.log 2>&1 &
edge=$!
trap 'kill $upstreams $edge 2>/dev/null; wait' EXIT
for port in 8081 8080; do
  for _ in $(seq 100); do
    if curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:$port/health"; then break; fi
    sleep 0.1
  done
done
"$python" client.py "$name" || { tail -n 5 edge.log; exit 1; }
