"""Processes × threads, as web servers do it: a pool of processes, and in each of them a pool of threads that share its GIL."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, Callable, List, Sequence

from gilviz.runner.executors.crew import Crew, Func
from gilviz.runner.process_intervals import ProcessIntervals


def work(func: Func, items: Sequence[Any], threads: int, begin: Callable[[], None]) -> List[Any]:
    """What each process does: calls ``func`` for every item of its share, in a pool of threads."""
    with ThreadPoolExecutor(threads, initializer=begin) as pool:
        return list(pool.map(func, items))


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in ``crew.workers`` threads of ``crew.processes`` processes."""
    count = crew.processes
    shares = [items[number::count] for number in range(count)]
    threads = [crew.workers // count + (number < crew.workers % count) for number in range(count)]

    context = multiprocessing.get_context(crew.start_method)
    intervals = ProcessIntervals(context, count)
    with ProcessPoolExecutor(count, mp_context=context, initializer=intervals.beginning(crew.begin_process)) as pool:
        answers = pool.map(work, [func] * count, shares, threads, [crew.begin] * count)
        if crew.reached:
            crew.reached(intervals.change)  # not before: whoever listens is a thread, which must not be there when they fork
        done = list(answers)

    results = [None] * len(items)
    for number in range(count):
        results[number::count] = done[number]
    return results
