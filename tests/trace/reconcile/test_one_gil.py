"""Of the lanes that share a GIL at most one runs at a time, whatever was noted, and whenever it is read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import GAP_NS, NO_TASK, Evidence, Layer, Mark, State, pack, pack_head
from gilviz.trace.lane import Lane
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED
from tests.trace.lane_files import KERNEL_WORDS
from tests.trace.lanes import steady
from tests.trace.reconcile.histories import (
    BEGIN,
    TICK,
    US,
    Notebook,
    copy,
    histories,
    note_gap,
    overlap,
    read,
    running,
    transcribe,
)

ALL = Layer.TICKS | Layer.SWITCHES


def at_once(lanes: list[Lane]) -> int:
    """The ns in which two of them run."""
    return sum(overlap(running(one), running(other)) for one, other in combinations(lanes, 2))


def listed(lane: Lane) -> list[tuple[int, int, State, Evidence]]:
    return [(part.start, part.end, part.state, part.evidence) for part in lane.segments()]


def test_a_hand_over_is_one_moment() -> None:
    # T1 leaves its core some µs after T2 has come back: both were on a core, but only one had the GIL.
    books = transcribe([(0, 5000 * US, 40 * US, 0), (1, 5000 * US, 40 * US, 0)] * 4, 2, ALL, copies=0)
    one, other = read(books, [])
    assert at_once([one, other]) == 0
    for lane, book in ((one, books[0]), (other, books[1])):
        for told, held in zip(running(lane)[:-1], book.held, strict=False):
            assert abs(told[0] - held[0]) <= 20 * US
            assert abs(told[1] - held[1]) <= 20 * US
    assert {part.evidence for part in one.segments()} == {Evidence.MEASURED}


def test_who_ran_unnoticed_in_a_short_silence_has_the_gil_for_that_time() -> None:
    books = transcribe([(1, 50 * US, 0, 0), (0, 200 * US, 0, 0), (1, 60 * US, 0, 0), (0, 400 * US, 0, 0)], 2, Layer.TICKS, 0)
    one, other = read(books, [])
    assert at_once([one, other]) == 0
    start, end = books[1].held[1]
    during = [part for part in one.segments() if part.start < end and part.end > start]
    assert State.GIL_WAIT in {part.state for part in during} | {part.state for part in other.segments()}


def test_a_long_silence_is_held_against_all_that_others_did_meanwhile() -> None:
    # T1 is in C code that let go of the GIL, and on its core between two short absences, while T2 and T3 take turns 18 000 times.
    turns = [(1 + turn % 2, 460 * US, 40 * US, 0) for turn in range(18_000)]
    books = transcribe([(1, 300 * US, 40 * US, 0), *turns], 3, ALL, copies=0)
    begin, end = BEGIN // 2, books[1].rows[-1][0]
    books[0].rows.append((begin, begin, pack(Mark.STATE, State.RUNNING, 0)))
    books[0].ticks = [begin, end]
    note_gap(books[0], begin + 10 * US, end)
    away = [(2000 * US, OUT), (3000 * US, IN), (end - 2000 * US, OUT), (end - 1000 * US, IN)]
    copy(books[0], [(KERNEL_WORDS[kind], time) for time, kind in away], end + US)
    polls = list(range(BEGIN, end, 250_000 * US))
    one = read(books, polls)[0]
    assert one.totals()[State.RUNNING] < (end - begin) // 100  # what is left between the others' turns


@steady
@given(histories())
def test_two_lanes_of_one_gil_never_run_at_once(books: list[Notebook]) -> None:
    assert at_once(read(books, [])) == 0


@steady
@given(histories(), st.lists(st.integers(BEGIN, BEGIN + 40_000 * US), max_size=12))
def test_a_picture_watched_live_is_the_picture_read_at_the_end(books: list[Notebook], polls: list[int]) -> None:
    live, late = read(books, polls), read(books, [])
    assert [listed(lane) for lane in live] == [listed(lane) for lane in late]


@steady
@given(histories())
def test_durations_add_up_to_the_time_from_a_lane_s_first_claim_to_its_last(books: list[Notebook]) -> None:
    for lane in read(books, []):
        if lane.start is not None:
            assert int(lane.totals().sum()) == lane.known_until - lane.start


@steady
@given(histories())
def test_who_is_said_to_run_had_the_gil_but_for_the_edges(books: list[Notebook]) -> None:
    for lane, book in zip(read(books, []), books, strict=True):
        told = running(lane)
        length = sum(end - start for start, end in told)
        # Preempted holders are said to wait for a core; a slice's edge is as exact as a tick or the kernel's note.
        assert length - overlap(told, book.held) <= len(book.held) * (GAP_NS + TICK) * 2


@st.composite
def nonsense(draw: st.DrawFn) -> list[Notebook]:
    """Notes that contradict each other and themselves."""
    books = []
    for _ in range(draw(st.integers(1, 4))):
        now = BEGIN
        book = Notebook(Layer.TICKS)
        for step in draw(st.lists(st.integers(-50, 190), max_size=25)):
            now += step * US
            state = draw(st.sampled_from([State.RUNNING, State.RUNNING, State.IDLE, State.NATIVE, State.IO_WAIT]))
            mark = draw(st.sampled_from([Mark.STATE, Mark.STATE, Mark.SILENT, Mark.DUE]))
            book.rows.append((max(now, book.rows[-1][0] if book.rows else 0), now, pack(mark, state, draw(st.integers(-1, 3)))))
            book.ticks.append(max(now, book.ticks[-1] if book.ticks else 0))
        books.append(book)
    return books


@steady
@given(nonsense(), st.lists(st.integers(BEGIN, BEGIN + 10_000 * US), max_size=5))
def test_whatever_is_noted_no_two_run_at_once_and_time_goes_forward(books: list[Notebook], polls: list[int]) -> None:
    lanes = read(books, polls)
    assert at_once(lanes) == 0
    for lane in lanes:
        times = np.array([part.start for part in lane.segments()])
        assert (np.diff(times) >= 0).all()
        if lane.start is not None:
            assert int(lane.totals().sum()) == lane.known_until - lane.start


def test_who_is_stopped_while_it_has_the_gil_is_not_seen_to_wait_for_it() -> None:
    # The whole process is stopped for a second: both lose their cores, and one has the GIL all the while.
    books = transcribe([(1, 5000 * US, 40 * US, 0), (0, 5000 * US, 40 * US, 0)], 2, ALL, copies=0)
    stopped, again = books[0].ticks[-1], books[0].ticks[-1] + 1_000_000 * US
    note_gap(books[0], stopped, again)
    copy(books[0], [(KERNEL_WORDS[OUT], stopped + US), (KERNEL_WORDS[IN], again - US)], again + US)
    books[0].ticks.append(again)
    one, _ = read(books, [])
    waits = [part for part in one.segments() if part.state is State.GIL_WAIT and part.end - part.start > 900_000 * US]
    assert [part.evidence for part in waits] == [Evidence.UNKNOWN]


def test_a_gap_in_which_others_had_the_gil_is_concluded_and_one_in_which_nobody_had_it_is_unknown() -> None:
    books = transcribe([(0, 900 * US, 10 * US, 0), (1, 900 * US, 10 * US, 0), (0, 900 * US, 10 * US, 0)], 2, Layer.TICKS, 0)
    stopped, again = books[0].ticks[-1], books[0].ticks[-1] + 5000 * US
    note_gap(books[0], stopped, again)
    books[0].ticks.append(again)
    one, _ = read(books, [])
    waits = [(part.end - part.start > 2000 * US, part.evidence) for part in one.segments() if part.state is State.GIL_WAIT]
    assert waits == [(False, Evidence.INFERRED), (True, Evidence.UNKNOWN)]


def test_who_starts_a_thread_and_computes_on_had_the_gil_again_though_nobody_saw_when() -> None:
    books = [Notebook(Layer.TICKS | Layer.COUNTERS) for _ in range(2)]
    for book, begin, end, computed in ((books[0], BEGIN, 300_000, 200_000), (books[1], BEGIN + 1000 * US, 290_000, 5_000)):
        until = begin + end * US
        for at, ran in ((begin, 0), (until, computed * US)):
            if ran:
                note_gap(book, begin, at)
            book.rows += [(at, at, pack_head(Mark.COUNTERS, 1)), (at, ran + 1, 0)]
            if not ran:
                book.rows.append((at, at, pack(Mark.STATE, State.RUNNING, 0)))
        book.rows.append((until, until, pack(Mark.STATE, State.IDLE, 0)))
        book.ticks = [begin, until]
    starter, thread = read(books, [])
    assert starter.totals()[State.RUNNING] >= 190_000 * US, "by its own clock it computed for 200 ms"
    assert thread.totals()[State.RUNNING] >= 4_000 * US
    assert at_once([starter, thread]) == 0


def test_who_is_interrupted_before_its_task_ends_is_interrupted_in_that_task() -> None:
    books = transcribe([(0, 900 * US, 10 * US, 0)], 2, ALL, copies=0)
    end = BEGIN + 900 * US
    books[0].rows = [(BEGIN, BEGIN, pack(Mark.STATE, State.RUNNING, 0))]
    away = [(KERNEL_WORDS[PREEMPTED], BEGIN + 500 * US), (KERNEL_WORDS[IN], BEGIN + 540 * US)]
    copy(books[0], away, end - US)
    books[0].rows.append((end, end, pack(Mark.STATE, State.IDLE, NO_TASK)))
    parts = [(part.state, part.task) for part in read(books, [])[0].segments() if part.end > part.start]
    assert parts[:3] == [(State.RUNNING, 0), (State.CPU_WAIT, 0), (State.RUNNING, 0)]


def test_who_never_went_to_sleep_was_not_kept_from_the_gil_for_the_rest_of_its_silence() -> None:
    begun, other = Notebook(ALL), Notebook(ALL)
    begin, end = BEGIN, BEGIN + 10_000 * US
    for book, at in ((begun, begin), (other, begin + 50 * US)):
        book.rows.append((at, at, pack(Mark.STATE, State.RUNNING, 0)))
        book.ticks = [at]
    idle = begin + 100 * US
    other.rows.append((idle, idle, pack(Mark.STATE, State.IDLE, 0)))
    note_gap(begun, begin, end)
    copy(begun, [(KERNEL_WORDS[PREEMPTED], begin + 4000 * US), (KERNEL_WORDS[IN], begin + 5000 * US)], end + US)
    begun.rows.append((end + US, end + US, pack(Mark.STATE, State.IDLE, 0)))
    one, two = read([begun, other], [])
    assert one.totals()[State.RUNNING] > 8_500 * US
    assert at_once([one, two]) == 0
