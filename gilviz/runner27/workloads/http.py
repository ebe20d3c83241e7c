"""Fetches pages from a local server: real requests, real sockets, real waiting.

The server is some threads of this process: where there is no GIL, they take nothing from the workers but a core for moments.
Elsewhere it is a process of its own.
"""

from __future__ import absolute_import

import contextlib
import threading
import time
import zlib

try:
    from httplib import HTTPConnection
    from SocketServer import StreamRequestHandler, ThreadingTCPServer
except ImportError:
    from http.client import HTTPConnection
    from socketserver import StreamRequestHandler, ThreadingTCPServer

PAGE_BYTES = 4096


class Server(ThreadingTCPServer):
    """Answers every request after a chosen time, and all of them at once."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, seconds, clock):
        ThreadingTCPServer.__init__(self, ("127.0.0.1", 0), Answer)
        self.seconds = seconds
        self.clock = clock


class Answer(StreamRequestHandler):
    """One request and its answer."""

    def handle(self):
        """Reads the request, takes its time, answers."""
        # As text until the end: in IronPython 2.7 what a socket gives is text, and never to be mixed with b"".
        path = self.rfile.readline().decode("ascii").split(" ")[1]
        while self.rfile.readline().strip():
            continue
        time.sleep(self.server.seconds)
        body = (path + "\n") * (PAGE_BYTES // (len(path) + 1))
        head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\nX-Sent: %d\r\n\r\n"
        self.wfile.write((head % (len(body), self.server.clock()) + body).encode("ascii"))


@contextlib.contextmanager
def prepare(milliseconds, tasks, clock):
    """Starts the server, which takes that long to answer, and gives one request a task; ends the server at the end."""
    server = Server(milliseconds / 1000.0, clock)
    serving = threading.Thread(target=server.serve_forever, name="web server")
    serving.daemon = True
    serving.start()
    try:
        yield [(server.server_address[1], "/page/%d" % number) for number in range(tasks)]
    finally:
        server.shutdown()
        server.server_close()


def work(request, lane):
    """Fetches one page; returns its path, status, length and checksum."""
    port, path = request
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        with lane.waiting() as wait:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            # The server says when it sent this, by the clock of the recording.
            wait.due = int(response.getheader("X-Sent"))
    finally:
        connection.close()
    return "%s %d %d %08x" % (path, response.status, len(body), zlib.crc32(body) & 0xFFFFFFFF)
