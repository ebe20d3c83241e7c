"""Invented histories of threads that compute in C code without a word, and of somebody who looks at their GIL."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from gilviz.runner.protocol import Layer, Mark, State, WorkerKind, pack
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.reconcile.account import Account
from gilviz.trace.reconcile.looks import Looks
from gilviz.trace.reconcile.reconciler import Reconciler
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED
from tests.trace.lane_files import KERNEL_WORDS
from tests.trace.reconcile.histories import BEGIN, US, Notebook, Span, copy, note_gap

INTERVAL = 1000 * US


@dataclass
class Watched:
    """Threads, what they did, and the looks at their GIL.

    Args:
        books: What each noted.
        native: When each was in C code, on its core.
        looks: (time, who held the GIL: a worker's place + 1, or 0).
    """

    books: list[Notebook]
    native: list[list[Span]]
    looks: list[tuple[int, int]] = field(default_factory=list)


def silent_threads(
    stints: list[list[tuple[int, int, int]]], gaps: list[int], *, layers: Layer = Layer.TICKS | Layer.SWITCHES
) -> Watched:
    """Threads that take the GIL for a moment, one after another, and let go of it in C code.

    Args:
        stints: For each thread: (ns in C code, ns for which it is preempted in it, ns for which it then holds the GIL).
        gaps: ns from one look to the next, again and again.
        layers: The evidence that there is.
    """
    books = [Notebook(layers) for _ in stints]
    native: list[list[Span]] = [[] for _ in stints]
    held: list[tuple[int, int, int]] = []
    for place, (book, own) in enumerate(zip(books, stints, strict=True)):
        now = BEGIN + place * 7 * US
        book.rows.append((now, now, pack(Mark.STATE, State.RUNNING, 0)))
        switches: list[tuple[int, int]] = []
        book.ticks.append(now)
        for computes, preempted, holds in own:
            start = now
            now += computes // 2
            native[place].append((start, now))
            if preempted:
                switches += [(KERNEL_WORDS[PREEMPTED], now), (KERNEL_WORDS[IN], now + preempted)]
                now += preempted
            native[place].append((now, now + computes - computes // 2))
            now += computes - computes // 2
            free = now
            for since, until, _ in sorted(held):
                if free < until and free + holds > since:
                    free = until
            if free > now:
                switches += [(KERNEL_WORDS[OUT], now), (KERNEL_WORDS[IN], free)]
            held.append((free, free + holds, place + 1))
            if free - start > 200 * US:
                note_gap(book, start, free)
                copy(book, switches, free + US)
            book.ticks += [free, free + holds]
            now = free + holds
    end = max(book.ticks[-1] for book in books)
    watched = Watched(books, native)
    now, number = BEGIN, 0
    while now < end:
        holder = next((who for since, until, who in held if since <= now < until), 0)
        watched.looks.append((now, holder))
        now += gaps[number % len(gaps)]
        number += 1
    return watched


def read_watched(watched: Watched, polls: list[int]) -> list[Lane]:
    """The lanes, read at those times and once more at the end, with the looks that had come by then."""
    reconciler, looks = Reconciler(), Looks(INTERVAL)
    reconciler.observe(looks)
    accounts = [
        Account(
            Lane(LaneIdentity(number, 1, number, WorkerKind.THREAD, 0, True, book.layers, thread_state=number, shares_gil=True))
        )
        for number, book in enumerate(watched.books, 1)
    ]
    for account in accounts:
        reconciler.admit(account)
    taken, looked = [0] * len(accounts), 0
    for poll in [*sorted(polls), 1 << 60]:
        for place, (book, account) in enumerate(zip(watched.books, accounts, strict=True)):
            until = bisect_right(book.rows, poll, key=lambda row: row[0])
            rows = [row[1:] for row in book.rows[taken[place] : until]]
            taken[place] = until
            ticks = bisect_right(book.ticks, poll)
            account.last_tick = book.ticks[ticks - 1] if ticks else 0
            if rows:
                account.testimony.feed(np.array(rows, dtype=np.int64))
        for time, holder in watched.looks[looked:]:
            if time > poll:
                break
            looks.take(time, time, holder)
            looks.last_look = time
            looked += 1
        if poll == 1 << 60:
            looks.over = True
            reconciler.finish()
        else:
            reconciler.advance(poll)
        for account in accounts:
            account.flush()
            if len(account.lane):
                account.lane.known_until = max(reconciler.certain_until(account, poll), account.lane.known_until)
    return [account.lane for account in accounts]


@st.composite
def watched_threads(draw: st.DrawFn) -> Watched:
    """One to three threads that hash, and looks that come more or less in time."""
    stint = st.tuples(
        st.sampled_from([50 * US, 250 * US, 900 * US, 6_000 * US]),
        st.sampled_from([0, 0, 0, 300 * US, 4_000 * US]),
        st.sampled_from([1 * US, 20 * US, 120 * US]),
    )
    stints = draw(st.lists(st.lists(stint, min_size=1, max_size=8), min_size=1, max_size=3))
    gaps = draw(st.lists(st.sampled_from([900 * US, 1000 * US, 1100 * US, 3_000 * US, 20_000 * US]), min_size=1, max_size=4))
    return silent_threads(stints, gaps)
