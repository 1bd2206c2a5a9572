"""Asks each request of `requests` from its own address, and writes what was answered: a connection an address, used again."""

import http.client
import ipaddress
import json
import socket
import ssl
import sys

NAME = sys.argv[1]
trust = ssl.create_default_context(cafile="cert.pem")


class Connection(http.client.HTTPSConnection):
    """A connection from one address to the proxy, for any name."""

    def __init__(self, source):
        super().__init__(NAME, context=trust, timeout=10)
        self.source = source

    def connect(self):
        version = ipaddress.ip_address(self.source).version
        target = ("127.0.0.1", 443) if version == 4 else ("::1", 443)
        plain = socket.create_connection(target, timeout=10, source_address=(self.source, 0))
        self.sock = trust.wrap_socket(plain, server_hostname=NAME)


def ask(connection, request):
    connection.putrequest("GET", request["path"], skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", request["host"])
    connection.putheader("User-Agent", "stackwright")
    for header, value in request["headers"].items():
        connection.putheader(header, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    if answer.will_close:
        connection.close()
    return {
        "status": answer.status,
        "body": body.splitlines()[0] if body else "",
        "alternative": answer.headers.get("Alt-Svc", ""),
    }


connections = {}
with open("requests") as requests, open("answers", "w") as answers:
    for line in requests:
        request = json.loads(line)
        source = request["from"]
        if source not in connections:
            connections[source] = Connection(source)
        print(json.dumps(ask(connections[source], request)), file=answers)
