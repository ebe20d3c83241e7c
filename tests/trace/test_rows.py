"""Rows of transitions: what there is around a time is found among few and among very many, and added up exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.trace.rows import FAR, ROW, STATES, Around, Rows, added_up, look_up
from tests.trace import lanes
from tests.trace.lane_files import Transition

YEAR = 365 * 24 * 3600 * 10**9


def filled(count: int, gap: int) -> Rows:
    """Rows up to ``gap`` ns apart, many of them at the same time."""
    chance = np.random.default_rng(count)
    times = chance.integers(0, gap + 1, count * ROW).cumsum().reshape(count, ROW)
    states = chance.integers(0, STATES, (count, ROW)).astype(np.uint8)
    return Rows(times, states, times[:, 0].copy(), np.zeros((count, STATES), dtype=np.int64))


@pytest.mark.parametrize("gap", [1, 2, 1000])
@pytest.mark.parametrize("count", [1 << 14, (1 << 14) + 1, 20_000, 30_001])
def test_the_last_row_until_a_time_is_found_among_many(count: int, gap: int) -> None:
    rows = filled(count, gap)
    firsts = rows._firsts[:count]
    first, last = int(firsts[0]), int(firsts[-1])
    asked = np.sort(np.random.default_rng(0).integers(first, last + 2 * gap, 3000))
    asked = np.sort(np.concatenate([[first], asked, [last, last + 1, last + 10**12]]))
    expected = firsts.searchsorted(asked, side="right") - 1
    for some in (slice(None), slice(3)):  # by lines, and one by one
        around = Around.room(len(asked[some]))
        around.asked[:] = asked[some]
        rows.look_up(around)
        assert np.array_equal(around.times, rows._times[expected[some]])


@given(st.lists(st.tuples(st.integers(0, 5), st.one_of(st.integers(0, 50), st.integers(0, YEAR))), max_size=20))
@lanes.steady
def test_lengths_are_added_up_to_the_nanosecond_however_long_they_are(pairs: list[tuple[int, int]]) -> None:
    cells, lengths = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    assert added_up(cells, lengths, 6).tolist() == [sum(ns for cell, ns in pairs if cell == number) for number in range(6)]


def test_times_are_looked_up_in_the_part_that_they_fall_into() -> None:
    parts = []
    for number in range(3):
        times = np.full((1, ROW), FAR)
        times[0, :2] = 10 * number, 10 * number + 4
        parts.append(Rows(times, np.full((1, ROW), number, np.uint8), times[:, 0], np.full((1, STATES), 100 * number)))
    asked = np.array([0, 9, 10, 19, 20, 25])
    around = Around.room(len(asked))
    around.asked[:] = asked
    look_up(parts, [0, 10, 20], around)
    assert around.states[:, 0].tolist() == [0, 0, 1, 1, 2, 2]
    assert around.spent_until()[:, 1].tolist() == [0, 0, 100, 109, 200, 200]


@pytest.mark.parametrize("lengths", [(5, 20_000, 3), (16_384, 7), (8, 8, 8)])
def test_many_times_are_looked_up_in_parts_as_in_one(lengths: tuple[int, ...]) -> None:
    whole = filled(sum(lengths), 1000)
    ends = np.cumsum(lengths).tolist()
    parts = [
        Rows(whole._times[begin:end], whole._states[begin:end], whole._times[begin:end, 0], whole._spent[begin:end])
        for begin, end in zip([0, *ends], ends, strict=False)
    ]
    asked = np.sort(np.random.default_rng(1).integers(whole.first, int(whole._times[-1, -1]) + 10, 500))
    found, expected = Around.room(len(asked)), Around.room(len(asked))
    found.asked[:] = expected.asked[:] = asked
    look_up(parts, [part.first for part in parts], found)
    whole.look_up(expected)
    assert np.array_equal(found.times, expected.times)
    assert np.array_equal(found.states, expected.states)


@given(st.lists(lanes.transitions(least=0, most=30), min_size=1, max_size=4), st.lists(st.integers(-10, 1500), min_size=2))
@lanes.steady
def test_the_shares_of_many_lanes_at_once_are_those_of_each(listed: list[list[Transition]], edges: list[int]) -> None:
    some = [lanes.lane_of(each, (each[-1][0] if each else 0) + 7, chunk_size=3) for each in listed]
    asked = np.array(sorted(edges), dtype=np.int64)
    around = Around.room(len(some), len(asked))
    for place, lane in enumerate(some):
        lane.look_up(asked, around[place])
    shares = np.empty((STATES, len(some), len(asked) - 1), dtype=np.int64)
    around.shares(shares)
    for place, each in enumerate(listed):
        known_until = (each[-1][0] if each else 0) + 7
        assert np.array_equal(shares[:, place].T, lanes.brute_coverage(each, known_until, sorted(edges)))
