"""One task after another, in a for loop."""

from __future__ import annotations

from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item."""
    results = []
    for item in items:
        results.append(func(item))
    return results
