"""A registry of one public image, on the loopback. It refuses every request with a login, as real ones refuse a login that has
expired, though a request without one may fetch the image. Its argument is the port.
"""

import gzip
import hashlib
import http.server
import io
import json
import sys
import tarfile

PORT = int(sys.argv[1])
DOCKER = "application/vnd.docker"
MANIFEST_TYPE = f"{DOCKER}.distribution.manifest.v2+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def part(kind, data):
    return {"mediaType": f"{DOCKER}.{kind}", "size": len(data), "digest": digest(data)}


def archive():
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as files:
        files.addfile(tarfile.TarInfo("public"))
    return data.getvalue()


FILES = archive()
LAYER = gzip.compress(FILES, mtime=0)
CONFIG = json.dumps({
    "architecture": "amd64", "os": "linux", "config": {},
    "rootfs": {"type": "layers", "diff_ids": [digest(FILES)]},
}).encode()
MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": MANIFEST_TYPE,
    "config": part("container.image.v1+json", CONFIG),
    "layers": [part("image.rootfs.diff.tar.gzip", LAYER)],
}).encode()
BLOBS = {digest(data): data for data in (CONFIG, LAYER)}


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, login = self.path.split("?")[0], self.headers.get("Authorization")
        if path == "/token" and login is None:
            self.answer(200, b'{"token": "anybody"}')
        elif path == "/token":
            self.answer(401, b'{"details": "incorrect username or password"}')
        elif login != "Bearer anybody":
            self.answer(401, b"{}")
        elif path.startswith("/v2/public/manifests/"):
            self.answer(200, MANIFEST, MANIFEST_TYPE)
        elif (blob := BLOBS.get(path.rpartition("/")[2])) is not None:
            self.answer(200, blob, "application/octet-stream")
        else:
            self.answer(200 if path == "/v2/" else 404, b"{}")

    do_HEAD = do_GET

    def answer(self, status, body, kind="application/json"):
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", f'Bearer realm="http://127.0.0.1:{PORT}/token",service="registry"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Docker-Content-Digest", digest(body))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Registry).serve_forever()
