"""Files that nobody wrote: recordings that were changed at random, some of them with all checksums made right again."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path
from typing import Any

import msgspec

from gilviz.recording import Recording
from gilviz.recording.format import BODY, MAGIC, PREAMBLE, SEAL, VERSION
from gilviz.recording.reader import decode

EXTREMES: tuple[Any, ...] = (
    -1, 0, 1, 7, 255, 1 << 31, (1 << 53) - 1, 1 << 53, 1 << 60, (1 << 63) - 1, -(1 << 63), 1 << 64, 10**30, 0.5, -1.5, 1e300,
    None, True, "", "x", "\u0000", "é" * 3000, [], {}, [[]], {"a": 1},
)  # fmt: skip


def opened(data: bytes) -> Recording:
    """What a file with these bytes says."""
    return decode(io.BytesIO(data), Path("mutated.gilviz"))


def taken_apart(data: bytes) -> tuple[Any, bytes]:
    """The head as plain objects, and the blocks."""
    _, _, stored, _, _, _, _ = PREAMBLE.unpack_from(data)
    return msgspec.json.decode(zlib.decompress(data[BODY : BODY + stored])), data[BODY + stored :]


def sealed(head: bytes, blocks: bytes, **claims: int) -> bytes:
    """A file whose checksums are right, whatever is in it; ``claims`` are lies about sizes."""
    packed = zlib.compress(head, 1)
    size = claims.get("size", BODY + len(packed) + len(blocks))
    version, plain = claims.get("version", VERSION), claims.get("plain", len(head))
    preamble = PREAMBLE.pack(MAGIC, version, claims.get("stored", len(packed)), plain, zlib.crc32(packed), size, 0)
    return preamble + SEAL.pack(zlib.crc32(preamble)) + packed + blocks


def places(tree: Any, found: list[tuple[Any, Any]] | None = None) -> list[tuple[Any, Any]]:
    """Every value of a head, as its container and its key."""
    found = [] if found is None else found
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        found.append((tree, key))
        if isinstance(tree[key], dict | list):
            places(tree[key], found)
    return found


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut off, put in, doubled: what discs, mails and editors do."""
    raw = bytearray(data)
    kind = chance.randrange(5)
    at = chance.randrange(len(raw))
    if kind == 0:
        for _ in range(chance.randint(1, 8)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    elif kind == 1:
        del raw[at:]
    elif kind == 2:
        raw[at:at] = chance.randbytes(chance.randint(1, 64))
    elif kind == 3:
        del raw[at : at + chance.randint(1, 64)]
    else:
        raw[at : at + 16] = raw[: chance.randint(1, 200)]
    return bytes(raw)


def forged(data: bytes, chance: random.Random) -> bytes:
    """Values of the head replaced, removed or exchanged, or columns' bytes changed, and every checksum made right."""
    head, blocks = taken_apart(data)
    raw = bytearray(blocks)
    for _ in range(chance.randint(1, 3)):
        container, key = chance.choice(places(head))
        kind = chance.randrange(5)
        if kind == 0 and isinstance(container, dict):
            del container[key]
        elif kind == 1:
            other, its = chance.choice(places(head))
            container[key] = msgspec.json.decode(msgspec.json.encode(other[its]))
        elif kind == 2 and isinstance(container[key], int):
            container[key] += chance.choice((-1, 1, 7, 1 << 20, -(1 << 20)))
        elif kind == 3:
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        else:
            container[key] = chance.choice(EXTREMES)
    _reseal_columns(head, bytes(raw))
    return sealed(msgspec.json.encode(head), bytes(raw))


def _reseal_columns(tree: Any, blocks: bytes) -> None:
    """Make each column's checksum that of the bytes it points to."""
    for container, key in places(tree):
        value = container[key]
        if isinstance(value, dict) and isinstance(value.get("at"), int) and isinstance(value.get("size"), int):
            value["crc"] = zlib.crc32(blocks[max(value["at"], 0) : max(value["at"], 0) + max(value["size"], 0)])
