#!/usr/bin/env bash
# Starts PostgreSQL as the entrypoint of the official image does (docker-library/postgres 17, docker-entrypoint.sh): root hands
# over to the user postgres, and an empty folder becomes a cluster whose first start runs what lies in
# /docker-entrypoint-initdb.d.
set -euo pipefail
if [[ $(id -u) == 0 ]]; then
  install -d -o postgres -g postgres -m 0700 "$PGDATA"
  install -d -o postgres -g postgres -m 3775 /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  read -ra arguments <<<"${POSTGRES_INITDB_ARGS:-}"
  initdb --username=postgres --pwfile=<(printf '%s\n' "${POSTGRES_PASSWORD:?}") --pgdata="$PGDATA" "${arguments[@]}"
  pg_ctl --pgdata="$PGDATA" --wait --options="$(printf '%q ' "${@:2}") -c listen_addresses=''" start
  for script in /docker-entrypoint-initdb.d/*; do
    [[ ! -x $script ]] || "$script"
  done
  pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
fi
exec "$@"
