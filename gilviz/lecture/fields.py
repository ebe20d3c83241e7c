"""Reads the fields of one TOML table: each by its name, type and limits; what does not fit becomes a mistake with its line.

Reading goes on after a mistake, with a value that fits, so that all mistakes of a file are told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gilviz.lecture.source_lines import Place

Complain = Callable[[Place, str], None]
"""Notes what is wrong at a place."""
_TYPES: Mapping[type, str] = {
    str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table",
}  # fmt: skip


class Fields:
    """One table.

    Args:
        table: What ``tomllib`` read; anything but a table is a mistake.
        place: Where it stands.
        complain: Notes mistakes.
        what: What it describes, as in ``a scene``.
    """

    def __init__(self, table: object, place: Place, complain: Complain, what: str) -> None:
        self.place = place
        self.complain = complain
        self._what = what
        self._asked: list[str] = []
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            header = f"[[{_dotted(place)}]]" if place and isinstance(place[-1], int) else f"[{_dotted(place)}]"
            complain(place, f"{what} must be a table, not {_shown(table)}: write {header} above its keys.")

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def wrong(self, key: str, sentence: str) -> None:
        """Note what is wrong with the value of a key."""
        self.complain((*self.place, key), sentence)

    def text(self, key: str, default: str | None = None, *, most: int = 2000) -> str:
        """A text that is not empty; one without a default has to be there."""
        value = self._value(key, str, default)
        if not isinstance(value, str):
            return default or ""
        if key in self._table and not value.strip():
            self.wrong(key, f"{key} is empty: write something, or leave the key out.")
        if len(value) > most:
            self.wrong(key, f"{key} has {len(value):,} characters: {most:,} at most can be shown.")
        return value.strip()

    def number(self, key: str, default: float | None, low: float, high: float, *, whole: bool = False) -> float:
        """A number within limits."""
        value = self._value(key, int if whole else float, default)
        if value is None:
            return low
        if not low <= value <= high:
            self.wrong(key, f"{key} must be {low:g} to {high:g}, not {_figure(value)}.")
            return low if default is None else default
        return float(value)

    def maybe_number(self, key: str, low: float, high: float, *, whole: bool = False) -> float | None:
        """The same, or None where the key is absent."""
        return self.number(key, None, low, high, whole=whole) if key in self else None

    def flag(self, key: str) -> bool | None:
        """True or false; None where the key is absent."""
        value = self._value(key, bool, None) if key in self else None
        return value if isinstance(value, bool) else None

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        value = self.text(key, default)
        if value in options:
            return value
        if key in self._table and value:
            self.wrong(key, f"There is no {key} {value!r}: {_nearest(value, options)}")
        return options[0] if default is None else default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, which may be absent."""
        value = self._value(key, list, []) or []
        if not all(isinstance(each, str) and each.strip() for each in value):
            self.wrong(key, f"{key} must be a list of texts in quotes, none of them empty.")
            return ()
        return tuple(each.strip() for each in value)

    def table(self, key: str, what: str) -> Fields | None:
        """A table within this one; None where it is absent."""
        self._asked.append(key)
        return Fields(self._table[key], (*self.place, key), self.complain, what) if key in self._table else None

    def tables(self, key: str, what: str) -> list[Fields]:
        """A list of tables within this one, written ``[[key]]``."""
        self._asked.append(key)
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, f"{what[0].upper()}{what[1:]} is written in double brackets: [[{_dotted((*self.place, key))}]].")
            return []
        return [Fields(each, (*self.place, key, number), self.complain, what) for number, each in enumerate(value)]

    def finish(self) -> None:
        """Complain of every key that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                self.wrong(key, f"{self._what} has no {key!r}: {_nearest(key, self._asked)}")

    def _value(self, key: str, kind: type, default: object) -> Any:
        self._asked.append(key)
        if key not in self._table:
            if default is None:
                self.complain(self.place, f"{self._what} needs {key} ({_TYPES[kind]}): add a line {key} = …")
            return default
        value = self._table[key]
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if not fits or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, f"{key} must be {_TYPES[kind]}, not {_shown(value)}.")
            return default
        return value


def _nearest(word: str, options: Iterable[str]) -> str:
    known = list(dict.fromkeys(options))
    close = difflib.get_close_matches(word, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}."


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a whole number of thousands of digits, tables in tables in tables
        return "something as large as this"
    return text if len(text) <= 40 else f"{text[:40]}…"


def _figure(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:  # TOML's whole numbers have no end
        return "a number as large as this"


def _dotted(place: Place) -> str:
    return ".".join(part for part in place if isinstance(part, str))
