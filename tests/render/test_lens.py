"""The microscope's stretch of time: what it follows, when it stands still, and where it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.lens import FIRST_SPAN, HOLD_S, MS, SPANS, Lens
from tests.trace.lanes import steady

LENGTH = 4_000 * MS


def test_it_shows_the_last_50_ms_before_the_newest_moment() -> None:
    lens = Lens()
    lens.follow(1000 * MS, now=0.0)
    assert (lens.start, lens.end, lens.span) == (950 * MS, 1000 * MS, 50 * MS)
    assert lens.stretch.start == pytest.approx(0.95)
    assert lens.stretch.duration == pytest.approx(0.05)


def test_it_stands_still_long_enough_to_be_read_and_then_shows_the_newest() -> None:
    lens = Lens()
    shown = []
    for frame in range(50):
        now = frame / 30
        lens.follow(round(now * 1000) * MS + 100 * MS, now)
        shown.append(lens.end)
    assert len(set(shown)) == 4
    assert all(shown.count(end) >= HOLD_S * 30 for end in sorted(set(shown))[:-1])


@pytest.mark.parametrize(("speed", "moves"), [(1.0, False), (0.1, False), (0.01, True), (0.001, True)])
def test_what_moves_slowly_enough_for_the_eye_moves_evenly(speed: float, moves: bool) -> None:
    lens = Lens()
    lens.follow(1000 * MS, 10.0, speed)
    lens.follow(1001 * MS, 10.1, speed)
    assert (lens.end == 1001 * MS) is moves


def test_a_wide_lens_follows_live_runs_evenly() -> None:
    lens = Lens()
    lens.zoom(-10)
    assert lens.span == SPANS[-1]
    lens.follow(1000 * MS, 0.0, speed=0.5)
    lens.follow(1010 * MS, 0.02, speed=0.5)
    assert lens.end == 1010 * MS


def test_a_replay_that_is_sought_back_is_followed_at_once() -> None:
    lens = Lens()
    lens.follow(1000 * MS, 0.0)
    lens.follow(200 * MS, 0.01)
    assert lens.end == 200 * MS


def test_room_behind_the_moment_is_left_free() -> None:
    lens = Lens()
    lens.follow(1000 * MS, 0.0, room=0.1)
    assert lens.end == 1005 * MS


def test_nothing_moves_what_is_pinned_until_it_is_released() -> None:
    lens = Lens()
    lens.pin(500 * MS, LENGTH)
    lens.follow(1000 * MS, 0.0)
    lens.look_at(2000 * MS, LENGTH)
    assert lens.pinned
    assert lens.start == 475 * MS
    lens.release()
    lens.follow(1000 * MS, 0.0)
    assert lens.end == 1000 * MS


def test_a_second_pin_moves_the_first() -> None:
    lens = Lens()
    lens.pin(500 * MS, LENGTH)
    lens.pin(700 * MS, LENGTH)
    assert lens.start == 675 * MS


def test_whoever_pans_stays_there() -> None:
    lens = Lens()
    lens.look_at(500 * MS, LENGTH)
    lens.pan(20 * MS, LENGTH)
    lens.follow(1000 * MS, 0.0)
    assert lens.start == 495 * MS


@steady
@given(
    st.integers(-LENGTH, 2 * LENGTH),
    st.integers(0, LENGTH),
    st.lists(st.tuples(st.integers(-3, 3), st.none() | st.integers(0, LENGTH))),
)
def test_it_never_begins_before_the_runs_and_shows_no_more_than_it_can(
    moment: int, length: int, zooms: list[tuple[int, int | None]]
) -> None:
    lens = Lens()
    lens.look_at(moment, length)
    for steps, at in zooms:
        lens.zoom(steps, at)
        assert lens.span in SPANS
    assert lens.start >= 0
    lens.look_at(moment, length)
    assert lens.start == 0 or lens.end <= length


def test_zooming_leaves_the_moment_below_the_pointer_where_it_is() -> None:
    lens = Lens()
    lens.look_at(1000 * MS, LENGTH)
    at = lens.start + lens.span // 5
    lens.zoom(2, at)
    assert lens.span == 10 * MS
    assert lens.start + lens.span // 5 == at
    lens.zoom(-1)
    assert lens.span == 20 * MS


def test_it_begins_with_a_span_in_which_slices_of_5_ms_can_be_seen() -> None:
    assert 5 * 5 * MS <= FIRST_SPAN <= 20 * 5 * MS
