"""Lets the machine compile what the run will execute, before its zero.

The first round of a program in Java is 1.5 to 5 times slower than the later ones: it is interpreted, watched, compiled, compiled
again. Who times that measures the compiler. So the executor is called again and again with small tasks, each in lanes that nobody
keeps, until a round takes no less time than those before it.
"""

from __future__ import absolute_import

ROUND_NS = 150000000
"""What a round should take at least, where the run's own tasks are that large."""
LONGEST_NS = 5000000000
"""When it ends at the latest."""
STEADY = 3
"""How many rounds in a row must have gained nothing."""
GAIN = 0.95
"""The part of the best time so far below which a round has gained something."""


def warm_up(play, size, offered, grow, clock):
    """Plays rounds until they take the same time.

    Args:
        play: Plays one round of tasks of a size.
        size: That of the run's tasks: a round has no larger ones.
        offered: The workload, of ``offer``.
        grow: The size that takes about so many times as long.
        clock: In ns.
    """
    if offered.size_is_ms:
        play(offered.smallest)
        return
    small = min(size, max(offered.smallest, offered.default_size // 100))
    until = clock() + LONGEST_NS
    best, steady = None, 0
    while steady < STEADY and clock() < until:
        began = clock()
        play(small)
        took = clock() - began
        if took < ROUND_NS and small < size:
            small, best, steady = max(small + 1, min(size, grow(small, 3))), None, 0
            continue
        steady = steady + 1 if best is not None and took > best * GAIN else 0
        best = took if best is None else min(best, took)
