"""Fetches pages from a local server, which the run starts as a process of its own: real requests, real sockets, real waiting."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
import zlib
from typing import Iterator, List, NamedTuple, Optional

from gilviz.runner.protocol import REQUEST_RECORD, REQUESTS_FILE_NAME, REQUESTS_MAGIC
from gilviz.runner.workloads.refusal import Refusal
from gilviz.runner.workloads.worker import Worker


class Request(NamedTuple):
    """A task's item.

    Args:
        port: The server's.
        path: What to ask it for.
        notes: The file in which the request is noted once it is answered; None where nobody wants to know.
    """

    port: int
    path: str
    notes: Optional[str] = None


@contextlib.contextmanager
def prepare(milliseconds: int, tasks: int, directory: Optional[str] = None) -> Iterator[List[Request]]:
    """Starts the server, which takes that long to answer, and gives one request a task; ends the server at the end.

    Raises:
        Refusal: the server did not start.
    """
    notes = os.path.join(directory, REQUESTS_FILE_NAME) if directory is not None else None
    if notes is not None:
        with open(notes, "wb") as file:
            file.write(REQUESTS_MAGIC)
    command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.workloads.http_server", str(milliseconds)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        try:
            port = server.stdout.readline().strip() if server.stdout else b""
            if not port.isdigit():
                raise Refusal("The local web server did not start; the log says why.")
            yield [Request(int(port), f"/page/{number}", notes) for number in range(tasks)]
        finally:
            server.kill()


def work(request: Request, lane: Worker) -> str:
    """Fetches one page; returns its path, status, length and checksum."""
    port, path, notes = request
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    sent = time.perf_counter_ns()
    try:
        with lane.waiting() as wait:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            # The server says when it sent this, by the clock that all processes share.
            wait.due = int(response.headers["X-Sent"])
        note(notes, sent, int(response.headers["X-Read"]), time.perf_counter_ns())
    finally:
        connection.close()
    return summary(path, response.status, body)


def note(notes: Optional[str], sent: int, read: int, answered: int) -> None:
    """Notes beside those of all workers when a request was sent, when the server read it, and when the answer was here, in ns.

    What is appended at once stays whole, whoever else appends something. A disk that is full fails no task.
    """
    if notes is not None:
        with contextlib.suppress(OSError), open(notes, "ab", buffering=0) as file:
            file.write(REQUEST_RECORD.pack(sent, read, answered))


def summary(path: str, status: int, body: bytes) -> str:
    """What a task tells of a page."""
    return f"{path} {status:d} {len(body)} {zlib.crc32(body):08x}"
