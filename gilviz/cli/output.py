"""Writing to the two standard streams, which may be closed by whoever reads them."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def emit(text: str) -> None:
    """Writes results to standard output.

    A reader that has seen enough (``| head``) is no error: what remains is thrown away, and the exit status stays true.
    """
    _write(sys.stdout, text)


def complain(sentence: str) -> None:
    """Writes one message for people to standard error."""
    _write(sys.stderr, f"gilviz: {sentence}\n")


def note(text: str) -> None:
    """Writes a line to standard error as it is."""
    _write(sys.stderr, f"{text}\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Python flushes again when it exits, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
