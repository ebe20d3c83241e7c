"""The low-level ``thread`` module (Python 3 calls it ``_thread``): it starts threads, and all the rest is up to you."""

from __future__ import absolute_import

try:
    import thread
except ImportError:
    import _thread as thread


def run(func, items, crew):
    """Calls ``func`` for every item, in ``crew.workers`` threads."""
    workers = min(crew.workers, len(items))
    results = [None] * len(items)
    errors = []
    finished = [thread.allocate_lock() for _ in range(workers)]

    def work(number):
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
        thread.start_new_thread(work, (number,))

    # There is no join: each thread lets go of its lock when it has finished, and we wait for all the locks.
    for lock in finished:
        lock.acquire()

    if errors:
        raise errors[0]
    return results
