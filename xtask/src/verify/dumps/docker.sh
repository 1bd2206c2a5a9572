#!/usr/bin/env bash
# `docker`, as far as the scripts of the dumps call it. What they would run in a container is run here, on servers that are real
# where they can be. `$stage/services/NAME` says of each service what it is and where it answers; `$fault` names a service, a database of one
# (`postgresql/n8n`) or the file of one (`redis-file`) that is to fail, and `$how` in which way: `fail`, `empty` or `hang`.
set -uo pipefail
unknown() {
  echo "docker is called with $*" >&2
  exit 64
}
all=$*
# The playbook says which folder it means.
if [[ $2 == --project-directory ]]; then
  [[ $3 == "$stage" ]] || unknown "$all"
  set -- compose "${@:4}"
fi
describe() {
  [[ -f $stage/services/$1 ]] || unknown "$all"
  read -r kind address <"$stage/services/$1"
}
breaks() {
  if [[ ${fault:-} != "$1" ]]; then return; fi
  case $how in
    empty) exit 0 ;;
    fail) exit 1 ;;
    hang) exec sleep 120 ;;
    # What is done to a server or to its files is none of this program's business.
    *) ;;
  esac
}

case "$1 $2" in
  'compose exec')
    [[ $3 == -T ]] || unknown "$all"
    shift 3
    user=
    if [[ $1 == --user ]]; then
      user=$2
      shift 2
    fi
    service=$1
    describe "$service"
    shift
    case $kind in
      postgresql)
        [[ $user == postgres ]] || unknown "$all"
        if [[ $1 == pg_dump ]]; then breaks "$service/${3#--dbname=}"; fi
        cd /
        exec env PGHOST="$postgres/run" LC_ALL=C.UTF-8 runuser --user postgres --preserve-environment -- "$@"
        ;;
      redis)
        case $1 in
          redis-cli)
            if [[ $2 == BGSAVE ]]; then breaks "$service"; fi
            shift
            exec redis-cli -h "$address" "$@"
            ;;
          cat)
            [[ $2 == /data/dump.rdb ]] || unknown "$all"
            breaks "$service-file"
            exec cat "$stage/data/$service/dump.rdb"
            ;;
          sh) exec "$@" ;;
          *) unknown "$all" ;;
        esac
        ;;
      qdrant | grafana)
        [[ $1 == printenv ]] || unknown "$all"
        case $2 in
          QDRANT__SERVICE__API_KEY | GF_SECURITY_ADMIN_PASSWORD)
            if [[ ${fault:-} == "$service" && $how == fail ]]; then
              echo 'another'
            elif [[ $kind == qdrant ]]; then
              echo 'a-key-of-qdrant'
            else
              echo 'a-password-of-grafana'
            fi
            ;;
          *) unknown "$all" ;;
        esac
        ;;
      *) unknown "$all" ;;
    esac
    ;;
  'compose run')
    # compose run --rm --no-deps -T --name NAME --volume FOLDER:/export SERVICE COMMAND…
    [[ "$3 $4 $5 $6 $8" == '--rm --no-deps -T --name --volume' ]] || unknown "$all"
    folder=${9%%:*}
    shift 9
    describe "$1"
    [[ $kind == n8n ]] || unknown "$all"
    breaks "$1"
    # The real program is run by another check; this one keeps what is exported and imported in two files.
    case $2 in
      export:*)
        entity=${2#export:}
        [[ $3 == --all && $4 == "--output=/export/$entity.json" ]] || unknown "$all"
        if [[ ! -s $stage/n8n/$entity.json ]]; then
          echo "Error: No ${entity%s}s found with specified filters"
          exit 1
        fi
        cp "$stage/n8n/$entity.json" "$folder/$entity.json"
        ;;
      import:*)
        entity=${2#import:}
        [[ $3 == "--input=/export/$entity.json" ]] || unknown "$all"
        cp "$folder/$entity.json" "$stage/n8n/$entity.json"
        ;;
      *) unknown "$all" ;;
    esac
    ;;
  'compose ps')
    [[ $3 == --quiet ]] || unknown "$all"
    running=
    if [[ $4 == --status=running ]]; then
      running=1
      shift
    fi
    describe "$4"
    if [[ -n $running && -f $stage/stopped/$4 ]]; then exit 0; fi
    echo "id-of-$4"
    ;;
  'compose stop')
    for service in "${@:3}"; do
      describe "$service"
      : >"$stage/stopped/$service"
      if [[ $kind == redis ]]; then redis-cli -h "$address" shutdown nosave >/dev/null; fi
    done
    ;;
  'compose up')
    [[ "${*:3}" == '--detach --wait --wait-timeout=900' ]] || unknown "$all"
    for file in "$stage"/stopped/*; do
      if [[ ! -e $file ]]; then break; fi
      service=${file##*/}
      describe "$service"
      rm "$file"
      if [[ $kind != redis ]]; then continue; fi
      setsid redis-server "$stage/$service.conf" --bind "$address" --requirepass "$REDISCLI_AUTH" >>"$stage/$service.log" 2>&1 </dev/null &
      for _ in $(seq 50); do
        if [[ $(redis-cli -h "$address" ping 2>/dev/null) == PONG ]]; then continue 2; fi
        sleep 0.1
      done
      exit 1
    done
    ;;
  'inspect --format')
    describe "${4#id-of-}"
    echo "$address "
    ;;
  'container inspect') exit 1 ;;
  *) unknown "$all" ;;
esac
