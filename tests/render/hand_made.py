"""Lanes written by hand, for pictures whose every pixel is known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.run_trace import RunTrace

MS = 1_000_000
ORIGIN = 5_000_000_000_000
"""The run's zero in ns: a machine that has been up for some time."""


def lane(
    number: int,
    transitions: Iterable[tuple[int, State]],
    known_until: int,
    kind: WorkerKind = WorkerKind.THREAD,
    *,
    gil: bool = True,
    closed: bool = False,
) -> Lane:
    """A lane with these (ns from the run's start, state), known until some ns from the run's start."""
    made = Lane(LaneIdentity(number, 100 + number * (kind is WorkerKind.PROCESS), 7000 + number, kind, 0, gil))
    extend(made, transitions, known_until)
    made.closed = closed
    return made


def extend(made: Lane, transitions: Iterable[tuple[int, State]], known_until: int) -> None:
    """Add transitions to a lane."""
    rows = list(transitions)
    tasks = [number if state in (State.RUNNING, State.GIL_WAIT) else NO_TASK for number, (_, state) in enumerate(rows)]
    made.append([ORIGIN + t for t, _ in rows], [state for _, state in rows], [Evidence.MEASURED] * len(rows), tasks)
    made.known_until = ORIGIN + known_until


def trace(lanes: Iterable[Lane], end: int | None = None) -> RunTrace:
    """A run of these lanes, live unless it ended some ns after its start."""
    return RunTrace.of(lanes, ORIGIN, None if end is None else ORIGIN + end)


def turns(workers: int, until: int, slice_ns: int = 5 * MS, seed: int = 1) -> list[list[tuple[int, State]]]:
    """Transitions of workers that take turns in holding the GIL, each turn about ``slice_ns`` long."""
    chance = random.Random(seed)
    rows: list[list[tuple[int, State]]] = [[(i * MS // 4, State.GIL_WAIT)] for i in range(workers)]
    t, holder = workers * MS // 4, 0
    while t < until:
        rows[holder].append((t, State.RUNNING))
        t += round(slice_ns * chance.uniform(1.02, 1.2))
        rows[holder].append((min(t, until), State.GIL_WAIT))
        others: Sequence[int] = [i for i in range(workers) if i != holder] or [0]
        holder = chance.choice(others)
    for row in rows:
        row.append((until, State.IDLE))
    return rows


def threads(workers: int, until: int, slice_ns: int = 5 * MS) -> RunTrace:
    """A finished run of threads that take turns."""
    rows = turns(workers, until, slice_ns)
    lanes = [lane(i + 1, row, until + MS, closed=True) for i, row in enumerate(rows)]
    return trace(lanes, until + MS)


def processes(workers: int, start_up: int, until: int) -> RunTrace:
    """A finished run of processes that start up and then execute at once."""
    lanes = []
    for i in range(workers):
        ready = start_up + i * 7 * MS
        rows = [(2 * MS + i * MS, State.OVERHEAD), (ready, State.RUNNING), (until - i * 3 * MS, State.IDLE)]
        lanes.append(lane(i + 1, rows, until + MS, WorkerKind.PROCESS, closed=True))
    return trace(lanes, until + MS)
