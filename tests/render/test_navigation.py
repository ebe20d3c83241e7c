from __future__ import annotations

import pytest

from gilviz.render.navigation import LEAD, LIVE_EDGE, LONGEST_S, MARGIN, SHORTEST_S, Navigation, Stretch


def live(edge: float, settled: float = 0.0) -> Navigation:
    navigation = Navigation()
    navigation.update(settled, edge)
    return navigation


def zoomed(edge: float, start: float, duration: float) -> Navigation:
    navigation = live(edge, 10.0)
    navigation.zoom(duration / navigation.stretch.duration)
    navigation.pan(start - navigation.stretch.start)
    navigation.follow(following=True)
    return navigation


def test_at_first_a_second_is_in_sight() -> None:
    assert Navigation().stretch.end == pytest.approx(1.0)


def test_what_has_ended_is_in_sight_with_some_room() -> None:
    navigation = Navigation()
    assert navigation.update(2.0, None)
    assert navigation.stretch == Stretch(-LEAD * 2 * MARGIN, (1 + LEAD) * 2 * MARGIN)


def test_a_growing_run_changes_the_view_in_few_steps() -> None:
    navigation = Navigation()
    changes = sum(navigation.update(0.0, frame / 60) for frame in range(600))
    assert changes <= 8
    assert navigation.stretch.end >= 599 / 60


def test_the_baseline_is_in_sight_from_the_start() -> None:
    assert live(0.01, settled=5.0).stretch.end == pytest.approx(5 * MARGIN)


def test_the_view_settles_when_the_run_has_ended() -> None:
    navigation = live(3.0)
    assert navigation.update(3.05, None)
    assert navigation.stretch.end == pytest.approx(3.05 * MARGIN)
    assert not navigation.update(3.05, None)


def test_zooming_keeps_the_time_below_the_pointer_where_it_is() -> None:
    navigation = Navigation()
    navigation.update(10.0, None)
    before = (4.0 - navigation.stretch.start) / navigation.stretch.duration
    navigation.zoom(0.25, 4.0)
    assert (4.0 - navigation.stretch.start) / navigation.stretch.duration == pytest.approx(before)
    assert not navigation.automatic


def test_zooming_by_key_keeps_the_live_edge_where_it_is() -> None:
    navigation = live(6.0, settled=10.0)
    before = (6.0 - navigation.stretch.start) / navigation.stretch.duration
    navigation.zoom(0.5)
    assert (6.0 - navigation.stretch.start) / navigation.stretch.duration == pytest.approx(before)
    assert navigation.following


def test_zooming_has_limits() -> None:
    navigation = Navigation()
    navigation.update(1.0, None)
    for _ in range(200):
        navigation.zoom(0.5, 0.5)
    assert navigation.stretch.duration == SHORTEST_S
    for _ in range(200):
        navigation.zoom(2, 0.5)
    assert navigation.stretch.duration == LONGEST_S


def test_a_view_by_hand_stays_while_the_edge_is_inside() -> None:
    navigation = zoomed(2.0, 1.5, 1.0)
    assert not navigation.update(10.0, 2.2)


def test_a_view_by_hand_slides_along_with_the_live_edge() -> None:
    navigation = zoomed(2.0, 1.5, 1.0)
    assert navigation.update(10.0, 2.9)
    assert navigation.stretch.start == pytest.approx(2.9 - LIVE_EDGE)
    assert navigation.stretch.duration == pytest.approx(1.0)


def test_looking_away_from_the_live_edge_ends_the_following() -> None:
    navigation = zoomed(5.0, 4.5, 1.0)
    navigation.pan(-2.0)
    assert not navigation.following
    assert not navigation.update(10.0, 5.1)


def test_following_again_brings_the_edge_back() -> None:
    navigation = zoomed(5.0, 4.5, 1.0)
    navigation.pan(-2.0)
    navigation.follow(following=True)
    assert navigation.stretch.start < 5.0 < navigation.stretch.end


def test_looking_around_after_the_run_changes_nothing_about_following() -> None:
    navigation = Navigation()
    navigation.update(5.0, None)
    navigation.zoom(0.1, 1.0)
    navigation.pan(3.0)
    assert navigation.following


def test_the_content_can_not_be_lost() -> None:
    navigation = Navigation()
    navigation.update(5.0, None)
    navigation.pan(1000.0)
    assert navigation.stretch.start < 5.0
    navigation.pan(-1000.0)
    assert navigation.stretch.end > 0


def test_fitting_shows_everything_again() -> None:
    navigation = Navigation()
    navigation.update(5.0, None)
    before = navigation.stretch
    navigation.zoom(0.01, 3.0)
    navigation.fit()
    assert navigation.stretch == before
    assert navigation.automatic


def test_fitting_a_live_run_leaves_it_room_to_grow() -> None:
    navigation = zoomed(5.0, 4.5, 0.1)
    navigation.fit()
    assert navigation.stretch.end > 5.5


def test_zooming_out_of_everything_shows_no_time_before_the_start() -> None:
    navigation = Navigation()
    navigation.update(2.0, None)
    before = navigation.stretch
    navigation.zoom(4, 1.0)
    assert navigation.stretch.duration == pytest.approx(4 * before.duration)
    assert -0.05 * navigation.stretch.duration <= navigation.stretch.start < 0


def test_a_view_can_be_come_back_to() -> None:
    navigation = live(6.0, settled=10.0)
    assert navigation.view is None
    navigation.zoom(0.1, 4.0)
    view, stretch = navigation.view, navigation.stretch
    navigation.show(None)
    assert navigation.automatic
    navigation.show(view)
    assert navigation.stretch == stretch


def test_no_view_is_shorter_than_can_be_drawn() -> None:
    navigation = live(6.0)
    navigation.show(Stretch(1.0, 0.0))
    assert navigation.stretch.duration == SHORTEST_S


def test_the_runs_start_is_brought_into_sight_without_the_emptiness_before_it() -> None:
    navigation = Navigation()
    navigation.update(2.0, None)
    navigation.show(Stretch(1.0, 0.1))
    navigation.keep_in_sight(0.0)
    assert navigation.stretch == Stretch(-LEAD * 0.1, 0.1)
