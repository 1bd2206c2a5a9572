"""Applies documents of monitors to a server, and looks at what became of it through the real client.

It does the same to the real Uptime Kuma: what it looks at is the list of monitors, not the server's own account.
"""

import copy
import json
import os
import subprocess
import sys

from uptime_kuma_api import UptimeKumaApi

SCRIPT, DOCUMENT, STEP = sys.argv[1:4]
URL, USER, PASSWORD = (os.environ[f"UPTIME_KUMA_{name}"] for name in ("URL", "USER", "PASSWORD"))


def ask(question):
    api = UptimeKumaApi(URL, timeout=30)
    try:
        api.login(USER, PASSWORD)
        return question(api)
    finally:
        api.disconnect()


def listed():
    """The monitors by number, without what changes by itself."""
    monitors = ask(lambda api: api.get_monitors())
    for monitor in monitors:
        for passing in ("forceInactive", "maintenance", "path", "pathName"):
            monitor.pop(passing, None)
    return {monitor["id"]: json.loads(json.dumps(monitor, default=str)) for monitor in monitors}


def apply(document, *options, **environment):
    """Runs the generated script as the role does. What it prints must hold no secret."""
    text = document if isinstance(document, str) else json.dumps(document)
    run = subprocess.run(
        [sys.executable, SCRIPT, *options],
        input=text, text=True, capture_output=True, timeout=60, env={**os.environ, **environment}, check=False,
    )
    for name, value in {**os.environ, **environment}.items():
        if name.startswith("UPTIME_KUMA_P") and value:
            assert value not in run.stdout + run.stderr, f"{name} is printed"
    return run


def changes(document, *options):
    run = apply(document, *options)
    assert run.returncode == 0, run.stderr
    return [(change["do"], change["monitor"]) for change in json.loads(run.stdout)["changes"]]


def refused(run, why):
    assert run.returncode != 0 and why in run.stderr, (run.returncode, run.stdout, run.stderr)
    assert "Traceback" not in run.stderr, run.stderr


def expect(found, wanted):
    assert found == wanted, f"expected {wanted!r}, found {found!r}"


with open(DOCUMENT, encoding="utf-8") as file:
    original = json.load(file)
names = [monitor["name"] for monitor in original["monitors"]]

if STEP == "foreign":
    # A monitor made by hand, of the same name as one of ours.
    ask(lambda api: api.add_monitor(type="http", name=names[0], url="https://example.net/", description="by hand"))
    expect(len(listed()), 1)
elif STEP == "untouched":
    expect([monitor["description"] for monitor in listed().values()], ["by hand"])
elif STEP == "set":
    # What the playbook left: the foreign one, and ours as the document has them.
    there = {monitor["description"]: monitor for monitor in listed().values()}
    told = ask(lambda api: [one["id"] for one in api.get_notifications() if one["isDefault"]])
    expect(len(told), 1)
    for monitor in original["monitors"]:
        key = monitor.pop("key")
        monitor["notificationIDList"] = told
        mark = next(mark for mark in there if mark.endswith(f": {original['scope']}/{key}"))
        if "pushToken" in monitor:
            monitor["pushToken"] = os.environ[monitor["pushToken"]["env"]]
        for name, value in monitor.items():
            found = there[mark][name]
            expect((mark, name, found), (mark, name, value))
elif STEP == "changes":
    before = listed()
    by_hand = next(number for number, monitor in before.items() if monitor["description"] == "by hand")

    expect(changes(original), [])
    expect(listed(), before)

    edited = copy.deepcopy(original)
    edited["monitors"][0]["interval"] += 1
    expect(changes(edited, "--dry-run"), [("edit", names[0])])
    expect(listed(), before)
    expect(changes(edited), [("edit", names[0])])
    after = listed()
    mark = f": {original['scope']}/{original['monitors'][0]['key']}"
    different = [before[number]["description"] for number in before if before[number] != after[number]]
    expect([description.endswith(mark) for description in different], [True])
    expect(changes(edited), [])

    retired = copy.deepcopy(edited)
    retired["monitors"].pop()
    expect(changes(retired, "--dry-run"), [("delete", names[-1])])
    expect(listed(), after)
    expect(changes(retired), [("delete", names[-1])])
    gone = set(after) - set(listed())
    expect([after[number]["name"] for number in gone], [names[-1]])

    expect(changes(original), [("edit", names[0]), ("add", names[-1])])
    expect(changes(original), [])
    whole = listed()
    expect(len(whole), len(before))
    expect(whole[by_hand], before[by_hand])

    refused(apply(original, UPTIME_KUMA_PASSWORD="Wrong-Horse-8"), f"refuses the user {USER}")
    refused(apply(original, UPTIME_KUMA_PASSWORD=""), "UPTIME_KUMA_PASSWORD is missing or empty")
    refused(apply(original, UPTIME_KUMA_URL="http://127.0.0.1:9"), "no Uptime Kuma answers")
    refused(apply({**original, "monitors": []}), "names no monitor")
    expect(listed(), whole)
else:
    sys.exit(f"no step {STEP}")
