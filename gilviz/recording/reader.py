"""Reads a recording of which nothing is trusted; the package's own text says what is checked."""

from __future__ import annotations

import stat
import zlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from gilviz.recording.columns import Source, unpacked
from gilviz.recording.errors import RecordingError
from gilviz.recording.format import BODY, HEAD_FACTOR, HEAD_FLOOR, MAGIC, PREAMBLE, SEAL, VERSION, Head
from gilviz.recording.lanes import run_of
from gilviz.recording.model import Caption, Machine, Recording
from gilviz.recording.watched import Step, open_watched, unwatched

LONGEST_REASON = 300
"""Characters that are quoted of why a head is none: it quotes what it found there, however long that is."""


def read(path: Path, step: Step = unwatched) -> Recording:
    """Read a recording.

    Args:
        path: The file.
        step: Hears how far that is; what it raises ends it.

    Raises:
        RecordingError: it can't be read, or is none.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RecordingError(f"{path} is not a file: give the path of a recording.")
        with open_watched(path, step) as file:
            return decode(file, path)
    except OSError as error:
        raise RecordingError(f"{path} can't be read ({error.strerror}): check its path, and whether you may read it.") from error
    except ValueError as error:  # a path with a NUL in it
        raise RecordingError(f"{str(path)!r} can't be the path of a file ({error}).") from error


def decode(file: BinaryIO, path: Path) -> Recording:
    """Read a recording from a file that is open, or from memory.

    Args:
        file: The bytes; they can be sought in.
        path: What sentences call it.

    Raises:
        RecordingError: it is none, or damaged.
        OSError: it can't be read.
    """
    size = file.seek(0, 2)
    file.seek(0)
    raw = file.read(BODY)
    _check_magic(raw, path)
    try:
        head, start = _head(file, raw, size)
        return _recording(head, Source(file, size, start))
    except _Newer as newer:
        raise RecordingError(f"{path} was written in format {newer}, which is newer than this gilviz: update gilviz.") from newer
    except RecordingError as error:
        raise RecordingError(f"{path} is damaged: {error}. Get the file again from where it came.") from error


class _Newer(Exception):
    """The version of a file that only newer ones of gilviz can read."""


def _check_magic(raw: bytes, path: Path) -> None:
    if not raw:
        raise RecordingError(f"{path} is empty: get the file again from where it came.")
    if raw[: len(MAGIC)] != MAGIC[: len(raw)]:
        raise RecordingError(f"{path} is no recording of gilviz: give a .gilviz file, or see `gilviz import --help` for others.")


def _head(file: BinaryIO, raw: bytes, size: int) -> tuple[Head, int]:
    """The head, and where the blocks begin."""
    if len(raw) < BODY:
        raise RecordingError("it ends within its first bytes")
    _, version, stored, plain_size, crc, claimed, _ = PREAMBLE.unpack_from(raw)
    (seal,) = SEAL.unpack_from(raw, PREAMBLE.size)
    if seal != zlib.crc32(raw[: PREAMBLE.size]):
        raise RecordingError("the checksum of its first bytes is wrong")
    if version != VERSION:
        raise _Newer(version)
    if claimed != size:
        raise RecordingError(f"it has {size:,} bytes of {claimed:,}")
    if plain_size > HEAD_FLOOR + HEAD_FACTOR * size or BODY + stored > size:
        raise RecordingError("it claims to hold more than a file of its size can")
    block = file.read(stored)
    if zlib.crc32(block) != crc:
        raise RecordingError("the checksum of its head is wrong")
    plain = unpacked(block, plain_size)
    if plain is None:
        raise RecordingError("its head is not as long as it should be")
    try:
        return msgspec.json.decode(plain, type=Head), BODY + stored
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise RecordingError(f"its head can't be understood ({str(error)[:LONGEST_REASON]})") from error


def _recording(head: Head, source: Source) -> Recording:
    try:
        made_at = datetime.fromisoformat(head.made_at)
        local = made_at.astimezone()  # not possible for the first and last day that there are
    except (ValueError, OverflowError, OSError) as error:
        raise RecordingError("its date is none") from error
    runs = tuple(run_of(run, source) for run in head.runs)
    return Recording(
        runs=runs,
        machine=Machine(head.machine.system, head.machine.processor, head.machine.cores, head.machine.load),
        made_at=made_at if made_at.tzinfo is not None else local,
        title=head.title,
        settings=head.settings,
        captions=tuple(Caption(note.text, note.run, note.worker, note.t_ns) for note in head.captions),
        sweep=head.sweep,
        made_by=head.made_by,
    )
