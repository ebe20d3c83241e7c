"""``concurrent.futures.ProcessPoolExecutor``: the same pool of processes, by futures."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in a pool of ``crew.workers`` processes."""
    context = multiprocessing.get_context(crew.start_method)
    with ProcessPoolExecutor(crew.workers, mp_context=context, initializer=crew.begin) as pool:
        return list(pool.map(func, items))
