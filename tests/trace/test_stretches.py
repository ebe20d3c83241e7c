"""How long workers stayed in a state, against the plainest count."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import State
from gilviz.trace.stretches import gil_waits, slices, stretches
from tests.trace.lane_files import Transition
from tests.trace.lanes import brute_segments, identity, lane_of, steady, transitions

R, W, IO = State.RUNNING, State.GIL_WAIT, State.IO_WAIT


def brute(listed: Sequence[Transition], known_until: int, state: State) -> list[int]:
    """Nanosecond by nanosecond, so to speak: each segment is added to the stretch before it if nothing lay between."""
    found, current = [], 0
    for start, end, its_state, _ in brute_segments(listed, known_until):
        if end == start:
            continue
        if its_state == state:
            current += end - start
        elif current:
            found.append(current)
            current = 0
    return found


@steady
@given(transitions(), st.integers(0, 60), st.sampled_from([R, W]), st.integers(1, 7))
def test_every_stretch_is_as_long_as_the_plainest_count_says(
    listed: list[Transition], more: int, state: State, chunk: int
) -> None:
    known = (listed[-1][0] if listed else 0) + more
    lane = lane_of(listed, known, chunk_size=chunk)
    assert stretches(lane, state).tolist() == brute(listed, known, state)


def test_another_task_does_not_end_a_slice_and_neither_does_what_took_no_time() -> None:
    lane = lane_of([(10, R, 0), (20, R, 1), (30, W, 1), (30, R, 1), (40, W, 1)], 50)
    assert stretches(lane, R).tolist() == [30]


def test_what_had_not_ended_is_left_out() -> None:
    lane = lane_of([(10, R, 0), (20, W, 0), (25, R, 0)], 400)
    assert stretches(lane, R).tolist() == [10]
    assert stretches(lane_of([(10, R, 0)], 400), R).tolist() == []


def test_only_who_has_a_gil_waits_for_it() -> None:
    listed = [(0, W, 0), (7, R, 0), (9, IO, 0)]
    lanes = [lane_of(listed, 20), lane_of(listed, 20, identity(2, gil=False))]
    assert gil_waits(lanes).tolist() == [7]
    assert slices(lanes).tolist() == [2, 2]
    assert slices([]).tolist() == []
