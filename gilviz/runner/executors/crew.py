"""Who does the work: what an executor needs to know beyond the function and its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Optional

Func = Callable[[Any], Any]


@dataclass(frozen=True)
class Crew:
    """The workers to hire.

    Args:
        workers: How many.
        begin: What each pooled worker calls first.
        start_method: How processes start: fork, spawn or forkserver; None is the platform's default.
    """

    workers: int
    begin: Callable[[], None]
    start_method: Optional[str] = None
