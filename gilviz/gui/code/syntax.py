"""Python source as coloured spans, and the line in an executor's source that starts its workers. No Qt in here.

``tokenize`` is Python's own reader: what it calls a name, a string or a comment is one, which a set of regular expressions only
guesses. A text that it can't read to the end keeps the colours of what it could.
"""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

BUILTINS = frozenset(dir(builtins))
STARTERS: Mapping[str, tuple[str, ...]] = {
    "sequential": ("func",),
    "thread": ("start_new_thread",),
    "threading": ("start",),
    "dummy-pool": ("Pool",),
    "thread-pool": ("ThreadPoolExecutor",),
    "pool": ("Pool",),
    "process-pool": ("ProcessPoolExecutor",),
    "process-threads": ("ThreadPoolExecutor",),
    "interpreter-pool": ("InterpreterPoolExecutor",),
    "asyncio": ("gather",),
    "asyncio-blocking": ("gather",),
    "joblib": ("Parallel",),
}
"""The call that starts the workers, by executor: its name, with or without what stands before the dot."""


class Ink(StrEnum):
    """What a piece of source is, as far as its colour goes; named as in ``CodeColours``."""

    KEYWORD = "keyword"
    STRING = "string"
    COMMENT = "comment"
    NUMBER = "number"
    BUILTIN = "builtin"
    DEFINITION = "definition"
    """What a name is where it is defined, and a decorator."""


@dataclass(frozen=True)
class Span:
    """A coloured piece of one line: ``length`` characters from ``start``."""

    start: int
    length: int
    ink: Ink


def coloured_lines(text: str) -> list[list[Span]]:
    """The spans of every line of a Python source, in order."""
    lines: list[list[Span]] = [[] for _ in text.split("\n")]
    for token, ink in _inked(_tokens(text)):
        (first, left), (last, right) = token.start, token.end
        for row in range(first, min(last, len(lines)) + 1):
            start = left if row == first else 0
            end = right if row == last else len(token.line.split("\n")[row - first]) if "\n" in token.line else 10_000
            if end > start:
                lines[row - 1].append(Span(start, end - start, ink))
    return lines


def starting_line(executor: str, text: str) -> int | None:
    """The number (from 1) of the line that starts the executor's workers; None where none is recognised."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    starters = STARTERS.get(executor, ())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called_name(node.func) in starters]
    return min((call.lineno for call in calls), default=None)


def _called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _inked(tokens: Iterator[tokenize.TokenInfo]) -> Iterator[tuple[tokenize.TokenInfo, Ink]]:
    before: Sequence[str] = ("", "")
    for token in tokens:
        ink = _ink(token, before)
        if ink is not None:
            yield token, ink
        before = (before[1], token.string)


def _ink(token: tokenize.TokenInfo, before: Sequence[str]) -> Ink | None:
    if token.type == tokenize.NAME:
        return _name_ink(token.string, before)
    if token.string == "@" and not token.line[: token.start[1]].strip():
        return Ink.DEFINITION
    kinds = {tokenize.STRING: Ink.STRING, tokenize.COMMENT: Ink.COMMENT, tokenize.NUMBER: Ink.NUMBER}
    # f-strings are one token up to 3.11 and three kinds from 3.12 on, whose names older versions don't have
    if tokenize.tok_name[token.type] in {"FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"}:
        return Ink.STRING
    return kinds.get(token.type)


def _name_ink(name: str, before: Sequence[str]) -> Ink | None:
    previous = before[1]
    if previous in {"def", "class", "@"}:
        return Ink.DEFINITION
    if keyword.iskeyword(name):
        return Ink.KEYWORD
    return Ink.BUILTIN if name in BUILTINS and previous != "." else None
