"""Fetches pages from a local server, which the run starts as a process of its own: real requests, real sockets, real waiting."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
import zlib
from typing import Iterator, List, Optional, Tuple

from gilviz.runner.workloads.refusal import Refusal
from gilviz.runner.workloads.worker import Worker

Request = Tuple[int, str]
"""The server's port, and the path to ask it for."""


@contextlib.contextmanager
def prepare(milliseconds: int, tasks: int, _directory: Optional[str] = None) -> Iterator[List[Request]]:
    """Starts the server, which takes that long to answer, and gives one request a task; ends the server at the end.

    Raises:
        Refusal: the server did not start.
    """
    command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.workloads.http_server", str(milliseconds)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        try:
            port = server.stdout.readline().strip() if server.stdout else b""
            if not port.isdigit():
                raise Refusal("The local web server did not start; the log says why.")
            yield [(int(port), f"/page/{number}") for number in range(tasks)]
        finally:
            server.kill()


def work(request: Request, lane: Worker) -> str:
    """Fetches one page; returns its path, status, length and checksum."""
    port, path = request
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        with lane.waiting() as wait:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            # The server says when it sent this, by the clock that all processes share.
            wait.due = int(response.headers["X-Sent"])
    finally:
        connection.close()
    return summary(path, response.status, body)


def summary(path: str, status: int, body: bytes) -> str:
    """What a task tells of a page."""
    return f"{path} {status:d} {len(body)} {zlib.crc32(body):08x}"
