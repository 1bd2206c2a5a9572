"""A stand-in for a service that no registry of programs has: it listens on its ports, answers its probe, keeps its folders,
and is a client of its servers, all of it as the specification in its first argument says. Further words are those of the
compose file; only an export is obeyed.

    stand-in.py '{"ports": […], "probe": "/path" or null, "keeps": ["/folder", …], "needs": [["server", port, patience], …]}'
"""

import hashlib
import http.server
import json
import os
import signal
import socket
import sys
import threading
import time

SPECIFICATION = json.loads(sys.argv[1])
WORDS = sys.argv[2:]
KEYS = {}

# A program that is the first of its namespace is deaf to what it does not listen for.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def export():
    """n8n 2.41, `packages/cli/src/commands/export`: a list in the file that `--output` names."""
    [path] = [word.removeprefix("--output=") for word in WORDS if word.startswith("--output=")]
    with open(path, "w", encoding="utf-8") as file:
        json.dump([{"id": "made-by-a-stand-in"}], file)


def keep(folder):
    """A line more in its file for each start: who loses lines has lost data."""
    with open(os.path.join(folder, ".starts"), "a", encoding="ascii") as file:
        file.write("a start\n")
        file.flush()
        os.fsync(file.fileno())


def meet(server, port, patience):
    """Connects to a server by its name, as long as it may take; who finds none has nothing to live for."""
    end = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection((server, port), timeout=5):
                return
        except OSError as error:
            if time.monotonic() > end:
                sys.exit(f"{server}:{port} does not answer: {error}")
            time.sleep(0.25)


class Service(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == SPECIFICATION["probe"]:
            return self.answer(200, {"status": "ok"})
        key = os.environ.get("QDRANT__SERVICE__API_KEY")
        if key and path == "/collections":
            known = self.headers.get("api-key") == key
            return self.answer(200 if known else 403, {"result": {"collections": []}})
        if os.environ.get("GF_SECURITY_ADMIN_PASSWORD") and path.endswith("/api/search"):
            known = self.headers.get("Authorization", "").startswith("Basic ")
            return self.answer(200 if known else 401, [])
        if path == "/key/info" and (known := KEYS.get(self.path.partition("key=")[2])):
            return self.answer(200, {"info": known})
        return self.answer(404, {"error": "only a stand-in"})

    def do_POST(self):
        """LiteLLM 1.83, proxy/management_endpoints/key_management_endpoints.py: a key is made, and known by its hash."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        master = os.environ.get("LITELLM_MASTER_KEY")
        if self.path != "/key/generate" or self.headers.get("Authorization") != f"Bearer {master}":
            return self.answer(404, {"error": "only a stand-in"})
        KEYS[hashlib.sha256(body["key"].encode()).hexdigest()] = body
        return self.answer(200, {"key_alias": body["key_alias"]})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if WORDS and WORDS[0].startswith("export:"):
    export()
    sys.exit()
for folder in SPECIFICATION["keeps"]:
    keep(folder)
for need in SPECIFICATION["needs"]:
    meet(*need)
# A health command of the program's own asks here.
life = socket.socket(socket.AF_UNIX)
life.bind("\0stand-in")
life.listen()
for port in SPECIFICATION["ports"]:
    server = http.server.ThreadingHTTPServer(("", port), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
print("listening", flush=True)
while True:
    life.accept()[0].close()
