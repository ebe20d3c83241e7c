from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from gilviz.render.patterns import TILE, mask
from gilviz.runner.protocol import State

PATTERNED = [state for state in State if state not in (State.IDLE, State.RUNNING)]


@pytest.mark.parametrize("state", [State.IDLE, State.RUNNING])
def test_idle_and_running_have_no_pattern(state: State) -> None:
    assert not mask(state).any()


@pytest.mark.parametrize("state", PATTERNED)
def test_a_pattern_leaves_at_least_half_of_the_colour(state: State) -> None:
    assert 0 < mask(state).mean() <= 0.5


def test_patterns_differ_however_they_are_shifted() -> None:
    for one, other in combinations(PATTERNED, 2):
        shifted = (np.roll(mask(one), (dy, dx), (0, 1)) for dy in range(TILE) for dx in range(TILE))
        assert not any(np.array_equal(each, mask(other)) for each in shifted), (one, other)


def test_an_enlarged_pattern_has_larger_dots() -> None:
    small, large = mask(State.NATIVE), mask(State.NATIVE, 3)
    assert large.shape == (3 * TILE, 3 * TILE)
    assert np.array_equal(large[::3, ::3], small)
    assert np.array_equal(large[2::3, 1::3], small)
