"""A zone behind an API that answers as OVH's does, as far as its client asks: signed calls, records by number, refresh."""

import http.server
import json
import pathlib
import re
import ssl
import sys
import time
import urllib.parse

zone, first, scope = sys.argv[1:4]
kind, name, _ = first.split(" ")
records = {
    # Leads elsewhere, twice: one of the two is corrected, the other goes.
    1: {"fieldType": kind, "subDomain": "" if name == "@" else name, "target": "192.0.2.99"},
    2: {"fieldType": kind, "subDomain": "" if name == "@" else name, "target": "192.0.2.98"},
    3: {"fieldType": "TXT", "subDomain": "", "target": "kept"},
    # A name that the environment once had, and one of another stack.
    4: {"fieldType": "A", "subDomain": "retired", "target": "192.0.2.97"},
    5: {"fieldType": "TXT", "subDomain": "_stackwright.retired", "target": f'"{scope}"'},
    6: {"fieldType": "A", "subDomain": "foreign", "target": "192.0.2.96"},
    7: {"fieldType": "TXT", "subDomain": "_stackwright.foreign", "target": '"other/prod"'},
}


def save(what):
    with open("writes", "a", encoding="utf-8") as file:
        file.write(what + "\n")
    # Texts come back in quotes.
    for record in records.values():
        if record["fieldType"] == "TXT" and record["subDomain"]:
            record["target"] = '"' + record["target"].strip('"') + '"'
    lines = [f"{r['fieldType']} {r['subDomain'] or '@'} {r['target']}\n" for r in records.values()]
    pathlib.Path("zone").write_text("".join(lines), encoding="utf-8")


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_call(self):
        url = urllib.parse.urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        sent = json.loads(self.rfile.read(length) or b"{}")
        if url.path == "/1.0/auth/time":
            return self.answer(200, int(time.time()))
        if not self.headers.get("X-Ovh-Signature", "").startswith("$1$"):
            return self.answer(401, {"message": "not signed"})
        found = re.fullmatch(rf"/1\.0/domain/zone/{re.escape(zone)}/(record|refresh)(?:/(\d+))?", url.path)
        if not found:
            return self.answer(404, {"message": f"no {url.path}"})
        what, number = found[1], int(found[2] or 0)
        if what == "refresh":
            return self.answer(200, None)
        if number and number not in records:
            return self.answer(404, {"message": "no such record"})
        if self.command == "GET" and number:
            return self.answer(200, {"id": number, **records[number]})
        if self.command == "GET":
            query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
            # An empty name filters nothing: the caller must look.
            fits = [
                n
                for n, r in records.items()
                if r["fieldType"] == query["fieldType"] and query.get("subDomain", "") in ("", r["subDomain"])
            ]
            return self.answer(200, fits)
        if self.command == "POST":
            number = max(records) + 1
            records[number] = {key: sent[key] for key in ("fieldType", "subDomain", "target")}
        elif self.command == "PUT":
            records[number]["target"] = sent["target"]
        else:
            del records[number]
        save(f"{self.command} {number}")
        return self.answer(200, None)

    do_GET = do_POST = do_PUT = do_DELETE = handle_call


pathlib.Path("writes").write_text("", encoding="utf-8")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
pathlib.Path("ready").write_text("", encoding="utf-8")
server.serve_forever()
