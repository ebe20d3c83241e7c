"""How many workers executed at once, against the plainest count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import State
from gilviz.trace.executing import executing
from tests.trace.lane_files import Transition
from tests.trace.lanes import brute_coverage, lane_of, steady, transitions


@steady
@given(st.lists(transitions(first=5), max_size=4), st.integers(1, 400), st.integers(1, 30), st.integers(0, 90))
def test_each_column_says_how_many_executed_in_it(listed: list[list[Transition]], length: int, columns: int, more: int) -> None:
    known = [(each[-1][0] if each else 0) + more for each in listed]
    lanes = [lane_of(each, until) for each, until in zip(listed, known, strict=True)]
    found = executing(lanes, 3, length, columns)
    edges = [3 + round(float(edge)) for edge in np.linspace(0, length, columns + 1)]
    expected = np.zeros(columns)
    for each, until in zip(listed, known, strict=True):
        expected += brute_coverage(each, until, edges)[:, [State.RUNNING, State.NATIVE]].sum(axis=1)
    assert found == pytest.approx(expected / np.maximum(np.diff(edges), 1))


def test_two_who_take_turns_are_one_at_a_time() -> None:
    r, w = State.RUNNING, State.GIL_WAIT
    lanes = [lane_of([(0, r, 0), (50, w, 0)], 100), lane_of([(0, w, 0), (50, r, 0)], 100)]
    assert executing(lanes, 0, 100, 5).tolist() == [1.0] * 5
