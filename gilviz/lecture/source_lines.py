"""In which line of a TOML text each table and each key stands, so that a mistake can be told with its place.

``tomllib`` forgets the lines. What it has accepted is well-formed, so that a table's header and a key before an equals sign can
be recognised by looking at lines, but for those inside of multi-line strings and arrays, which are skipped.
"""

from __future__ import annotations

import re

Place = tuple[str | int, ...]
"""Keys and indices from the top: ``("scene", 0, "experiment", "workers")``."""

_HEADER = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\-.\"']+(?:\s*\.\s*[\w\-\"']+)*)\s*=")
_PIECE = re.compile(r"#.*|\"\"\"|'''|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[\[\]{}]")


class SourceLines:
    """The lines of one text.

    Args:
        text: TOML that ``tomllib`` accepts.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        table: Place = ()
        inside, depth = "", 0
        for number, line in enumerate(text.split("\n"), 1):
            if not inside and not depth:
                header = _HEADER.match(line)
                if header:
                    table = self._enter(_names(header[2]), repeated=bool(header[1]))
                    self._lines.setdefault(table, number)
                    if header[1]:
                        self._lines.setdefault(table[:-1], number)  # of the list: its first
                    continue
                key = _KEY.match(line)
                if key:
                    self._lines.setdefault(table + _names(key[1]), number)
            inside, depth = _after(line, inside, depth)

    def line(self, place: Place) -> int:
        """The line of what stands there, or else of the nearest table around it; 1 where there is none."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def _enter(self, names: tuple[str, ...], *, repeated: bool) -> Place:
        """The place of a table, the last of each list of tables on the way being meant."""
        place: Place = ()
        for name in names[:-1]:
            place = self._last((*place, name))
        place = (*place, names[-1])
        if not repeated:
            return place
        self._counts[place] = self._counts.get(place, 0) + 1
        return self._last(place)

    def _last(self, place: Place) -> Place:
        return (*place, self._counts[place] - 1) if place in self._counts else place


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def _after(line: str, inside: str, depth: int) -> tuple[str, int]:
    """Which multi-line string is open at a line's end, and how many brackets are."""
    at = 0
    while at < len(line):
        if inside:
            closed = line.find(inside, at)
            if closed < 0:
                return inside, depth
            at, inside = closed + 3, ""
            continue
        piece = _PIECE.search(line, at)
        if piece is None:
            break
        at = piece.end()
        if piece[0] in ('"""', "'''"):
            inside = piece[0]
        elif piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth = max(depth - 1, 0)
    return inside, depth
