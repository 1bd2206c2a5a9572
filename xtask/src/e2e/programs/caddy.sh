#!/bin/sh
# Starts Caddy without the modules that would be built into it: snippets of the file that needs them stay, and are empty.
set -eu
if [ -e /etc/caddy/configs/caddy/modules.caddy ]; then
  mkdir -p /tmp/edge/configs/caddy
  cp /etc/caddy/Caddyfile /tmp/edge/
  cp /etc/caddy/configs/caddy/sites.caddy /tmp/edge/configs/caddy/
  sed -n 's/^\((.*) {\)$/\1\n}/p' /etc/caddy/configs/caddy/modules.caddy >/tmp/edge/configs/caddy/modules.caddy
  exec caddy run --config /tmp/edge/Caddyfile --adapter caddyfile
fi
exec caddy run --config /etc/caddy/Caddyfile --adapter caddyfile
