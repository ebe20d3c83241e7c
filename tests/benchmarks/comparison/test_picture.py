from __future__ import annotations

import pytest

from tests.benchmarks.comparison.picture import Picture, turns, united


def test_a_turn_is_where_another_worker_follows() -> None:
    assert turns([1, 1, 2, 2, 1, 3]) == 3
    assert turns([]) == turns([7]) == 0


def test_stretches_that_touch_or_overlap_are_one() -> None:
    assert united([(5, 6), (0, 2), (1, 3), (3, 4)]) == [(0, 4), (5, 6)]


def test_workers_that_take_turns_are_never_drawn_at_once() -> None:
    assert Picture({1: [(0, 1), (2, 3)], 2: [(1, 2), (3, 4)]}, 3).both_share() == 0


def test_what_is_drawn_at_once_is_a_part_of_the_picture_from_its_first_sign_to_its_last() -> None:
    assert Picture({1: [(10, 14)], 2: [(12, 18)]}, 0).both_share() == pytest.approx(2 / 8)


def test_bars_within_bars_of_one_worker_are_not_two_workers() -> None:
    assert Picture({1: [(0, 10), (2, 3)], 2: [(10, 20)]}, 0).both_share() == 0


def test_three_at_once_count_once() -> None:
    assert Picture({1: [(0, 4)], 2: [(0, 4)], 3: [(0, 2)]}, 0).both_share() == 1


def test_an_empty_picture_shows_nothing_at_once() -> None:
    assert Picture({1: []}, 0).both_share() == 0
