#!/usr/bin/env bash
# The Debian packages that `cargo xtask ci` needs. It runs this first.
set -euo pipefail

# python3-venv installs the pinned consumers; the servers are real consumers; the others stage what asks them.
packages=(python3 python3-venv curl openssl iproute2 util-linux postgresql redis-server restic rclone sqlite3
  mmdebstrap openssh-client systemd-container
  openssh-server sudo ufw iptables fail2ban python3-systemd python3-apt unattended-upgrades
  prometheus prometheus-node-exporter prometheus-postgres-exporter prometheus-redis-exporter victoria-metrics)

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      missing+=("$package")
    fi
  done
  # npm carries OpenClaw and n8n. Debian's own is only taken where there is none: it brings several hundred packages.
  command -v npm >/dev/null || missing+=(nodejs npm)
fi

if ((${#missing[@]})); then
  if ((EUID == 0)); then
    export DEBIAN_FRONTEND=noninteractive
    # The checks start the servers themselves, in namespaces of their own: packages shall start and prepare none.
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
      trap 'rm -f "$policy"' EXIT
    fi
    mkdir -p /etc/postgresql-common
    [[ -e /etc/postgresql-common/createcluster.conf ]] ||
      printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.conf
    apt-get update
    apt-get install --yes --no-install-recommends "${missing[@]}"
  else
    printf 'missing, and only root can install them: %s\n' "${missing[*]}" >&2
  fi
fi
