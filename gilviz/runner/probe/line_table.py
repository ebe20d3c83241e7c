"""Which line an instruction stands for: the tables of code objects, decoded outside the interpreter that made them.

Since 3.11 a table holds entries of a byte that says how it goes on and how many instructions it is for (CPython's
``InternalDocs/code_objects.md``); in 3.10 it was pairs of a length in bytes and a step in lines. What can't be such a table gives
no lines, and never an error: it is read from the memory of a process that goes on meanwhile.
"""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

UNIT = 2
"""Bytes of an instruction, and of each of its caches."""
_NO_LINE_310 = -128
_NONE, _LONG, _NO_COLUMNS, _ONE_LINE = 15, 14, 13, 10


class Stretch(NamedTuple):
    """Instructions from one place to another (bytes from the code's first), and their line; None where they have none."""

    start: int
    end: int
    line: Optional[int]


def decode(table: bytes, first: int, *, located: bool) -> List[Stretch]:
    """The stretches of a code object, in their order, without gaps.

    Args:
        table: Its ``co_linetable``.
        first: Its ``co_firstlineno``.
        located: Whether it is a table of locations, as it is since 3.11.
    """
    return _locations(table, first) if located else _pairs(table, first)


def _pairs(table: bytes, first: int) -> List[Stretch]:
    found = []
    place, line = 0, first
    for at in range(0, len(table) - 1, 2):
        length, step = table[at], table[at + 1] - 256 * (table[at + 1] > 127)
        if step == _NO_LINE_310:
            found.append(Stretch(place, place + length, None))
        else:
            line += step
            found.append(Stretch(place, place + length, line))
        place += length
    return found


def _locations(table: bytes, first: int) -> List[Stretch]:
    found = []
    place, line, at = 0, first, 0
    while at < len(table):
        kind, length = table[at] >> 3 & 15, UNIT * ((table[at] & 7) + 1)
        if kind in (_LONG, _NO_COLUMNS):
            line += _signed(table, at + 1)
        elif _ONE_LINE <= kind < _NO_COLUMNS:
            line += kind - _ONE_LINE
        found.append(Stretch(place, place + length, None if kind == _NONE else line))
        place += length
        at += 1
        while at < len(table) and table[at] < 128:
            at += 1
    return found


def _signed(table: bytes, at: int) -> int:
    """A number of six bits a byte, the lowest first, its sign in the lowest bit."""
    value, _ = _unsigned(table, at)
    return -(value >> 1) if value & 1 else value >> 1


def _unsigned(table: bytes, at: int) -> Tuple[int, int]:
    value = shift = 0
    while at < len(table):
        byte = table[at]
        value |= (byte & 63) << shift
        at, shift = at + 1, shift + 6
        if not byte & 64:
            break
    return value, at
