"""Hashes buffers as code does that knows nothing of gilviz: no tick, no declared C code, not a word from first to last."""

from __future__ import annotations

import hashlib

from gilviz.runner.workloads.worker import Worker

BUFFER = bytes(range(256)) * 4096
"""1 MiB: far above the 2047 bytes from which ``hashlib`` releases the GIL."""


def work(buffers: int, _lane: Worker) -> str:
    """The SHA-256 of that many times 1 MiB, in hexadecimal."""
    digest = hashlib.sha256()
    for _ in range(buffers):
        digest.update(BUFFER)
    return digest.hexdigest()
