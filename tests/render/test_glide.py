from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.glide import SECONDS, Glide, between
from gilviz.render.navigation import Navigation, Stretch

SHARES = st.floats(0, 1)


@given(st.floats(1e-6, 1e4), st.floats(1e-3, 1e3), SHARES, SHARES)
def test_what_is_below_the_pointer_stays_there_all_the_way(duration: float, factor: float, place: float, share: float) -> None:
    first = Stretch(3.0, duration)
    at = first.start + place * duration
    last = Stretch(at - place * duration * factor, duration * factor)
    now = between(first, last, share)
    assert now.start + place * now.duration == pytest.approx(at, abs=1e-6 * max(first.duration, last.duration))
    assert min(first.duration, last.duration) * 0.999 <= now.duration <= max(first.duration, last.duration) * 1.001


def test_equally_long_stretches_slide() -> None:
    assert between(Stretch(0.0, 2.0), Stretch(4.0, 2.0), 0.25) == Stretch(1.0, 2.0)


def test_it_arrives_in_time_and_exactly_however_often_it_is_sent_elsewhere() -> None:
    glide = Glide()
    glide.jump(Stretch(0.0, 10.0))
    for notch in range(5):
        glide.go(Stretch(0.0, 10.0 * 0.8 ** (notch + 1)), now=0.02 * notch)
        before = glide.shown
        glide.advance(0.02 * notch)
        assert glide.shown == before, "it goes on from where it is"
        glide.advance(0.02 * notch + 0.019)
        assert glide.shown.duration < before.duration
    assert glide.advance(0.08 + SECONDS) == glide.target == Stretch(0.0, 10.0 * 0.8**5)
    assert not glide.under_way


def test_a_wish_that_stays_the_same_is_not_begun_anew() -> None:
    glide = Glide()
    glide.go(Stretch(0.0, 5.0), now=0.0)
    glide.go(Stretch(0.0, 5.0), now=0.1)
    assert glide.advance(SECONDS) == Stretch(0.0, 5.0)


def test_a_place_on_the_way_is_kept_where_it_is_seen() -> None:
    navigation = Navigation()
    navigation.update(10.0, None)
    navigation.show(Stretch(2.0, 4.0))
    navigation.zoom(0.5, 3.0, place=0.75)
    assert navigation.stretch == Stretch(3.0 - 0.75 * 2.0, 2.0)
