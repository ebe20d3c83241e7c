"""Hashes small buffers without a word: the GIL is handed on far more often than anything but its own count tells."""

from __future__ import annotations

import hashlib

from gilviz.runner.workloads.worker import Worker

BUFFER = bytes(range(256)) * 256
"""64 KiB: far above the 2047 bytes from which ``hashlib`` releases the GIL."""


def work(buffers: int, _lane: Worker) -> str:
    """The SHA-256 of that many times 64 KiB, in hexadecimal."""
    digest = hashlib.sha256()
    for _ in range(buffers):
        digest.update(BUFFER)
    return digest.hexdigest()
