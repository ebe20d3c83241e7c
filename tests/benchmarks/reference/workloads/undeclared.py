"""Hashes large buffers between its ticks, and never says that this is C code which lets go of the GIL."""

from __future__ import annotations

import hashlib

from gilviz.runner.workloads.worker import Worker

BUFFER = bytes(range(256)) * 4096
"""1 MiB: far above the 2047 bytes from which ``hashlib`` releases the GIL."""


def work(buffers: int, lane: Worker) -> str:
    """The SHA-256 of that many times 1 MiB, in hexadecimal."""
    digest = hashlib.sha256()
    for _ in range(buffers):
        lane.tick()
        digest.update(BUFFER)
    return digest.hexdigest()
