"""``multiprocessing.Pool``: ``map`` over a pool of processes. The pool is a context manager: leaving it ends its workers."""

from __future__ import annotations

import multiprocessing
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in a pool of ``crew.workers`` processes."""
    context = multiprocessing.get_context(crew.start_method)
    with context.Pool(crew.workers, initializer=crew.begin) as pool:
        return pool.map(func, items, chunksize=1)
