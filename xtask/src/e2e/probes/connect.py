"""Tries connections from several network namespaces, all at once, and tells how each ended.

Standard input is one JSON object: `from`, the files of the namespaces by name, and `to`, a list of addresses and ports. The answer
is a line of JSON for each of them: name, address, port, and `open`, `refused` or `silent`.
"""

import errno
import json
import os
import select
import socket
import sys
import time

# Nothing here is further away than a bridge: who has not answered by now does not answer.
PATIENCE = 1.5


def attempt(targets):
    waiting, ends = {}, {}
    poll = select.poll()
    for target in targets:
        connection = socket.socket()
        connection.setblocking(False)
        code = connection.connect_ex(tuple(target))
        if code in (0, errno.EINPROGRESS):
            waiting[connection.fileno()] = (target, connection)
            poll.register(connection, select.POLLOUT)
        else:
            ends[tuple(target)] = "refused"
    end = time.monotonic() + PATIENCE
    while waiting and (left := end - time.monotonic()) > 0:
        for number, _ in poll.poll(left * 1000):
            target, connection = waiting.pop(number)
            poll.unregister(number)
            failed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            ends[tuple(target)] = "refused" if failed else "open"
            connection.close()
    return ends


def run(name, namespace, targets):
    with open(namespace, encoding="ascii") as file:
        os.setns(file.fileno(), os.CLONE_NEWNET)
    ends = attempt(targets)
    lines = [json.dumps([name, *target, ends.get(tuple(target), "silent")]) + "\n" for target in targets]
    # Who writes beside others into one pipe may find its lines torn.
    with open(sys.argv[1] + "." + name, "w", encoding="ascii") as file:
        file.writelines(lines)


asked = json.load(sys.stdin)
children = {}
for name, namespace in asked["from"].items():
    pid = os.fork()
    if pid == 0:
        run(name, namespace, asked["to"])
        os._exit(0)
    children[pid] = name
failed = [name for pid, name in children.items() if os.waitpid(pid, 0)[1]]
if failed:
    sys.exit(f"no attempt was made from {failed}")
for name in children.values():
    with open(sys.argv[1] + "." + name, encoding="ascii") as file:
        sys.stdout.write(file.read())
