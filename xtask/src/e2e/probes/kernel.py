"""The limits that the kernel applies to processes: a line of JSON for each process that is named.

usage: kernel.py PID…
"""

import json
import pathlib
import sys

CGROUPS = pathlib.Path("/sys/fs/cgroup")


def status(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def group(pid):
    """The folder of a controller's group, in one hierarchy or in one of many."""
    of = {}
    for line in pathlib.Path(f"/proc/{pid}/cgroup").read_text("ascii").splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            of[controller] = path.lstrip("/")
    return lambda controller: CGROUPS / of[""] if (CGROUPS / "cgroup.controllers").exists() else CGROUPS / controller / of[controller]


def number(text):
    return None if text == "max" else int(text)


def limits(pid):
    of = group(pid)
    read = lambda controller, file: (of(controller) / file).read_text("ascii").split()
    if (CGROUPS / "cgroup.controllers").exists():
        memory, swap = number(read("memory", "memory.max")[0]), number(read("memory", "memory.swap.max")[0])
        quota, period = read("cpu", "cpu.max")
        return {
            "memory": memory,
            "with_swap": None if None in (memory, swap) else memory + swap,
            "reserved": number(read("memory", "memory.low")[0]),
            "milli_cpus": None if quota == "max" else 1000 * int(quota) // int(period),
            "processes": number(read("pids", "pids.max")[0]),
        }
    [memory] = read("memory", "memory.limit_in_bytes")
    [swap] = read("memory", "memory.memsw.limit_in_bytes")
    [reserved] = read("memory", "memory.soft_limit_in_bytes")
    [quota] = read("cpu", "cpu.cfs_quota_us")
    [period] = read("cpu", "cpu.cfs_period_us")
    return {
        "memory": int(memory),
        "with_swap": int(swap),
        "reserved": int(reserved),
        "milli_cpus": 1000 * int(quota) // int(period),
        "processes": number(read("pids", "pids.max")[0]),
    }


def kills(pid):
    """How often something was killed because its group wanted too much memory."""
    file = "memory.events" if (CGROUPS / "cgroup.controllers").exists() else "memory.oom_control"
    lines = (group(pid)("memory") / file).read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


def root_is_read_only(pid):
    """The last mount of `/` is the one that is seen."""
    lines = pathlib.Path(f"/proc/{pid}/mountinfo").read_text("utf-8").splitlines()
    roots = [fields[5] for fields in map(str.split, lines) if fields[4] == "/"]
    return "ro" in roots[-1].split(",")


for pid in sys.argv[1:]:
    known = status(pid)
    print(json.dumps({
        "pid": int(pid),
        "uid": int(known["Uid"].split()[1]),
        "bounding": int(known["CapBnd"], 16),
        "effective": int(known["CapEff"], 16),
        "no_new_privileges": known["NoNewPrivs"] == "1",
        "read_only": root_is_read_only(pid),
        "kills": kills(pid),
        **limits(pid),
    }))
