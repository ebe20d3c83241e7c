from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import State
from gilviz.trace.chunk import Chunk, Segments
from gilviz.trace.lane import Lane
from gilviz.trace.steps import holder_at, next_hand_off, next_transition, previous_hand_off, previous_transition
from tests.trace import lanes

Contents = list[list[tuple[int, State, int]]]


def lanes_of(contents: Contents) -> list[Lane]:
    return [lanes.lane_of(listed, who=lanes.identity(number)) for number, listed in enumerate(contents, start=1)]


def brute(filled: list[Lane], *, running: bool) -> list[tuple[int, int]]:
    """(start, lane) of every segment that lasts, in order."""
    return sorted(
        (segment.start, number)
        for number, lane in enumerate(filled)
        for segment in lane.segments()
        if segment.end > segment.start and (segment.state is State.RUNNING or not running)
    )


several = st.lists(lanes.transitions(), min_size=1, max_size=3)


@lanes.steady
@given(several, st.integers(-5, 120))
def test_steps_meet_every_transition_and_nothing_else(contents: Contents, t: int) -> None:
    filled = lanes_of(contents)
    starts = [start for start, _ in brute(filled, running=False)]
    assert next_transition(filled, t) == min((start for start in starts if start > t), default=None)
    assert previous_transition(filled, t) == max((start for start in starts if start < t), default=None)


@lanes.steady
@given(several, st.integers(-5, 120))
def test_hand_offs_are_where_another_worker_runs(contents: Contents, t: int) -> None:
    filled = lanes_of(contents)
    runs = brute(filled, running=True)
    # Where two begin to run at the same time nobody can say who was first: such notes are not what a GIL leaves behind.
    if len({start for start, _ in runs}) < len(runs):
        return
    hand_offs = [after[0] for before, after in pairwise(runs) if before[1] != after[1]]
    before_t = [run for run in runs if run[0] <= t]
    assert next_hand_off(filled, t) == min((at for at in hand_offs if at > t), default=None)
    assert previous_hand_off(filled, t) == max((at for at in hand_offs if at < t), default=None)
    holder = holder_at(filled, t)
    assert (filled.index(holder) if holder is not None else None) == (before_t[-1][1] if before_t else None)


def test_a_step_looks_only_at_blocks_that_may_contain_it(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = [(10 * k, State.RUNNING if k % 2 else State.IDLE, 0) for k in range(1, 401)]
    lane = lanes.lane_of(turns, 5000, lanes.identity(1), chunk_size=8)
    made = []
    segments = Chunk.segments

    def counting(chunk: Chunk, first: int, end: int, until: int) -> Segments:
        made.append(chunk)
        return segments(chunk, first, end, until)

    monkeypatch.setattr(Chunk, "segments", counting)
    for t in (15, 2005, 3995):
        made.clear()
        assert next_transition([lane], t) == t + 5
        assert previous_transition([lane], t) == t - 5
        assert len(made) <= 4
