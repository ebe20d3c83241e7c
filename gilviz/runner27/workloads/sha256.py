"""Hashes large buffers: work that the machine below Python does, and not Python code."""

import hashlib

BUFFER = bytes(bytearray(range(256)) * 16384)
"""4 MiB."""


def work(buffers, lane):
    """The SHA-256 of that many times 4 MiB, in hexadecimal."""
    digest = hashlib.sha256()
    for _ in range(buffers):
        lane.tick()
        with lane.native():
            digest.update(BUFFER)
    return digest.hexdigest()
