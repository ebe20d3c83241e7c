"""``multiprocessing.dummy``: the interface of a process pool, with threads behind it. ``map`` is parallelism in one line."""

from __future__ import annotations

from multiprocessing.dummy import Pool
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in a pool of ``crew.workers`` threads."""
    with Pool(crew.workers, initializer=crew.begin) as pool:
        return list(pool.map(func, items, chunksize=1))
