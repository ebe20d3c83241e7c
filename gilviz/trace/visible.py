r"""Text that others wrote, such that showing it does nothing but show it.

What a function raises, prints or is called may hold escape sequences, which a terminal obeys: they recolour it, clear it, or set
its title. Here they become letters (``\x1b``), and so do signs that turn the order of others round.
"""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters but tab and line feed, marks that turn text round, and halves of characters."""
_STYLE: Final = r"\x1b\[[0-9;]*m"
"""A sequence that changes colours and weights, and nothing else."""
_RETURN: Final = r"\r(?!\n)"
"""What goes back to a line's beginning, and writes over it."""


def visible(text: str, *, styled: bool = False) -> str:
    """The same text with control characters as escapes; line feeds and tabs stay.

    Args:
        text: Anything.
        styled: Whether colours and weights are our own, and stay.
    """
    return (_OURS if styled else _ALL).sub(_escaped, text)


def one_line(text: str) -> str:
    """The same on one line: a sentence may repeat what had several."""
    return visible(" ".join(text.split()) if "\n" in text or "\r" in text else text)


def _escaped(found: re.Match[str]) -> str:
    sign = found["sign"]
    return found[0] if sign is None else sign.encode("unicode_escape").decode("ascii")


_ALL: Final = re.compile(f"(?P<sign>[{_UNSEEN}]|{_RETURN})")
_OURS: Final = re.compile(f"{_STYLE}|(?P<sign>[{_UNSEEN}]|{_RETURN})")
