#!/usr/bin/python3
"""Stands in for the programs that health checks run and that are not here: Node, asked to fetch a URL, and a service's own
health command, which asks whether the service lives.
"""

import re
import socket
import sys
import urllib.request

if url := re.search(r"https?://[^'\"]+", " ".join(sys.argv[1:])):
    sys.exit(urllib.request.urlopen(url[0], timeout=5).status != 200)
with socket.socket(socket.AF_UNIX) as life:
    life.settimeout(5)
    life.connect("\0stand-in")
