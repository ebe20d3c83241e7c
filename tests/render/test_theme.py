from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest

from gilviz.render.contrast import Rgb, Vision, contrast, distance, linear, luminance, oklab
from gilviz.render.palette import COLOURS
from gilviz.render.patterns import TILE, mask
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, PROJECTOR, THEMES, Theme
from gilviz.runner.protocol import State

DRAWN = [state for state in State if state is not State.IDLE]

pytestmark = pytest.mark.parametrize("theme", [*THEMES, PROJECTOR], ids=lambda theme: theme.name)


@pytest.mark.parametrize("role", ["text", "muted", "accent", "error", "warning", "success"])
def test_text_reads_on_every_background(theme: Theme, role: str) -> None:
    assert all(contrast(getattr(theme, role), paper) >= 4.5 for paper in (theme.window, theme.surface))


def test_text_reads_on_the_accent_and_on_the_inverted_card(theme: Theme) -> None:
    assert contrast(theme.accent_text, theme.accent) >= 4.5
    assert contrast(theme.surface, theme.text) >= 7
    assert contrast(theme.band, theme.text) >= 4.5


@pytest.mark.parametrize("role", ["text", "keyword", "string", "comment", "number", "definition", "builtin", "line_number"])
def test_code_reads_on_its_paper_and_on_the_marked_line(theme: Theme, role: str) -> None:
    assert all(contrast(getattr(theme.code, role), paper) >= 4.5 for paper in (theme.code.background, theme.code.marked))


@pytest.mark.parametrize("state", DRAWN)
def test_states_stand_out_from_the_band(theme: Theme, state: State) -> None:
    assert contrast(theme.states[state], theme.band) >= (4.5 if theme is HIGH_CONTRAST else 3)


@pytest.mark.parametrize("vision", list(Vision))
def test_states_that_may_touch_are_told_apart_by_everyone(theme: Theme, vision: Vision) -> None:
    # any two may lie above each other: the states between them can have no share
    for one, other in combinations(DRAWN, 2):
        assert distance(theme.states[one], theme.states[other], vision) >= 8, (one, other)


@pytest.mark.parametrize("vision", list(Vision))
def test_no_pattern_looks_like_another_state(theme: Theme, vision: Vision) -> None:
    for one, other in permutations(DRAWN, 2):
        if theme.pattern_inks[one] != theme.states[one]:
            assert distance(theme.pattern_inks[one], theme.states[other], vision) >= 4, (one, other)


def test_states_are_told_apart_without_any_colour(theme: Theme) -> None:
    grey = {state: _lightness(theme, state) for state in State}
    for one, other in combinations(State, 2):
        # however the two tiles lie beside each other, for nobody sees where a tile begins
        shifts = ((down, right) for down in range(TILE) for right in range(TILE))
        assert min(np.abs(grey[one] - np.roll(grey[other], shift, (0, 1))).mean() for shift in shifts) >= 0.03, (one, other)


@pytest.mark.parametrize("state", [state for state in DRAWN if state is not State.RUNNING])
def test_a_pattern_is_seen_without_any_colour(theme: Theme, state: State) -> None:
    assert contrast(theme.pattern_inks[state], theme.states[state]) >= 1.5


def _lightness(theme: Theme, state: State) -> np.ndarray:
    """A state's tile as an eye without cones sees it: how light each pixel looks, 0 to 1."""
    ink, plain = (luminance(colour) ** (1 / 3) for colour in (theme.pattern_inks[state], theme.states[state]))
    seen: np.ndarray = np.where(mask(state), ink, plain)
    return seen


def test_an_idle_worker_looks_like_an_empty_band(theme: Theme) -> None:
    assert theme.states[State.IDLE] == theme.band != theme.surface


def test_running_is_flat_and_stronger_than_waiting_for_the_gil(theme: Theme) -> None:
    assert theme.pattern_inks[State.RUNNING] == theme.states[State.RUNNING]
    assert contrast(theme.states[State.RUNNING], theme.band) > 1.25 * contrast(theme.states[State.GIL_WAIT], theme.band)


def test_the_pattern_of_a_wait_is_weaker_than_its_colour(theme: Theme) -> None:
    for state in (State.GIL_WAIT, State.CPU_WAIT, State.IO_WAIT, State.LOCK_WAIT):
        assert contrast(theme.pattern_inks[state], theme.surface) < contrast(theme.states[state], theme.surface)


def test_workers_colours_are_not_the_states_blue_or_orange(theme: Theme) -> None:
    for worker in theme.workers:
        for state in (State.RUNNING, State.GIL_WAIT):
            assert distance(worker, theme.states[state]) >= 9


def test_workers_have_different_colours_that_show(theme: Theme) -> None:
    assert len(set(theme.workers)) == len(theme.workers) >= 12
    assert min(distance(one, other) for one, other in combinations(theme.workers[:4], 2)) >= 15


def test_what_is_coloured_by_worker_or_task_stands_out_like_a_state(theme: Theme) -> None:
    assert len(theme.workers) == COLOURS
    assert all(contrast(worker, paper) >= 3 for worker in theme.workers for paper in (theme.band, theme.surface))


@pytest.mark.parametrize("vision", list(Vision))
def test_tasks_that_follow_each_other_are_told_apart_by_everyone(theme: Theme, vision: Vision) -> None:
    # round-robin among few workers, the next but one comes next, too
    for ahead, least in ((1, 12), (2, 8)):
        shifted = theme.workers[ahead:] + theme.workers[:ahead]
        assert all(distance(one, other, vision) >= least for one, other in zip(theme.workers, shifted, strict=True))


def test_a_worker_or_task_never_has_the_hue_of_running_or_of_waiting_for_the_gil(theme: Theme) -> None:
    for worker in theme.workers:
        for state in (State.RUNNING, State.GIL_WAIT):
            apart = abs(_hue(worker) - _hue(theme.states[state])) % 360
            assert min(apart, 360 - apart) >= 30


def _hue(colour: Rgb) -> float:
    """In OKLab, in degrees."""
    _, a, b = oklab(linear(colour))
    return math.degrees(math.atan2(b, a))


def test_colours_of_many_workers_repeat(theme: Theme) -> None:
    assert theme.worker(1) == theme.workers[0]
    assert theme.worker(len(theme.workers) + 1) == theme.workers[0]
    assert theme.worker(64) in theme.workers


def test_darkness_is_what_it_says(theme: Theme) -> None:
    lighter_text = sum(theme.text) > sum(theme.surface)
    assert theme.is_dark == lighter_text == (theme in (DARK, HIGH_CONTRAST))
    assert LIGHT.is_dark is False
