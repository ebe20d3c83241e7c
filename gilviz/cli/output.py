"""Writing to the two standard streams, which may be closed by whoever reads them."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TextIO


def emit(text: str) -> None:
    """Writes results to standard output.

    A reader that has seen enough (``| head``), or that never was (``>&-``), is no error: what remains is thrown away, and the
    exit status stays true.

    Raises:
        OSError: it can't be written, for another reason: a full disk.
    """
    _write(sys.stdout, text)


def is_standard_output(path: Path) -> bool:
    """Whether writing to that file would write among the results, as with ``--csv /dev/stdout`` or ``--csv f > f``."""
    try:
        target, output = path.stat(), os.fstat(1)
    except OSError:
        return False
    # Two that are thrown away are not in each other's way.
    return os.path.samestat(target, output) and (os.isatty(1) or not stat.S_ISCHR(target.st_mode))


def write_file(path: Path, text: str) -> None:
    """Writes a file as a whole: one that was there is left as it was if the new one can't be written.

    Raises:
        OSError: it can't be written.
    """
    if path.exists() and not path.is_file():  # a device or a pipe can't be replaced
        path.write_text(text, encoding="utf-8")
        return
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def hand_out(text: str) -> bool:
    """Prints results to standard output; whether that went well: where it did not, the reason was told."""
    try:
        emit(text)
    except OSError as error:
        complain(f"The results could not be printed ({error.strerror}): send them to a place with room.")
        return False
    return True


def complain(sentence: str) -> None:
    """Writes one message for people to standard error."""
    note(f"gilviz: {sentence}")


def note(text: str) -> None:
    """Writes a line to standard error as it is; where that can't be done, nobody could be told so either."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, f"{text}\n")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # it was closed before we began
        return
    try:
        # A terminal that has no "·" shows a question mark, and the rest.
        stream.write(text.encode(stream.encoding or "ascii", "replace").decode(stream.encoding or "ascii"))
        stream.flush()
    except OSError as error:
        # Python flushes again when it exits, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise
