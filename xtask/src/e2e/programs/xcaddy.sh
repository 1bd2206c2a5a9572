#!/bin/sh
# Stands in for xcaddy, which would fetch and compile: the Caddy that is built is the one that is here. The builder's image works in
# the folder of its programs (caddyserver/caddy-docker 2.11, builder/Dockerfile), so it is in its place already.
set -eu
[ "$1" = build ]
[ -x /usr/bin/caddy ]
