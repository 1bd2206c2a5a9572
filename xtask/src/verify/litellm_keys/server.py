"""A stand-in for the key management of LiteLLM 1.83.3 (proxy/management_endpoints/key_management_endpoints.py).

It knows keys by their hash, wants the administrator, refuses unknown fields and a second key of one name, and keeps count
of what was written in the file `writes`. The real one needs a database engine that cannot be had here.
"""

import hashlib
import http.server
import json
import sys
import urllib.parse

MASTER = sys.argv[1]
KEYS = {}


def hashed(key):
    """What the proxy calls a key."""
    return hashlib.sha256(key.encode()).hexdigest() if key.startswith("sk-") else key


class Handler(http.server.BaseHTTPRequestHandler):
    """The four requests that are known."""

    def answer(self, status, body):
        """Sends an answer."""
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def allowed(self):
        """Whether the administrator asks; else says so."""
        if self.headers.get("Authorization") == "Bearer " + MASTER:
            return True
        self.answer(401, {"error": "Authentication Error"})
        return False

    def do_GET(self):
        """What is known of a key."""
        url = urllib.parse.urlsplit(self.path)
        key = urllib.parse.parse_qs(url.query).get("key", [""])[0]
        if not self.allowed():
            return
        known = KEYS.get(hashed(key)) if url.path == "/key/info" else None
        if known is None:
            self.answer(404, {"error": {"message": "Key not found in database"}})
        else:
            self.answer(200, {"key": key, "info": known})

    def do_POST(self):
        """A change of a key."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.allowed():
            return
        status, text = self.write(body)
        if status == 200:
            with open("writes", "a", encoding="utf-8") as writes:
                writes.write(self.path + "\n")
        self.answer(status, {"error": text})

    def write(self, body):
        """Applies it; a status and a word."""
        if self.path == "/key/delete" and set(body) == {"key_aliases"}:
            for token in [token for token, key in KEYS.items() if key["key_alias"] in body["key_aliases"]]:
                del KEYS[token]
            return 200, "deleted"
        if set(body) != {"key", "key_alias", "models"} or not body["key"].startswith("sk-"):
            return 422, "a field is missing, unknown or wrong"
        token = hashed(body["key"])
        if any(key["key_alias"] == body["key_alias"] for other, key in KEYS.items() if other != token):
            return 400, f"Key with alias '{body['key_alias']}' already exists."
        if self.path == "/key/generate" and token in KEYS or self.path == "/key/update" and token not in KEYS:
            return 400, "wrong request for this key"
        if self.path not in ("/key/generate", "/key/update"):
            return 405, "unknown request"
        KEYS[token] = {"key_alias": body["key_alias"], "models": body["models"]}
        return 200, "written"


http.server.HTTPServer(("127.0.0.1", 4000), Handler).serve_forever()
