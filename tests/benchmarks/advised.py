"""Functions whose best executor is known, for ``gilviz advise`` to find: imported by its jobs, never by the benchmark itself."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import http.server
import json
import os
import sqlite3
import tempfile
import threading
import time
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else it shares its work out by itself, and there is nothing to advise
import numpy as np

BLOCK = bytes(range(256)) * 8192
"""2 MiB."""
DELAY_S = 0.05
_PLACE = Path(tempfile.gettempdir())


def collatz(limit: int) -> int:
    """Pure Python: the longest Collatz sequence below a limit."""
    longest = 0
    for start in range(1, limit):
        number, steps = start, 0
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            steps += 1
        longest = max(longest, steps)
    return longest


def multiply(seed: int) -> float:
    """BLAS: the product of two matrices."""
    numbers = np.random.default_rng(seed).random((500, 500))
    return float((numbers @ numbers @ numbers).sum())


def compress(level: int) -> int:
    """zlib, which lets go of the GIL."""
    return len(zlib.compress(BLOCK, level)) + len(zlib.compress(BLOCK[1:], level))


def digest(_item: int) -> str:
    """SHA-256 of large buffers, which lets go of the GIL."""
    found = hashlib.sha256()
    for _ in range(10):
        found.update(BLOCK)
    return found.hexdigest()


def parse(rows: int) -> int:
    """JSON is parsed with the GIL held."""
    text = json.dumps([{"name": f"n{row}", "values": [row, row * 2, str(row)]} for row in range(rows)])
    return sum(len(json.loads(text)) for _ in range(3))


def bases() -> Iterator[str]:
    """The path of a database with a million rows, again and again."""
    path = _PLACE / "gilviz-benchmark.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute("create table if not exists t (v integer)")
        if not base.execute("select count(*) from t").fetchone()[0]:
            base.executemany("insert into t values (?)", ((number * 7919 % 1000,) for number in range(1_000_000)))
    for _ in range(16):
        yield str(path)


def query(path: str) -> int:
    """SQLite reads without the GIL, each call on a connection of its own."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        return int(base.execute("select sum(v * v % 7) from t where v % 3 = 1").fetchone()[0])


def sleep(seconds: float) -> float:
    """Nothing but waiting."""
    time.sleep(seconds)
    return seconds


class _Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answers after a while."""
        time.sleep(DELAY_S)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # its default of 5 drops connections, which come again a second later


def addresses() -> Iterator[str]:
    """The addresses of a server in this process, which answers each after a while."""
    server = _Server(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for _ in range(24):
        yield f"http://127.0.0.1:{server.server_port}/"


def fetch(address: str) -> int:
    """An HTTP request to the loopback."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - the address is our own server's
        return len(answer.read())


async def fetch_async(address: str) -> int:
    """The same, awaited."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET / HTTP/1.0\r\nHost: x\r\n\r\n")
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return len(answer.partition(b"\r\n\r\n")[2])


def tiny(number: int) -> int:
    """Less work than handing it over."""
    return number * number


def tables() -> Iterator[np.ndarray]:
    """Large arrays: 16 MB each."""
    for seed in range(8):
        yield np.full(2_000_000, seed, dtype=np.int64)


def last(table: np.ndarray) -> int:
    """Looks at a large array with the GIL held, for less time than it takes to send it."""
    return sum(table[::4000].tolist())


def alone(seed: int) -> int:
    """Only one at a time may do this, on the whole machine."""
    with (_PLACE / "gilviz-benchmark.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return collatz(6000) + seed


anonymous = lambda limit: collatz(limit)  # noqa: E731, PLW0108 - what can't be sent to another process is meant


def both(limit: int) -> int:
    """Computes with the GIL, then waits."""
    found = collatz(limit)
    time.sleep(0.03)
    return found
