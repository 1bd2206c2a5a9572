"""Holds the Docker engine's sockets and starts the engine with them, as systemd does on Debian (docker.io 26.1, docker.socket): the
sockets outlive it, and who has mounted one goes on.

usage: activation.py SETTINGS LOG PIPE SOCKET…; each line that comes through PIPE starts an engine.
"""

import os
import socket
import sys

settings, log, pipe, *paths = sys.argv[1:]
listeners = []
for path in paths:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o660)
    listener.listen(128)
    listeners.append(listener)


def start():
    if os.fork():
        return
    os.setsid()
    # Descriptors from 3 on are the sockets, without the flag that would close them (sd_listen_fds(3)).
    numbers = [os.dup(listener.fileno()) for listener in listeners]
    for number, taken in enumerate(numbers, 3):
        os.dup2(taken, number)
    with open(log, "ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    environment = {**os.environ, "LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(listeners))}
    words = ["dockerd", "--config-file", settings, "--host", "fd://", "--pidfile", "/run/docker.pid"]
    os.execvpe(words[0], words, environment)


os.mkfifo(pipe)
while True:
    with open(pipe, encoding="ascii") as lines:
        for _ in lines:
            start()
    # An engine that has ended is waited for, so that it is gone.
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
