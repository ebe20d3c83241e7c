"""``http`` as a coroutine: others go on while it waits for its answer."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from gilviz.runner.workloads.http import Request, note, summary
from gilviz.runner.workloads.worker import Worker

_REQUEST = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


async def work(request: Request, lane: Worker) -> str:
    """Fetches one page; returns its path, status, length and checksum."""
    port, path, notes = request
    sent = time.perf_counter_ns()
    with lane.awaiting() as wait:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(_REQUEST.format(path).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.read()
        finally:
            writer.close()
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        # The server says when it sent this, by the clock that all processes share.
        wait.due = int(headers["X-Sent"])
    note(notes, sent, int(headers["X-Read"]), time.perf_counter_ns())
    return summary(path, HTTPStatus(int(status_line.split()[1])), body)
