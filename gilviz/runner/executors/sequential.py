"""One task after another, in one thread: what everything else is measured against."""

from __future__ import annotations

from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item."""
    return [func(item) for item in items]
