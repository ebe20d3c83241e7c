"""Invented histories of threads under a GIL, and what such workers would have noted of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from gilviz.runner.protocol import GAP_NS, Layer, Mark, State, WorkerKind, pack, pack_head
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.reconcile.account import Account
from gilviz.trace.reconcile.reconciler import Reconciler
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED
from tests.trace.lane_files import KERNEL_WORDS

US = 1000
TICK = 40 * US
BEGIN = 1_000_000

Row = tuple[int, int]
Span = tuple[int, int]


@dataclass
class Notebook:
    """What one worker noted, each row with the time at which it was written.

    Args:
        layers: The evidence that it has.
        rows: (written at, word 0, word 1).
        ticks: The times of its ticks.
        held: When it truly held the GIL and computed.
    """

    layers: Layer
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)
    held: list[Span] = field(default_factory=list)


def transcribe(slices: list[tuple[int, int, int, int]], workers: int, layers: Layer, copies: int) -> list[Notebook]:
    """What workers note whose GIL goes round so.

    Args:
        slices: (worker, ns for which it computes with the GIL, ns until the next one has it, ns for which it is preempted).
        workers: How many there are.
        layers: The evidence that they have.
        copies: How many gaps lie between two copies of what the kernel told.
    """
    books = [Notebook(layers) for _ in range(workers)]
    switches: list[list[Row]] = [[] for _ in books]
    unpaid = [0] * workers
    now = BEGIN
    for number, (worker, computes, passes, preempted) in enumerate(slices):
        book = books[worker]
        before = book.ticks[-1] if book.ticks else None
        if before is not None and slices[number - 1][0] != worker:
            switches[worker].append((KERNEL_WORDS[IN], now - min(passes, 20 * US)))
        begun = now
        if before is None:
            book.rows.append((now, now, pack(Mark.STATE, State.RUNNING, 0)))
        elif now - before > GAP_NS:
            note_gap(book, before, now)
            unpaid[worker] += 1
            if unpaid[worker] > copies:
                copy(book, switches[worker], now + US)
                unpaid[worker] = 0
        ticks = list(range(now, now + computes, TICK))
        book.ticks += ticks
        now += computes
        book.held.append((begun, now))
        if preempted:
            # The kernel takes the core away, and the GIL stays.
            switches[worker] += [(KERNEL_WORDS[PREEMPTED], now), (KERNEL_WORDS[IN], now + preempted)]
            now += preempted
        if number + 1 < len(slices) and slices[number + 1][0] != worker:
            switches[worker].append((KERNEL_WORDS[OUT], now + min(passes, 50 * US) // 2))
            now += passes
    for place, book in enumerate(books):
        if book.ticks:
            copy(book, switches[place], now + US)
            book.rows.append((now + US, max(book.ticks[-1], book.rows[-1][1] if unpaid[place] else 0), 0))
            book.rows.pop()
    return books


def note_gap(book: Notebook, start: int, end: int) -> None:
    """A silence, as the worker writes it down when it is over."""
    book.rows.append((end, start, pack(Mark.SILENT, State.RUNNING, 0)))
    book.rows.append((end, end, pack(Mark.STATE, State.RUNNING, 0)))


def copy(book: Notebook, switches: list[Row], now: int) -> None:
    """What the kernel told until now."""
    if book.layers & Layer.SWITCHES:
        told = [row for row in switches if row[1] <= now]
        book.rows.append((now, now, pack_head(Mark.SWITCHES, len(told))))
        book.rows += [(now, *row) for row in told]
        del switches[: len(told)]


def read(books: list[Notebook], polls: list[int]) -> list[Lane]:
    """The lanes of these workers, read at those times and once more at the end."""
    reconciler = Reconciler()
    accounts = [
        Account(Lane(LaneIdentity(number, 1, number, WorkerKind.THREAD, 0, gil=True, layers=book.layers, shares_gil=True)))
        for number, book in enumerate(books, 1)
    ]
    for account in accounts:
        reconciler.admit(account)
    taken = [0] * len(books)
    for poll in [*sorted(polls), 1 << 60]:
        for place, (book, account) in enumerate(zip(books, accounts, strict=True)):
            until = bisect_right(book.rows, poll, key=lambda row: row[0])
            rows = [row[1:] for row in book.rows[taken[place] : until]]
            taken[place] = until
            ticks = bisect_right(book.ticks, poll)
            account.last_tick = book.ticks[ticks - 1] if ticks else 0
            if rows:
                account.testimony.feed(np.array(rows, dtype=np.int64))
        if poll == 1 << 60:
            reconciler.finish()
        else:
            reconciler.advance(poll)
        for account in accounts:
            account.flush()
            if len(account.lane):
                certain = reconciler.certain_until(account, poll)
                account.lane.known_until = max(certain, account.lane.known_until)
    return [account.lane for account in accounts]


def running(lane: Lane) -> list[Span]:
    """When that worker ran, in ns, stretches that touch as one."""
    found: list[Span] = []
    for part in lane.segments():
        if part.state is State.RUNNING and part.end > part.start:
            if found and found[-1][1] == part.start:
                found[-1] = (found[-1][0], part.end)
            else:
                found.append((part.start, part.end))
    return found


def overlap(one: list[Span], other: list[Span]) -> int:
    """The ns that both have in common."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


@st.composite
def histories(draw: st.DrawFn) -> list[Notebook]:
    """Two to four threads that take turns."""
    workers = draw(st.integers(2, 4))
    slices = draw(
        st.lists(
            st.tuples(
                st.integers(0, workers - 1),
                st.sampled_from([5 * US, 30 * US, 90 * US, 300 * US, 900 * US, 5_000 * US]),
                st.sampled_from([1 * US, 10 * US, 40 * US, 150 * US]),
                st.sampled_from([0, 0, 0, 100 * US, 4_000 * US]),
            ),
            min_size=1,
            max_size=30,
        )
    )
    layers = draw(st.sampled_from([Layer.TICKS, Layer.TICKS | Layer.SWITCHES]))
    return transcribe(slices, workers, layers, draw(st.integers(0, 3)))
