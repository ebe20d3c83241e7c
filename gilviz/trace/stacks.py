"""What an onlooker saw of the workers' stacks: in which line each was at some moment, and whether it held the GIL then."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import (
    CODES_FILE_NAME,
    STACKS_FILE_NAME,
    STACKS_HEADER_WORDS,
    STACKS_MAGIC,
    STACKS_RECORD_WORDS,
    WORD,
    StacksHeader,
    State,
)
from gilviz.trace.chunk import Ints

LINE_MASK = (1 << 32) - 1
LAST_LINE = (1 << 31) - 1
"""The greatest number of a line: Python's own, and Qt's, have no more bits."""
MOST_CODES = 10_000
LONGEST_NAME = 4096
MOST_SOURCE, LONGEST_SOURCE_LINE = 400, 200
"""Lines of one function, and characters of each."""

_HEADER = struct.Struct(f"<{STACKS_HEADER_WORDS}q")


@dataclass(frozen=True)
class Code:
    """A function that was met.

    Args:
        file: Where its source was.
        function: Its qualified name.
        first: Its first line.
        own: Whether it is the user's.
        source: Its lines from there on, as they stood then; empty where nobody could read them.
    """

    file: str
    function: str
    first: int
    own: bool
    source: tuple[str, ...] = ()

    def text(self, line: int) -> str:
        """A line of it, without the space around it; empty where it is not known."""
        place = line - self.first
        return self.source[place].strip() if 0 <= place < len(self.source) else ""


@dataclass(frozen=True)
class Stacks:
    """Every look at a worker that was kept, in its order: n of them.

    Args:
        times: int64[n], ns.
        threads: int64[n]: the system's number for the worker's thread.
        states: uint8[n]: a ``State``: ``RUNNING`` where it held the GIL, ``GIL_WAIT`` where it waited for it, ``NATIVE`` where it
            was on a core without it or wanted to be, ``IDLE`` where nobody could tell what it did without it.
        rounds: int64[n]: in which round of looks.
        own: int64[n]: its innermost line in the user's code, (number of the code + 1) << 32 | the line, or 0.
        inner: int64[n]: its innermost line of all, likewise.
        codes: What these numbers mean.
        looked: Rounds of looks.
        torn: Looks that were thrown away, for the thread went on meanwhile.
        blind_ns: For how long the onlooker had no core.
        interval_ns: How long rounds are apart on average, as it means to look.
        dropped: Looks that found no room.
        refused: Why nobody looked; empty where somebody did.
    """

    times: Ints = field(repr=False)
    threads: Ints = field(repr=False)
    states: NDArray[np.uint8] = field(repr=False)
    rounds: Ints = field(repr=False)
    own: Ints = field(repr=False)
    inner: Ints = field(repr=False)
    codes: tuple[Code, ...] = field(repr=False)
    looked: int = 0
    torn: int = 0
    blind_ns: int = 0
    interval_ns: int = 0
    dropped: int = 0
    refused: str = ""

    def __len__(self) -> int:
        """How many looks there are."""
        return len(self.times)

    @property
    def sound(self) -> bool:
        """Whether this can be what an onlooker saw: no count and no number of it is trusted."""
        n = len(self.times)
        columns = (self.threads, self.states, self.rounds, self.own, self.inner)
        counts = (self.looked, self.torn, self.blind_ns, self.interval_ns, self.dropped)
        if any(len(column) != n for column in columns) or min(counts) < 0 or len(self.codes) > MOST_CODES:
            return False
        return bool(
            (self.times > 0).all()
            and (self.states < len(State)).all()
            and (self.rounds >= 0).all()
            and (self.rounds[1:] >= self.rounds[:-1]).all()
            and all(self._known(places).all() for places in (self.own, self.inner))
        )

    def _known(self, places: Ints) -> NDArray[np.bool_]:
        """Which of these are no line, or one of a code that is told."""
        numbers = places >> 32
        told: NDArray[np.bool_] = (numbers >= 1) & (numbers <= len(self.codes)) & (places & LINE_MASK <= LAST_LINE)
        none: NDArray[np.bool_] = places == 0
        return none | told

    def between(self, start: int, end: int) -> Stacks:
        """The looks from one time to another, in ns."""
        inside = (self.times >= start) & (self.times <= end)
        names = ("times", "threads", "states", "rounds", "own", "inner")
        return replace(self, **{name: getattr(self, name)[inside] for name in names})


_NOTHING: Ints = np.empty(0, dtype=np.int64)


def refused_stacks(why: str) -> Stacks:
    """Nobody looked."""
    return Stacks(_NOTHING, _NOTHING, _NOTHING.astype(np.uint8), _NOTHING, _NOTHING, _NOTHING, (), refused=why)


def read_stacks(directory: Path) -> Stacks | None:
    """What the onlooker wrote into a run's directory; None where there was none, or nothing that can be trusted."""
    codes = _codes(directory / CODES_FILE_NAME)
    if isinstance(codes, str):
        return refused_stacks(codes)
    try:
        raw = (directory / STACKS_FILE_NAME).read_bytes()
    except OSError:
        return None
    if len(raw) < _HEADER.size:
        return None
    header = _HEADER.unpack_from(raw)
    if header[StacksHeader.MAGIC] != STACKS_MAGIC:
        return None
    room = (len(raw) - _HEADER.size) // (STACKS_RECORD_WORDS * WORD)
    count = max(0, min(header[StacksHeader.COUNT], room))
    words = np.frombuffer(raw, dtype="<i8", count=count * STACKS_RECORD_WORDS, offset=_HEADER.size)
    columns = words.reshape(count, STACKS_RECORD_WORDS).T.copy()
    if count and not 0 <= columns[2].min() <= columns[2].max() < len(State):
        return None
    found = Stacks(
        times=columns[0],
        threads=columns[1],
        states=columns[2].astype(np.uint8),
        rounds=columns[3],
        own=columns[4],
        inner=columns[5],
        codes=tuple(codes),
        looked=header[StacksHeader.ROUNDS],
        torn=header[StacksHeader.TORN],
        blind_ns=header[StacksHeader.BLIND],
        interval_ns=header[StacksHeader.INTERVAL],
        dropped=header[StacksHeader.DROPPED],
    )
    return found if found.sound else None


def _codes(path: Path) -> Sequence[Code] | str:
    """The functions that were told, or why nobody looked; what is not whole, or no such thing, ends it."""
    found: list[Code] = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines[:MOST_CODES]:
        try:
            told = json.loads(line)
        except ValueError:
            break
        if not isinstance(told, dict):
            break
        if isinstance(told.get("refused"), str):
            return str(told["refused"])
        code = _code(told)
        if code is None:
            break
        found.append(code)
    return found


def _code(told: dict[str, Any]) -> Code | None:
    source = told.get("source")
    names = (told.get("file"), told.get("function"))
    if not all(isinstance(name, str) for name in names) or not isinstance(told.get("first"), int) or not isinstance(source, list):
        return None
    return Code(
        file=str(names[0])[:LONGEST_NAME],
        function=str(names[1])[:LONGEST_NAME],
        first=min(max(0, told["first"]), LAST_LINE),
        own=told.get("own") is True,
        source=tuple(str(line)[:LONGEST_SOURCE_LINE] for line in source[:MOST_SOURCE]),
    )
