"""Stand-ins for Qdrant 1.17, Grafana 12 and Uptime Kuma 2.5, as far as dumps and reports call them. They answer what the real ones
answer, and refuse what the real ones refuse. Their state is in memory; `/state` gives it, and takes another one.
"""

import base64
import email.parser
import email.policy
import hashlib
import http.server
import json
import pathlib
import sys
import threading
import urllib.parse

TOKEN = sys.argv[1]


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query))
        parts = [urllib.parse.unquote(part) for part in url.path.split("/")[1:]]
        if parts == ["state"]:
            if self.command == "PUT":
                type(self).state = json.loads(self.body)
            return self.answer(200, self.state)
        return self.respond(parts)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any


class Qdrant(Server):
    state = {"collections": {}, "snapshots": {}}

    def respond(self, parts):
        if self.headers.get("api-key") != "a-key-of-qdrant":
            return self.answer(403, {"status": {"error": "Forbidden"}})
        collections, snapshots = self.state["collections"], self.state["snapshots"]
        match [self.command, *parts]:
            case ["GET", "collections"]:
                return self.answer(200, {"result": {"collections": [{"name": name} for name in collections]}})
            case ["POST", "collections", name, "snapshots"] if name in collections:
                text = json.dumps(collections[name]).encode()
                made = {"name": f"{name}-1.snapshot", "size": len(text), "checksum": hashlib.sha256(text).hexdigest()}
                snapshots[made["name"]] = text.decode()
                return self.answer(200, {"result": made})
            case ["GET", "collections", _, "snapshots", snapshot] if snapshot in snapshots:
                text = snapshots[snapshot].encode()
                # What is to go wrong: it ends too early, or is as long as it should be and something else.
                wrong = {"cut": text[:-1], "other": b"x" + text[1:]}
                return self.answer(200, wrong.get(self.state.get("lie"), text))
            case ["DELETE", "collections", _, "snapshots", snapshot] if snapshot in snapshots:
                del snapshots[snapshot]
                return self.answer(200, {"result": True})
            case ["POST", "collections", name, "snapshots", "upload"] if self.query.get("priority") == "snapshot":
                head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
                form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
                [part] = form.iter_parts()
                if part.get_param("name", header="content-disposition") != "snapshot":
                    return self.answer(400, {"status": {"error": "no snapshot"}})
                collections[name] = json.loads(part.get_payload(decode=True))
                return self.answer(200, {"result": True})
        return self.answer(404, {"status": {"error": f"Not found: {self.path}"}})


class Grafana(Server):
    state = {"folders": [], "dashboards": {}}

    def respond(self, parts):
        login = base64.b64encode(b"admin:a-password-of-grafana").decode()
        if self.headers.get("Authorization") != "Basic " + login:
            return self.answer(401, {"message": "Invalid username or password"})
        folders, dashboards = self.state["folders"], self.state["dashboards"]
        if parts[:1] == ["grafana"]:
            parts = parts[1:]
        match [self.command, *parts]:
            case ["GET", "api", "search"]:
                if self.query["type"] == "dash-folder":
                    found = folders
                else:
                    found = [{"uid": uid, "type": "dash-db"} for uid in dashboards]
                page, limit = int(self.query["page"]), int(self.query["limit"])
                return self.answer(200, found[(page - 1) * limit : page * limit])
            case ["GET", "api", "dashboards", "uid", uid] if uid in dashboards:
                return self.answer(200, dashboards[uid])
            case ["POST", "api", "folders"]:
                folder = json.loads(self.body)
                parent = folder.get("parentUid", "")
                if parent and parent not in [known["uid"] for known in folders]:
                    return self.answer(404, {"message": "folder not found"})
                folders.append({"uid": folder["uid"], "title": folder["title"], "folderUid": parent})
                return self.answer(200, folder)
            case ["POST", "api", "dashboards", "db"]:
                sent = json.loads(self.body)
                uid, old = sent["dashboard"]["uid"], dashboards.get(sent["dashboard"]["uid"])
                if old and old["meta"]["provisioned"]:
                    return self.answer(400, {"message": "Cannot save provisioned dashboard"})
                if "id" in sent["dashboard"] or (old and not sent.get("overwrite")):
                    return self.answer(412, {"message": "version mismatch"})
                meta = {"provisioned": False, "folderUid": sent["folderUid"]}
                dashboards[uid] = {"dashboard": {**sent["dashboard"], "id": 1 + len(dashboards)}, "meta": meta}
                return self.answer(200, {"uid": uid})
        return self.answer(404, {"message": "Not found"})


class Kuma(Server):
    """`server/routers/api-router.js`: 404 for a token that it does not know."""

    state = {}

    def respond(self, _):
        known = self.path == f"/api/push/{TOKEN}?status=up&msg=OK"
        with pathlib.Path("reports").open("a") as reports:
            reports.write(f"{known} {self.path}\n")
        return self.answer(200 if known else 404, {"ok": known})


SERVERS = [http.server.ThreadingHTTPServer(("127.0.0.1", port), server)
           for port, server in ((6333, Qdrant), (3000, Grafana), (3001, Kuma))]
for server in SERVERS:
    threading.Thread(target=server.serve_forever).start()
