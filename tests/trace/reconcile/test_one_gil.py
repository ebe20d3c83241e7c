"""Of the lanes that share a GIL at most one runs at a time, whatever was noted, and whenever it is read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import GAP_NS, Evidence, Layer, Mark, State, pack
from gilviz.trace.lane import Lane
from tests.trace.lanes import steady
from tests.trace.reconcile.histories import BEGIN, TICK, US, Notebook, histories, overlap, read, running, transcribe

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
