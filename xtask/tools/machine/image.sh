#!/usr/bin/env bash
# Makes a bare Debian machine in the folder `root`, and in `mirror` everything that it can install without a network.
# usage: image.sh FOLDER <packages.txt
set -euo pipefail
umask 022
cd "$1"
rm -rf root mirror port scratch
mkdir -m 1777 scratch
mkdir mirror

suite='' bare=() offered=()
while read -r kind name; do
  case $kind in
    suite) suite=$name ;;
    bare) bare+=("$name") ;;
    offered) offered+=("$name") ;;
    '#'* | '') ;;
    *) printf 'unknown kind of pin: %s\n' "$kind" >&2; exit 2 ;;
  esac
done

python3 mirror.py "$PWD/mirror" 127.0.0.1 0 "$PWD/port" --fetch >mirror.log 2>&1 &
mirror=$!
trap 'kill "$mirror"' EXIT
for _ in $(seq 100); do
  [[ -e port ]] && break
  sleep 0.1
done
proxy="Acquire::http::Proxy \"http://127.0.0.1:$(<port)\";"

# The machine asks for the same files later, so what it does here, through the mirror and with its own settings, is what the
# mirror keeps.
printf '%s\n' 'rm -rf "$1"/var/lib/apt/lists/*' \
  'chroot "$1" apt-get update --quiet' \
  "chroot \"\$1\" apt-get install --quiet --yes --download-only --install-recommends ${offered[*]}" \
  'chroot "$1" apt-get clean' >offer.sh

sources="deb http://deb.debian.org/debian $suite main
deb http://deb.debian.org/debian $suite-updates main
deb http://deb.debian.org/debian-security $suite-security main"
included=$(IFS=,; printf '%s' "${bare[*]}")
TMPDIR=$PWD/scratch mmdebstrap --mode=root --variant=minbase --quiet --include="$included" \
  --aptopt="$proxy" --aptopt='APT::Sandbox::User "root";' --aptopt='Acquire::Languages "none";' \
  --customize-hook="sh -e '$PWD/offer.sh' \"\$1\"" \
  "$suite" root - <<<"$sources"

# An identity, as a provider's image has: a first boot without one would switch on every unit that there is.
tr -d - </proc/sys/kernel/random/uuid >root/etc/machine-id
# The signatures of the indexes grow old in the cache; a machine that is really new gets fresh ones. Nor are descriptions
# in other languages kept.
printf '%s\n' 'Acquire::Check-Valid-Until "false";' 'Acquire::Languages "none";' >root/etc/apt/apt.conf.d/99cached-mirror
# A machine that lives for minutes need not be safe from a power cut.
printf 'force-unsafe-io\n' >root/etc/dpkg/dpkg.cfg.d/unsafe-io
# Neither how it was made, nor where.
rm -f root/etc/apt/apt.conf.d/99mmdebstrap
: >root/etc/resolv.conf
rm -rf scratch port offer.sh
