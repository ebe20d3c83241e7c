"""Hashes small buffers: C code that lets go of the GIL every tenth of a millisecond or so."""

from __future__ import annotations

import hashlib

from gilviz.runner.workloads.worker import Worker

BUFFER = bytes(range(256)) * 256
"""64 KiB: above the 2047 bytes from which ``hashlib`` releases the GIL."""


def work(buffers: int, lane: Worker) -> str:
    """The SHA-256 of that many times 64 KiB, in hexadecimal."""
    digest = hashlib.sha256()
    for _ in range(buffers):
        lane.tick()
        with lane.native():
            digest.update(BUFFER)
    return digest.hexdigest()
