"""``multiprocessing.dummy``: the interface of a process pool, with threads behind it. ``map`` is parallelism in one line."""

from __future__ import absolute_import

from multiprocessing.dummy import Pool


def run(func, items, crew):
    """Calls ``func`` for every item, in a pool of ``crew.workers`` threads."""
    pool = Pool(crew.workers, initializer=crew.begin)
    try:
        return pool.map(func, items, chunksize=1)
    finally:
        pool.close()
        pool.join()
