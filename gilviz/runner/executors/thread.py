"""The low-level ``_thread`` module (Python 2 called it ``thread``): it starts threads, and all the rest is up to you."""

from __future__ import annotations

import _thread
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in ``crew.workers`` threads."""
    workers = min(crew.workers, len(items))
    results = [None] * len(items)
    errors = []
    finished = [_thread.allocate_lock() for _ in range(workers)]

    def work(number: int) -> None:
        try:
            for index in range(number, len(items), workers):
                results[index] = func(items[index])
        except BaseException as error:
            errors.append(error)
        finally:
            finished[number].release()

    for lock in finished:
        lock.acquire()
    for number in range(workers):
        _thread.start_new_thread(work, (number,))

    # There is no join: each thread lets go of its lock when it has finished, and we wait for all the locks.
    for lock in finished:
        lock.acquire()

    if errors:
        raise errors[0]
    return results
