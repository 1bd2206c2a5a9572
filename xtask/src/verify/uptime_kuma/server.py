"""A server that speaks as much of Uptime Kuma 2.5.3 as the client of the monitors asks for.

It takes what the real one takes and refuses what that refuses: a monitor without `conditions`, a field that no column
has, a status that is no text. Each write is a line of the file that it is given.
"""

import json
import socketserver
import sys
import wsgiref.simple_server

import socketio

PORT, USER, PASSWORD, WRITES = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]

# Columns, with what a monitor has that says nothing of them.
COLUMNS = {
    "accepted_statuscodes": None, "authMethod": "", "body": None, "conditions": None, "databaseConnectionString": None,
    "description": None, "dns_resolve_server": "1.1.1.1", "dns_resolve_type": "A", "docker_container": None,
    "docker_host": None, "expiryNotification": False, "headers": None, "hostname": None, "httpBodyEncoding": "json",
    "ignoreTls": False, "interval": 20, "invertKeyword": False, "keyword": None, "maxredirects": 10, "maxretries": 0,
    "method": "GET", "mqttPassword": "", "mqttSuccessMessage": "", "mqttTopic": "", "mqttUsername": "", "name": None,
    "packetSize": 56, "parent": None, "port": None, "proxyId": None, "pushToken": None, "resendInterval": 0,
    "retryInterval": 20, "timeout": 48, "type": None, "upsideDown": False, "url": None,
}
# What each type cannot be without.
TYPES = {"http": ["url"], "keyword": ["url", "keyword"], "push": ["pushToken"]}
# What the server adds to what it keeps, and takes back without reading it.
ADDED = {"id", "active", "tags", "notificationIDList"}

sio = socketio.Server(async_mode="threading", transports=["polling"], allow_upgrades=False)
members, monitors, number = set(), {}, [0]


class Refused(Exception):
    """Why a call is answered with `ok: false`."""


def check(monitor):
    """Refuses what the real server refuses."""
    unknown = set(monitor) - set(COLUMNS) - ADDED
    if unknown:
        raise Refused(f"table monitor has no column named {sorted(unknown)[0]}")
    if not isinstance(monitor.get("conditions"), list):
        raise Refused("NOT NULL constraint failed: monitor.conditions")
    codes = monitor.get("accepted_statuscodes")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise Refused("Accepted status codes are not all strings")
    if not isinstance(monitor.get("notificationIDList"), dict):
        raise Refused("the notifications are no mapping")
    if monitor.get("type") not in TYPES:
        raise Refused(f"Unknown Monitor Type {monitor.get('type')}")
    for name in ["name", *TYPES[monitor["type"]]]:
        if not isinstance(monitor.get(name), str) or not monitor[name]:
            raise Refused(f"{monitor['type']} without {name}")
    for name in ["interval", "retryInterval", "maxretries", "maxredirects"]:
        if type(monitor.get(name)) is not int or monitor[name] < 0:
            raise Refused(f"{name} is no number")
    if monitor["interval"] < 20 or monitor["retryInterval"] < 20:
        raise Refused("Interval cannot be less than 20 seconds")
    if len(monitor.get("pushToken") or "") > 32:
        raise Refused("Data too long for column 'push_token'")


def wrote(what, monitor):
    with open(WRITES, "a", encoding="utf-8") as file:
        print(what, json.dumps(monitor, sort_keys=True, ensure_ascii=False), file=file)


def answers(event):
    """Registers a handler of a member, whose refusals become answers."""

    def register(handler):
        def handle(sid, *arguments):
            try:
                if sid not in members:
                    raise Refused("You are not logged in.")
                return {"ok": True, **handler(sid, *arguments)}
            except Refused as why:
                return {"ok": False, "msg": str(why)}

        sio.on(event, handle)
        return handler

    return register


def send_list(sid):
    sio.emit("monitorList", {str(key): value for key, value in monitors.items()}, to=sid)


@sio.on("connect")
def connect(sid, _environment):
    sio.emit("info", {"version": None}, to=sid)


@sio.on("login")
def login(sid, data):
    if (data["username"], data["password"]) != (USER, PASSWORD):
        return {"ok": False, "msg": "authIncorrectCreds"}
    members.add(sid)
    sio.emit("info", {"version": "2.5.3"}, to=sid)
    send_list(sid)
    told = [(7, "everybody", True), (8, "nobody", False)]
    told = [{"id": key, "name": name, "isDefault": default, "config": "{}"} for key, name, default in told]
    sio.emit("notificationList", told, to=sid)
    return {"ok": True, "token": "a.b.c"}


@answers("getMonitorList")
def get_monitor_list(sid):
    send_list(sid)
    return {}


@answers("getMonitor")
def get_monitor(_sid, key):
    return {"monitor": monitors[key]}


@answers("add")
def add(sid, monitor):
    check(monitor)
    number[0] += 1
    monitors[number[0]] = {**COLUMNS, **monitor, "id": number[0], "active": True, "tags": []}
    wrote("add", monitors[number[0]])
    sio.emit("updateMonitorIntoList", {str(number[0]): monitors[number[0]]}, to=sid)
    return {"msg": "successAdded", "monitorID": number[0]}


@answers("editMonitor")
def edit(sid, monitor):
    if monitor.get("id") not in monitors:
        raise Refused("Permission denied.")
    check(monitor)
    monitors[monitor["id"]].update(monitor)
    wrote("edit", monitors[monitor["id"]])
    sio.emit("updateMonitorIntoList", {str(monitor["id"]): monitors[monitor["id"]]}, to=sid)
    return {"msg": "Saved.", "monitorID": monitor["id"]}


@answers("deleteMonitor")
def delete(sid, key):
    wrote("delete", monitors.pop(key))
    sio.emit("deleteMonitorFromList", key, to=sid)
    return {"msg": "successDeleted"}


class Threads(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Silent(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_arguments):
        pass


wsgiref.simple_server.make_server("0.0.0.0", PORT, socketio.WSGIApp(sio), Threads, Silent).serve_forever()
