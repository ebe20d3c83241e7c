from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gilviz.render import stack as stack_module
from gilviz.render.bands import stack_states as stack_lanes
from gilviz.render.stack import NOTHING, ORDER, borders, stack
from gilviz.runner.protocol import State

SHARES = hnp.arrays(np.int64, st.tuples(st.integers(1, 6), st.just(8)), elements=st.integers(0, 10**12))
HEIGHTS = st.integers(1, 70)


def stack_states(shares: np.ndarray, widths: np.ndarray, height: int) -> np.ndarray:
    """One lane, of int64[w, 8]: for each column its pixels from the top down, states or ``NOTHING``."""
    codes = stack_lanes(shares.T[:, np.newaxis], widths, height)[0].T
    drawn: np.ndarray = np.array([*ORDER, NOTHING], dtype=np.uint8)[codes]
    return drawn


def brute_force(shares: list[int], width: int, height: int) -> list[int]:
    """One column from the top down, by exact fractions."""
    below = [Fraction(0)]
    for state in ORDER:
        below.append(below[-1] + Fraction(shares[state], width))
    reach = [floor(height * part + Fraction(1, 2)) for part in below]
    column = [next((state for state, top in zip(ORDER, reach[1:], strict=True) if y < top), NOTHING) for y in range(height)]
    return [int(code) for code in reversed(column)]


@given(SHARES, HEIGHTS, st.integers(0, 10**9))
def test_every_pixel_is_what_exact_fractions_say(shares: np.ndarray, height: int, unknown: int) -> None:
    widths = shares.sum(axis=1) + unknown + 1
    drawn = stack_states(shares, widths, height)
    assert drawn.tolist() == [
        brute_force(row, width, height) for row, width in zip(shares.tolist(), widths.tolist(), strict=True)
    ]


@given(SHARES, HEIGHTS)
def test_the_blue_is_within_half_a_pixel_of_the_share_of_running(shares: np.ndarray, height: int) -> None:
    widths = shares.sum(axis=1) + 1
    blue = (stack_states(shares, widths, height) == State.RUNNING).sum(axis=1)
    assert (np.abs(blue - height * shares[:, State.RUNNING] / widths) <= 0.5 + 1e-9).all()


@given(SHARES, HEIGHTS)
def test_what_executes_lies_lowest_and_nothing_lies_on_top(shares: np.ndarray, height: int) -> None:
    rank = np.array([[*ORDER, NOTHING].index(code) for code in range(NOTHING + 1)])
    ranks = rank[stack_states(shares, shares.sum(axis=1) + 5, height)]
    assert (np.diff(ranks, axis=1) <= 0).all()


def test_a_full_column_is_full_to_the_top_and_an_empty_one_is_nothing() -> None:
    shares = np.zeros((2, 8), dtype=np.int64)
    shares[0, State.RUNNING] = 1000
    drawn = stack_states(shares, np.array([1000, 1000]), 34)
    assert (drawn[0] == State.RUNNING).all()
    assert (drawn[1] == NOTHING).all()


def test_many_lanes_at_once_are_the_same_as_one_after_another() -> None:
    shares = np.random.default_rng(1).integers(0, 1000, (8, 3, 5))
    widths = np.full(5, 8000)
    together = stack_lanes(shares, widths, 20)
    assert all(np.array_equal(together[i], stack_lanes(shares[:, i : i + 1], widths, 20)[0]) for i in range(3))


def test_layers_are_numbered_from_the_bottom() -> None:
    layers = np.array([[25, 0, 0], [50, 100, 0]])
    drawn = stack(borders(layers, np.array([100, 100, 100]), 4), 4)
    assert drawn.T.tolist() == [[2, 1, 1, 0], [1, 1, 1, 1], [2, 2, 2, 2]]


def test_more_layers_than_a_byte_can_count_are_told_apart() -> None:
    drawn = stack(borders(np.full((600, 1), 1), np.array([600]), 600), 600)
    assert drawn[:, 0].tolist() == list(reversed(range(600)))


def test_columns_of_months_are_exact() -> None:
    width = 10**16
    shares = np.zeros((2, 8), dtype=np.int64)
    shares[:, State.RUNNING] = width // 40 - 1, width // 40
    drawn = stack_states(shares, np.array([width, width]), 20)
    assert (drawn == State.RUNNING).sum(axis=1).tolist() == [0, 1]


@given(SHARES, HEIGHTS, st.sampled_from([10**9, 10**15]))
def test_few_pixels_drawn_at_once_are_those_drawn_layer_by_layer(shares: np.ndarray, height: int, unknown: int) -> None:
    widths = shares.sum(axis=1) + unknown
    at_once = borders(shares.T, widths, height)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack_module, "_FEW", 0)
        one_by_one = borders(shares.T, widths, height)
        drawn = stack(one_by_one, height)
    assert np.array_equal(at_once, one_by_one)
    assert np.array_equal(stack(at_once, height), drawn)
    assert (at_once.dtype, stack(at_once, height).dtype) == (one_by_one.dtype, drawn.dtype)
