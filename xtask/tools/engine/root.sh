#!/usr/bin/env bash
# Makes the root of a machine with a Docker engine in the folder `root`, and the layer of its images in `layer.tar`.
# usage: root.sh FOLDER <packages.txt
set -euo pipefail
umask 022
cd "$1"
rm -rf root layer.tar layer.sha256 scratch
mkdir -m 1777 scratch

suite='' image=() machine=()
while read -r kind name; do
  case $kind in
    suite) suite=$name ;;
    image) image+=("$name") ;;
    machine) machine+=("$name") ;;
    '#'* | '') ;;
    *) printf 'unknown kind of pin: %s\n' "$kind" >&2; exit 2 ;;
  esac
done

# The official image of PostgreSQL has this user, and who makes its folder counts on the number (docker-library/postgres 17,
# Dockerfile-debian.template). A package takes a user of that name as it is.
cat >user.sh <<'EOF'
printf 'postgres:x:999:\n' >>"$1/etc/group"
printf 'postgres:x:999:999::/var/lib/postgresql:/bin/bash\n' >>"$1/etc/passwd"
mkdir -p "$1/etc/postgresql-common"
printf 'create_main_cluster = false\n' >"$1/etc/postgresql-common/createcluster.conf"
EOF
# The compiler of queries is most of PostgreSQL's size, and none of the queries here is worth compiling.
cat >layer.sh <<EOF
tar --create --file='$PWD/layer.tar' --directory="\$1" --numeric-owner --one-file-system --sort=name \
  --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude='./run/*' --exclude='./var/lib/apt' --exclude='./var/cache' \
  --exclude='*/libLLVM*' --exclude='*/libz3.*' --exclude='*/llvmjit*' --exclude='./usr/share/i18n' .
sha256sum '$PWD/layer.tar' | cut -d ' ' -f 1 >'$PWD/layer.sha256'
chroot "\$1" apt-get install --quiet --yes --no-install-recommends ${machine[*]}
chroot "\$1" apt-get clean
EOF

included=$(IFS=,; printf '%s' "${image[*]}")
TMPDIR=$PWD/scratch mmdebstrap --mode=root --variant=minbase --quiet --include="$included" \
  --aptopt='APT::Sandbox::User "root";' --aptopt='Acquire::Languages "none";' --aptopt='APT::Install-Recommends "false";' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='force-unsafe-io' \
  --essential-hook="sh -e '$PWD/user.sh' \"\$1\"" --customize-hook="sh -e '$PWD/layer.sh' \"\$1\"" \
  "$suite" root
rm -rf scratch user.sh layer.sh
