# Starts and ends the Docker engine of the machine. usage: daemon.sh start|stop|kill LOG
set -euo pipefail
# A process whose parent has not heard of its end yet has ended all the same.
lives() { [[ $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) == [!Z] ]]; }
case $1 in
  start)
    rm -f /run/docker.pid
    printf 'start\n' >/run/engine
    for _ in {1..300}; do
      if [[ -e /run/docker.pid ]] && timeout 5 docker version >/dev/null 2>&1; then exit 0; fi
      sleep 0.1
    done
    printf 'the engine does not start:\n' >&2
    tail -n 20 "$2" >&2
    exit 1
    ;;
  stop | kill)
    pid=$(</run/docker.pid)
    if [[ $1 == kill ]]; then kill -KILL "$pid"; else kill -TERM "$pid"; fi
    for _ in {1..300}; do
      lives "$pid" || exit 0
      sleep 0.1
    done
    printf 'the engine does not stop\n' >&2
    exit 1
    ;;
esac
