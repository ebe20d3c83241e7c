"""Writing to the two standard streams: whoever reads them may close them, and a terminal obeys what is written to it."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import Final, TextIO

from gilviz.launch.runtimes import is_file
from gilviz.trace.visible import visible

STANDARD_OUTPUT: Final = Path("-")
"""What files are called that are to go there; a file of that name can be given with its folder's whole path."""
BLOCK: Final = 1 << 20
"""Bytes that are copied at once."""


def emit(text: str, *, styled: bool = False) -> None:
    """Writes results to standard output, control characters as escapes.

    A reader that has seen enough (``| head``), or that never was (``>&-``), is no error: what remains is thrown away, and the
    exit status stays true.

    Args:
        text: What to write.
        styled: Whether it is a page that may be coloured; what others wrote was made ``visible`` as it was put together.

    Raises:
        OSError: it can't be written, for another reason: a full disk.
    """
    _write(sys.stdout, visible(text, styled=styled))


def is_standard_output(path: Path) -> bool:
    """Whether writing to that file would write among the results, as with ``--csv -`` or ``--csv f > f``."""
    return path == STANDARD_OUTPUT or _is_stream(path, 1)


def is_message_stream(path: Path) -> bool:
    """Whether writing to that file would write over the messages, as with ``--csv f 2> f``; a terminal takes both."""
    return is_file(path) and _is_stream(path, 2)


def _is_stream(path: Path, descriptor: int) -> bool:
    try:
        target, stream = path.stat(), os.fstat(descriptor)
    except OSError:
        return False
    # Two that are thrown away are not in each other's way.
    return os.path.samestat(target, stream) and (os.isatty(descriptor) or not stat.S_ISCHR(target.st_mode))


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


def hand_over_file(file: Path) -> bool:
    """Copies a file to standard output as it is; whether that went well: where it did not, the reason was told.

    Raises:
        OSError: the file can't be read.
    """
    output = None if sys.stdout is None else sys.stdout.buffer
    with file.open("rb") as stream:
        while output is not None and (block := stream.read(BLOCK)):
            try:
                output.write(block)
                output.flush()
            except OSError as error:
                _throw_away(sys.stdout)
                if isinstance(error, BrokenPipeError):
                    return True
                complain(f"The results could not be printed ({error.strerror}): send them to a place with room.")
                return False
    return True


def hand_out(text: str, *, styled: bool = False) -> bool:
    """Prints results to standard output; whether that went well: where it did not, the reason was told."""
    try:
        emit(text, styled=styled)
    except OSError as error:
        complain(f"The results could not be printed ({error.strerror}): send them to a place with room.")
        return False
    return True


def complain(sentence: str) -> None:
    """Writes one message for people to standard error."""
    note(f"gilviz: {sentence}")


def note(text: str) -> None:
    """Writes a line to standard error, as ``emit`` does; where that can't be done, nobody could be told so either."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, f"{visible(text)}\n")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # it was closed before we began
        return
    try:
        # A terminal that has no "·" shows a question mark, and the rest.
        stream.write(text.encode(stream.encoding or "ascii", "replace").decode(stream.encoding or "ascii"))
        stream.flush()
    except OSError as error:
        _throw_away(stream)
        if not isinstance(error, BrokenPipeError):
            raise


def _throw_away(stream: TextIO) -> None:
    """Nothing more goes there: Python flushes again when it exits, and would complain then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
