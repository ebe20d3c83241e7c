"""The job that every tool looks at: two threads that count primes, as gilviz's own ``primes`` does, and the truth about them.

``python -m tests.benchmarks.comparison.job LIMIT REPORT [--without-calls]``; Python 3.9's syntax, no other library.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from gilviz.runner.workloads import primes
from tests.benchmarks.comparison.truth import HandOffs

THREADS = 2


class Quiet:
    """Stands for the lane of a worker that nobody records."""

    def tick(self) -> None:
        """A call every 15 µs or so, as the workload makes it; nothing comes of it."""


class Counting(threading.Thread):
    """Counts primes, and says by which numbers tools may call it."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.numbers = [0, 0]

    def run(self) -> None:
        """All that is measured."""
        self.numbers = [threading.get_ident(), threading.get_native_id()]
        primes.work(self.limit, Quiet())  # type: ignore[arg-type]


def main() -> None:
    """Runs the threads and writes what is true of them."""
    limit, report, *options = sys.argv[1:]
    if options:
        primes.DIVISIONS_PER_TICK = sys.maxsize
    truth = HandOffs()
    threads = [Counting(int(limit)) for _ in range(THREADS)]
    before = truth.read()
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall_s = time.perf_counter() - begin
    facts = {"wall_s": wall_s, "hand_offs": truth.read() - before, "workers": [thread.numbers for thread in threads]}
    Path(report).write_text(json.dumps(facts), encoding="ascii")


if __name__ == "__main__":
    main()
