"""Hands a process several tasks at a time: for tiny tasks, sending them is most of the work."""

from concurrent.futures import ProcessPoolExecutor

TITLE = "ProcessPoolExecutor.map with a chunksize"
KIND = "process"
PASTE = """\
from concurrent.futures import ProcessPoolExecutor

{imports}


if __name__ == "__main__":
    items = [...]
    with ProcessPoolExecutor({workers}) as pool:
        results = list(pool.map({function}, items, chunksize=max(1, len(items) // {workers})))
"""


def run(func, items, crew):
    """Calls ``func`` for every item, in ``crew.workers`` processes, each of which gets its share in one piece."""
    chunk = max(1, len(items) // crew.workers)
    with ProcessPoolExecutor(crew.workers, initializer=crew.begin) as pool:
        return list(pool.map(func, items, chunksize=chunk))
