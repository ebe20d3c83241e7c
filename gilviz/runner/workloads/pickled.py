"""Hands a large table over and takes one back: a reference between threads, a copy in pickled form between processes."""

from __future__ import annotations

import contextlib
from typing import List, Optional, Tuple

from gilviz.runner.workloads.room import check_room
from gilviz.runner.workloads.worker import Worker

Table = List[Tuple[str, int]]

ROW_BYTES = 176
"""What a row takes in memory: a tuple, a string, an integer, and their places in lists."""
ROWS_PER_TICK = 30
STEPS = 16
"""How often each value is changed: so much that a table which takes a quarter of a second stays small enough to be sent."""
MODULUS = 1_000_003


def prepare(rows: int, tasks: int, _directory: Optional[str] = None) -> contextlib.AbstractContextManager[List[Table]]:
    """The same table for every task.

    Raises:
        NoRoom: it, and all results, would not fit into memory.
    """
    check_room(ROW_BYTES * rows * (tasks + 2), f"{rows:,} rows there and back for {tasks:,} tasks")
    return contextlib.nullcontext([[(f"row {number}", number) for number in range(rows)]] * tasks)


def work(table: Table, lane: Worker) -> Table:
    """A table as large, with other values."""
    changed: Table = []
    for number, (name, value) in enumerate(table):
        if number % ROWS_PER_TICK == 0:
            lane.tick()
        for _ in range(STEPS):
            value = value * 3 % MODULUS  # noqa: PLW2901 - it is the same value, further on
        changed.append((name, value))
    return changed


def digest(table: Table) -> str:
    """A result in few words."""
    return f"{len(table)} rows, sum {sum(value for _, value in table)}"
