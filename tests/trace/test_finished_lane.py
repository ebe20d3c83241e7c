from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, State
from gilviz.trace import finished_lane
from gilviz.trace import lane as lane_module
from gilviz.trace.chunk import Segments
from gilviz.trace.finished_lane import FinishedLane
from gilviz.trace.lane import Lane
from tests.trace import lanes
from tests.trace.lane_files import Transition

edges = st.lists(st.integers(-10, 2500), min_size=1, max_size=12).map(sorted)
SOME: list[Transition] = [(10, State.IDLE, NO_TASK), (20, State.RUNNING, 0), (35, State.GIL_WAIT, 0), (60, State.IDLE, NO_TASK)]


def finished(lane: Lane) -> FinishedLane:
    whole = Segments.join(list(lane.blocks()))
    return FinishedLane(lane.identity, whole.starts, whole.states, whole.evidence, whole.tasks, lane.known_until)


@lanes.steady
@given(lanes.transitions(least=1, most=70), st.integers(0, 60), edges)
def test_every_share_is_that_of_a_lane_that_grew(listed: list[Transition], more: int, borders: list[int]) -> None:
    grown = lanes.lane_of(listed, listed[-1][0] + more, chunk_size=1000)
    lane = finished(grown)
    assert np.array_equal(lane.coverage(borders), lanes.brute_coverage(listed, listed[-1][0] + more, borders))
    assert np.array_equal(lane.spent(borders), grown.spent(borders))
    assert np.array_equal(lane.totals(), grown.totals())


@lanes.steady
@given(lanes.transitions(least=1, most=70), st.integers(0, 60), st.integers(-5, 2500), st.integers(0, 200))
def test_every_segment_is_that_of_a_lane_that_grew(listed: list[Transition], more: int, start: int, length: int) -> None:
    grown = lanes.lane_of(listed, listed[-1][0] + more, chunk_size=1000)
    lane = finished(grown)
    assert list(lane.segments()) == list(grown.segments())
    assert list(lane.between(start, start + length)) == list(grown.between(start, start + length))
    assert lane.at(start) == grown.at(start)
    assert lane.count_between(start, start + length) == grown.count_between(start, start + length)
    assert [list(block) for block in lane.blocks_before(start)] == [list(block) for block in grown.blocks_before(start)]
    assert [list(block) for block in lane.blocks_after(start)] == [list(block) for block in grown.blocks_after(start)]
    assert list(Segments.join(list(lane.blocks(len(listed) // 2)))) == list(Segments.join(list(grown.blocks(len(listed) // 2))))
    assert (lane.start, lane.last_time, lane.last_state, lane.last_task, lane.task_span, len(lane), lane.known_until) == (
        grown.start, grown.last_time, grown.last_state, grown.last_task, grown.task_span, len(grown), grown.known_until,
    )  # fmt: skip
    assert [lane.time_of(number) for number in range(len(lane))] == [time for time, _, _ in listed]


def test_more_answers_than_are_worked_out_at_once_are_as_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_module, "AT_ONCE", 3)
    monkeypatch.setattr(finished_lane, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(finished_lane, "CHUNK", 32)
    listed: list[Transition] = [(7 * i, State(i % 8), NO_TASK) for i in range(1, 200)]
    borders = list(range(0, 1500, 13))
    lane = finished(lanes.lane_of(listed, 1450))
    assert np.array_equal(lane.coverage(borders), lanes.brute_coverage(listed, 1450, borders))
    assert [len(block) for block in lane.blocks(40)] == [24, 32, 32, 32, 32, 7]


def test_it_does_not_grow() -> None:
    lane, one = finished(lanes.lane_of(SOME, 70)), np.array([80])
    for grow in (lane.append, lane.take):
        with pytest.raises(ValueError, match="does not grow"):
            grow(one, one, one, one)


@pytest.mark.parametrize(
    ("times", "states"), [([], []), ([1, 2], [1]), ([2, 1], [1, 1]), ([1], [8])], ids=["none", "lengths", "order", "state"]
)
def test_what_is_no_lane_is_refused(times: list[int], states: list[int]) -> None:
    n = len(times)
    columns = (np.array(times, np.int64), np.array(states, np.uint8), np.zeros(n, np.uint8), np.zeros(n, np.int32))
    with pytest.raises(ValueError, match=r"needs|order|state"):
        FinishedLane(lanes.identity(), *columns, 100)


def test_whatever_a_lane_asks_its_chunks_a_finished_lane_answers_itself() -> None:
    asks = {
        name
        for name, member in vars(Lane).items()
        if not name.startswith("_") and any(word in _source(member) for word in ("_chunk", "_firsts", "_count_before"))
    }
    assert {"look_up", "between", "count_between", "start"} <= asks
    assert asks <= set(vars(FinishedLane))


def _source(member: object) -> str:
    function = member.fget if isinstance(member, property) else member
    return inspect.getsource(function) if inspect.isfunction(function) else ""
