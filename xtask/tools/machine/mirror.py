"""A mirror of Debian, asked as a proxy or by its names: it gives what it has kept, and with --fetch keeps what it is asked for.

usage: mirror.py FOLDER ADDRESS PORT PORT-FILE [--fetch]
"""

import http.server
import os
import shutil
import sys
import urllib.error
import urllib.parse
import urllib.request

FOLDER, ADDRESS, PORT, PORT_FILE = sys.argv[1:5]
FETCH = sys.argv[5:] == ["--fetch"]


class Mirror(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
        parts = urllib.parse.urlsplit(url)
        path = os.path.normpath(os.path.join(FOLDER, parts.netloc, urllib.parse.unquote(parts.path).lstrip("/")))
        if not path.startswith(os.path.join(FOLDER, "")):
            return self.refuse(403)
        if FETCH and not os.path.isfile(path):
            status = fetch(url, path)
            if status != 200:
                return self.refuse(status)
        if not os.path.isfile(path):
            return self.refuse(404)
        with open(path, "rb") as file:
            self.send_response(200)
            self.send_header("Content-Length", str(os.fstat(file.fileno()).st_size))
            self.end_headers()
            shutil.copyfileobj(file, self.wfile)

    def refuse(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def fetch(url, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.part.{os.urandom(4).hex()}"
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, open(part, "wb") as file:
            shutil.copyfileobj(answer, file)
    except urllib.error.HTTPError as error:
        return error.code
    os.replace(part, path)
    return 200


server = http.server.ThreadingHTTPServer((ADDRESS, int(PORT)), Mirror)
with open(PORT_FILE + ".part", "w", encoding="ascii") as file:
    file.write(str(server.server_port))
os.replace(PORT_FILE + ".part", PORT_FILE)
server.serve_forever()
