"""Who does the work: what an executor needs to know beyond the function and its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Optional

from gilviz.runner.requests import Change

Func = Callable[[Any], Any]
AsyncFunc = Callable[[Any], Awaitable[Any]]


@dataclass(frozen=True)
class Crew:
    """The workers to hire.

    Args:
        workers: How many.
        begin: What each pooled worker calls first.
        start_method: How processes start: fork, spawn or forkserver; None is the platform's default.
        processes: How many processes share the workers, where these are threads.
        begin_process: What each of these processes calls first.
        reached: Told, once all of them have been started, what changes their switch interval.
    """

    workers: int
    begin: Callable[[], None]
    start_method: Optional[str] = None
    processes: int = 1
    begin_process: Optional[Callable[[], None]] = None
    reached: Optional[Callable[[Change], None]] = None
