from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.contrast import Rgb, Vision, contrast, distance, luminance, mix, projected
from gilviz.render.theme import DARK, LIGHT, PROJECTOR
from gilviz.runner.protocol import State

COLOURS = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
BLACK, WHITE, RED, GREEN = (0, 0, 0), (255, 255, 255), (220, 50, 40), (90, 130, 40)


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)
    assert luminance((255, 0, 0)) == pytest.approx(0.2126)


@given(COLOURS, COLOURS)
def test_contrast_does_not_depend_on_the_order(one: Rgb, other: Rgb) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1


@given(COLOURS)
def test_a_colour_is_no_distance_from_itself(colour: Rgb) -> None:
    assert all(distance(colour, colour, vision) == 0 for vision in Vision)


@pytest.mark.parametrize("vision", [Vision.PROTANOPIA, Vision.DEUTERANOPIA])
def test_red_and_green_come_closer_without_their_cones(vision: Vision) -> None:
    assert distance(RED, GREEN, vision) < distance(RED, GREEN) / 2


def test_black_and_white_stay_far_apart_for_everyone() -> None:
    assert all(distance(BLACK, WHITE, vision) == pytest.approx(100, abs=1) for vision in Vision)


def test_mixing_goes_from_the_first_colour_to_the_second() -> None:
    assert [mix(BLACK, WHITE, share) for share in (0, 0.5, 1)] == [BLACK, (128, 128, 128), WHITE]


LIT_HALL = 0.1
"""A wall that the lamps light a tenth as much as the projector does: of 1000:1 it leaves 11:1."""


def test_a_lecture_can_be_read_from_a_weak_projector_in_a_lit_hall() -> None:
    theme = PROJECTOR
    assert projected(theme.text, theme.surface, LIT_HALL) >= 10
    for role in (theme.muted, theme.accent, theme.warning, theme.error, theme.success):
        assert projected(role, theme.surface, LIT_HALL) >= 5
    drawn = [theme.states[state] for state in State if state is not State.IDLE]
    assert min(projected(state, theme.band, LIT_HALL) for state in drawn) >= 3
    for ordinary in (LIGHT, DARK):
        weakest = min(projected(ordinary.states[state], ordinary.band, LIT_HALL) for state in State if state is not State.IDLE)
        assert weakest < 3, "it is what makes the difference"
