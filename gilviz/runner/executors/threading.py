"""``threading``: subclass Thread, write ``__init__`` and ``run``, call ``start`` and ``join``."""

from __future__ import annotations

import threading
from typing import Any, List, Optional, Sequence

from gilviz.runner.executors.crew import Crew, Func


class Worker(threading.Thread):
    """A thread that works through its share of the items."""

    def __init__(self, func: Func, items: Sequence[Any]) -> None:
        super().__init__()
        self.func = func
        self.items = items
        self.results: List[Any] = []
        self.error: Optional[BaseException] = None

    def run(self) -> None:
        """What the thread does once it is started."""
        try:
            for item in self.items:
                self.results.append(self.func(item))
        except BaseException as error:
            self.error = error


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in ``crew.workers`` threads."""
    count = min(crew.workers, len(items))
    workers = [Worker(func, items[number::count]) for number in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    results = [None] * len(items)
    for number, worker in enumerate(workers):
        if worker.error:
            raise worker.error
        results[number::count] = worker.results
    return results
