"""Shares of time in columns by either way, against the slowest and plainest means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import State
from gilviz.trace import shares
from gilviz.trace.shares import shares_of
from tests.trace import lanes
from tests.trace.lane_files import Transition
from tests.trace.test_finished_lane import finished

PIECES, ROWS = 0, 10**9
"""From so many columns on, pieces are made."""

some_lanes = st.lists(lanes.transitions(least=0, most=30), min_size=1, max_size=5)
borders = st.lists(st.integers(-10, 1500), min_size=2, max_size=40).map(sorted)


@pytest.mark.parametrize("many", [PIECES, ROWS], ids=["pieces", "rows"])
def test_every_share_is_exact_by_either_way(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_MANY", many)
    monkeypatch.setattr(shares, "_AT_ONCE", 30)

    @given(some_lanes, st.integers(0, 60), borders)
    @lanes.steady
    def check(listed: list[list[Transition]], more: int, edges: list[int]) -> None:
        ends = [(each[-1][0] if each else 0) + more for each in listed]
        some = [lanes.lane_of(each, end, chunk_size=3) for each, end in zip(listed, ends, strict=True)]
        found = shares_of([*some, *(finished(lane) for lane in some if len(lane))], np.array(edges, dtype=np.int64))
        expected = [lanes.brute_coverage(each, end, edges) for each, end in zip(listed, ends, strict=True)]
        expected += [covered for covered, each in zip(expected, listed, strict=True) if each]
        assert np.array_equal(found, np.array(expected).transpose(2, 0, 1))

    check()


def test_both_ways_are_taken_and_agree_where_lanes_have_few_and_many_transitions_in_sight() -> None:
    chance = np.random.default_rng(1)
    some = []
    for number in (40, 3000):
        times = chance.integers(1, 50, number).cumsum().tolist()
        states = [State(state) for state in chance.integers(0, len(State), number).tolist()]
        some.append(
            lanes.lane_of([(t, state, 0) for t, state in zip(times, states, strict=True)], times[-1] + 9, chunk_size=1000)
        )
    edges = np.linspace(-5, some[1].known_until + 50, 1000).astype(np.int64)
    assert [len(lane) > shares._FEW * len(edges) for lane in some] == [False, True]
    found = shares_of(some, edges)
    for place, lane in enumerate(some):
        assert np.array_equal(found[:, place].T, lane.coverage(edges))
