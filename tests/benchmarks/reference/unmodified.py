"""Functions that never heard of gilviz, beside those in ``advised``: imported by jobs, never by the benchmark itself."""

from __future__ import annotations

import threading
import time

_LOCK = threading.Lock()


def collatz(limit: int) -> int:
    """Pure Python: the longest Collatz sequence below a limit."""
    longest = 0
    for start in range(1, limit):
        number, steps = start, 0
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            steps += 1
        longest = max(longest, steps)
    return longest


def one_at_a_time(limit: int) -> int:
    """Computes, waits with a lock in its hands, and computes again."""
    found = collatz(limit)
    with _LOCK:
        time.sleep(0.02)
    return found + collatz(limit)


def in_threads(limit: int) -> None:
    """Shares its work out to two threads, and computes on meanwhile."""
    threads = [threading.Thread(target=collatz, args=(limit,), name=f"helper {number}") for number in range(2)]
    for thread in threads:
        thread.start()
    collatz(limit)
    for thread in threads:
        thread.join()
