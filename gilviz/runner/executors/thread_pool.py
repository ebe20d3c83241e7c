"""``concurrent.futures.ThreadPoolExecutor``: the same pool of threads, by futures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in a pool of ``crew.workers`` threads."""
    with ThreadPoolExecutor(crew.workers, initializer=crew.begin) as pool:
        return list(pool.map(func, items))
