"""A stand-in for the REST API of Zerobyte 0.41, as far as schedules go. It refuses what the real schemas refuse, and unknown keys as
well, which the real one drops silently. Each write is a line of the file `writes`.

    server.py PORT KEY ALLOWED_ORIGIN PROVISIONING
"""

import http.server
import json
import pathlib
import re
import sys

PORT, KEY, ORIGIN, PROVISIONING = int(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
FIELD = re.compile(r"^(\*|[0-9a-z]+(-[0-9a-z]+)?)(/[0-9]+)?(,(\*|[0-9a-z]+(-[0-9a-z]+)?)(/[0-9]+)?)*$")
SECRET = re.compile(r"^(env://[A-Z0-9_]+|file://[A-Za-z0-9_.-]+)$")


class Refused(Exception):
    """A status and a reason."""


def text(value):
    return isinstance(value, str)


def number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def texts(value):
    return isinstance(value, list) and all(text(one) for one in value)


def cron(value):
    return text(value) and len(value.split(" ")) == 5 and all(FIELD.match(field) for field in value.split(" "))


def retention(value):
    names = {f"keep{name}" for name in ("Last", "Hourly", "Daily", "Weekly", "Monthly", "Yearly")}
    # `{}` would never forget, and `keepWithinDuration` becomes an option that restic does not have.
    return isinstance(value, dict) and value and set(value) <= names and all(number(one) and one > 0 for one in value.values())


SCHEDULE = {
    "name": lambda value: text(value) and 1 <= len(value) <= 128,
    "volumeId": lambda value: text(value) or number(value),
    "repositoryId": text,
    "enabled": lambda value: isinstance(value, bool),
    "cronExpression": cron,
    "retentionPolicy": retention,
    "excludePatterns": texts,
    "excludeIfPresent": texts,
    "includePaths": texts,
    "includePatterns": texts,
    "oneFileSystem": lambda value: isinstance(value, bool),
    "customResticParams": texts,
    "backupWebhooks": lambda value: value is None,
    "maxRetries": lambda value: number(value) and 0 <= value <= 32,
    "retryDelay": lambda value: number(value) and 1 <= value <= 1440,
}
ASSIGNMENT = ("destinationId", "notifyOnStart", "notifyOnSuccess", "notifyOnWarning", "notifyOnFailure")
VOLUME = {"backend", "host", "port", "username", "privateKey", "path", "readOnly", "skipHostKeyCheck", "knownHosts"}
BUCKET = {"backend", "endpoint", "bucket", "accessKeyId", "secretAccessKey", "isExistingRepository", "customPassword"}


def check(schema, body, needed):
    for key in needed:
        if key not in body:
            raise Refused(400, f"{key} is missing")
    for key, value in body.items():
        if key not in schema or not schema[key](value):
            raise Refused(400, f"{key} is not accepted: {json.dumps(value)}")


def provision():
    """What the real one reads once, when it starts: an error aborts the whole of it."""
    file = json.loads(PROVISIONING.read_text())
    assert set(file) <= {"version", "repositories", "volumes"} and file["version"] == 1
    state["volumes"], state["repositories"] = [], []
    for kind, config in (("volumes", VOLUME), ("repositories", BUCKET)):
        for entry in file[kind]:
            own = {"autoRemount"} if kind == "volumes" else {"compressionMode"}
            assert set(entry) == {"id", "organizationId", "name", "backend", "config", "delete"} | own, entry
            assert set(entry["config"]) == config and entry["config"]["backend"] == entry["backend"], entry
            for secret in config & {"privateKey", "accessKeyId", "secretAccessKey", "customPassword"}:
                assert SECRET.match(entry["config"][secret]), entry
            if kind == "volumes":
                assert entry["backend"] == "sftp" and entry["config"]["readOnly"] is True and not entry["config"]["skipHostKeyCheck"]
                assert re.match(r"^\[?[0-9a-f.:]+\]?(:\d+)? ssh-ed25519 AAAA\S+$", entry["config"]["knownHosts"]), entry
            else:
                # Only then is the password the one that is written.
                assert entry["backend"] == "s3" and entry["config"]["isExistingRepository"] is True
            state[kind].append({
                "shortId": f"{kind[0]}{len(state[kind])}",
                "provisioningId": f"provisioned:{entry['organizationId']}:{entry['id']}",
                "name": entry["name"],
                "config": entry["config"],
            })


state = {"volumes": [], "repositories": [], "backups": [], "destinations": [], "assignments": {}}


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
            if self.path == "/test/provision":
                provision()
                status, answer = 200, {}
            elif self.path == "/test/state":
                state.update(body or {})
                status, answer = 200, state
            else:
                if self.headers.get("x-api-key") != KEY:
                    raise Refused(401, "Invalid or expired session")
                status, answer = self.respond(body)
                if self.command != "GET":
                    with pathlib.Path("writes").open("a") as writes:
                        writes.write(f"{self.command} {self.path}\n")
        except Refused as refused:
            status, answer = refused.args[0], {"message": refused.args[1]}
        except AssertionError as error:
            status, answer = 500, {"message": f"provisioning is aborted: {error}"}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do

    def respond(self, body):
        parts = self.path.removeprefix("/api/v1/").split("/")
        match [self.command, *parts]:
            case ["GET", "volumes" | "repositories" as kind]:
                return 200, state[kind]
            case ["GET", "backups"]:
                return 200, [self.shown(one) for one in state["backups"]]
            case ["POST", "backups"]:
                check(SCHEDULE, body, ("name", "volumeId", "repositoryId", "enabled", "cronExpression"))
                if any(one["name"] == body["name"] for one in state["backups"]):
                    raise Refused(409, "a schedule of that name exists")
                self.known("volumes", body["volumeId"]), self.known("repositories", body["repositoryId"])
                made = {"shortId": f"s{len(state['backups'])}", "maxRetries": 2, "retryDelay": 15, **body}
                state["backups"].append(made)
                return 201, made
            case ["PATCH", "backups", short]:
                schema = {key: value for key, value in SCHEDULE.items() if key != "volumeId"}
                check(schema, body, ("repositoryId", "cronExpression"))
                self.find("backups", "shortId", short).update({"maxRetries": 2, "retryDelay": 15, **body})
                return 200, {}
            case ["GET", "backups", short, "notifications"]:
                return 200, state["assignments"].get(short, [])
            case ["PUT", "backups", short, "notifications"]:
                self.find("backups", "shortId", short)
                for one in body["assignments"]:
                    if set(one) != set(ASSIGNMENT) or not number(one["destinationId"]):
                        raise Refused(400, "an assignment has other fields")
                    self.find("destinations", "id", one["destinationId"])
                state["assignments"][short] = [{**one, "destination": {}} for one in body["assignments"]]
                return 200, {}
            case ["GET", "notifications", "destinations"]:
                return 200, state["destinations"]
            case ["POST", "notifications", "destinations"]:
                self.target(body["config"])
                made = {"id": len(state["destinations"]) + 1, "name": body["name"], "enabled": True, "config": body["config"]}
                state["destinations"].append(made)
                return 201, made
            case ["PATCH", "notifications", "destinations", number_]:
                self.target(body["config"])
                self.find("destinations", "id", int(number_)).update(body)
                return 200, {}
            case ["DELETE", "notifications", "destinations", number_]:
                state["destinations"].remove(self.find("destinations", "id", int(number_)))
                return 200, {}
        raise Refused(404, f"there is no {self.command} {self.path}")

    def target(self, config):
        if set(config) != {"type", "url", "method"} or config["type"] != "generic" or config["method"] not in ("GET", "POST"):
            raise Refused(400, "Invalid notification configuration")
        if not config["url"].startswith(ORIGIN + "/"):
            raise Refused(400, "the target is not in WEBHOOK_ALLOWED_ORIGINS")

    def find(self, kind, key, value):
        for one in state[kind]:
            if one[key] == value:
                return one
        raise Refused(404, f"{kind} has no {value}")

    def known(self, kind, short):
        return self.find(kind, "shortId", short)

    def shown(self, one):
        volume, repository = self.known("volumes", one["volumeId"]), self.known("repositories", one["repositoryId"])
        return {**one, "volume": volume, "repository": repository, "volumeId": 7}


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Server).serve_forever()
