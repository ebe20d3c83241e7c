"""``threading``: subclass Thread, write ``__init__`` and ``run``, call ``start`` and ``join``."""

from __future__ import absolute_import

import threading


class Worker(threading.Thread):
    """A thread that works through its share of the items."""

    def __init__(self, func, items):
        threading.Thread.__init__(self)
        self.func = func
        self.items = items
        self.results = []
        self.error = None

    def run(self):
        """What the thread does once it is started."""
        try:
            for item in self.items:
                self.results.append(self.func(item))
        except BaseException as error:
            self.error = error


def run(func, items, crew):
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
