#!/usr/bin/env bash
# compose [--project-directory FOLDER] exec -T --user postgres SERVER COMMAND…, and stop.
set -euo pipefail
printf '%s\n' "$*" >>"$scratch/calls"
if [[ $2 == --project-directory ]]; then
  [[ $3 == "$scratch" ]] || exit 64
  set -- compose "${@:4}"
fi
case "$1 $2" in
  'compose exec')
    [[ "$3 $4 $5 $6" == "-T --user postgres $server" ]] || exit 64
    shift 6
    if [[ $* == 'bash /docker-entrypoint-initdb.d/10-provision.sh' ]]; then set -- psql --no-psqlrc --file "$postgres/provision.sql"; fi
    cd /
    exec env PGHOST="$postgres/run" LC_ALL=C.UTF-8 HOME="$postgres" runuser --user postgres --preserve-environment -- "$@"
    ;;
  'compose stop') ;;
  *)
    echo "docker is called with $*" >&2
    exit 64
    ;;
esac
