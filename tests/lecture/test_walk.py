from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.lecture.model import View
from gilviz.lecture.walk import Effect, Key, Walk
from tests.lecture.lectures import SMALL, lecture_of, small


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    return Walk(small(tmp_path))


def begun(walk: Walk, presses: int = 0) -> Walk:
    walk.press(Key.START)
    for _ in range(presses):
        walk.press(Key.NEXT)
    return walk


def started(walk: Walk) -> bool:
    return walk.started


def blank(walk: Walk) -> bool:
    return walk.blank


def guess(walk: Walk) -> tuple[float | None, str]:
    return walk.guess, walk.typed


def view(walk: Walk) -> View:
    return walk.step.view


def where(walk: Walk) -> tuple[int, int]:
    return walk.place, walk.step_place


def test_it_begins_with_the_title_and_f5_or_the_first_step_starts(tmp_path: Path) -> None:
    for key in (Key.START, Key.NEXT):
        walk = Walk(small(tmp_path))
        assert not started(walk)
        assert walk.press(Key.BACK) is Effect.NOTHING
        assert walk.press(key) is Effect.SHOW
        assert started(walk)
        assert where(walk) == (0, 0)


def test_f5_on_a_black_screen_brings_the_picture_back_and_restarts_nothing(walk: Walk) -> None:
    walk.press(Key.NEXT)
    before = walk.place, walk.step_place
    walk.press(Key.BLANK)
    assert walk.press(Key.START) is Effect.SHOW
    assert not walk.blank
    assert (walk.place, walk.step_place) == before


def test_f5_starts_and_never_restarts(walk: Walk) -> None:
    begun(walk, 4)
    before = where(walk)
    assert walk.press(Key.START) is Effect.NOTHING
    assert where(walk) == before


def test_steps_lead_through_all_scenes_and_stop_at_both_ends(walk: Walk) -> None:
    begun(walk)
    places = [where(walk)]
    while walk.press(Key.NEXT) is not Effect.NOTHING:
        places.append(where(walk))
    assert places == [(0, 0), (0, 1), *((1, step) for step in range(7))]
    for place in reversed(places[:-1]):
        walk.press(Key.BACK)
        assert where(walk) == place
    assert walk.press(Key.BACK) is Effect.NOTHING


def test_coming_to_the_run_step_runs_and_so_does_every_step_behind_it(walk: Walk) -> None:
    begun(walk)
    effects = []
    while (effect := walk.press(Key.NEXT)) is not Effect.NOTHING:
        effects.append((walk.step.view, effect))
    assert [view for view, effect in effects if effect is Effect.RUN] == [
        View.RUN, View.ZOOM, View.STATE, View.RESULT, View.VERDICT,
    ]  # fmt: skip


@pytest.mark.parametrize("key", [Key.BLANK, Key.POINT])
def test_blank_hides_everything_and_whatever_is_pressed_then_only_brings_it_back(walk: Walk, key: Key) -> None:
    begun(walk, 1)
    assert walk.press(key) is Effect.SHOW
    assert blank(walk)
    assert walk.press(Key.NEXT) is Effect.SHOW
    assert not blank(walk)
    assert where(walk) == (0, 1)
    walk.press(key)
    walk.digit("2")
    assert not blank(walk)
    assert where(walk) == (0, 1)


def test_esc_leaves_from_everywhere(walk: Walk) -> None:
    assert walk.press(Key.LEAVE) is Effect.LEAVE
    begun(walk)
    walk.press(Key.BLANK)
    assert walk.press(Key.LEAVE) is Effect.LEAVE


def test_a_digit_jumps_and_one_that_leads_nowhere_does_nothing(walk: Walk) -> None:
    begun(walk)
    assert walk.digit("2") is Effect.SHOW
    assert where(walk) == (1, 0)
    walk.press(Key.NEXT)
    assert walk.digit("9") is Effect.NOTHING
    assert walk.digit("1") is Effect.SHOW
    assert where(walk) == (0, 0)


def test_of_many_scenes_a_second_digit_or_enter_tells_which(tmp_path: Path) -> None:
    scene = '\n[[scene]]\nid = "s{0}"\ntitle = "S"\npoints = ["x"]\n[[scene.step]]\nview = "points"\n'
    walk = begun(Walk(lecture_of(tmp_path / "many", SMALL + "".join(scene.format(n) for n in range(12)))))
    walk.digit("1")
    assert walk.place == 0
    walk.digit("3")
    assert walk.place == 12
    walk.digit("1")
    assert walk.press(Key.TAKE) is Effect.SHOW
    assert walk.place == 0
    walk.digit("7")
    assert walk.place == 6


def test_digits_are_the_halls_guess_where_it_is_asked(walk: Walk) -> None:
    begun(walk, 2)
    assert walk.asking
    for key in "1", "2":
        walk.digit(key)
    walk.press(Key.ERASE)
    walk.press(Key.POINT)
    walk.press(Key.POINT)
    walk.digit("5")
    assert walk.typed == "1.5"
    assert guess(walk)[0] is None
    assert walk.press(Key.TAKE) is Effect.SHOW
    assert guess(walk) == (1.5, "")
    assert view(walk) is View.QUESTION
    assert walk.press(Key.TAKE) is Effect.SHOW
    assert view(walk) is View.CODE
    assert guess(walk)[0] == 1.5


def test_a_point_before_any_digit_blanks_for_clickers_send_it(walk: Walk) -> None:
    begun(walk, 2)
    walk.press(Key.POINT)
    assert blank(walk)


def test_r_shows_the_recording_and_the_live_run_again_and_nothing_runs_meanwhile(walk: Walk) -> None:
    begun(walk)
    assert walk.press(Key.RECORDING) is Effect.NOTHING  # this scene has nothing to run
    walk.digit("2")
    assert walk.press(Key.RECORDING) is Effect.SHOW
    assert walk.recorded == {1}
    assert [walk.press(Key.NEXT) for _ in range(4)] == [Effect.SHOW] * 4
    walk.press(Key.RECORDING)
    assert walk.recorded == set()


def test_a_scene_can_be_run_anew_which_leads_to_its_run_step(walk: Walk) -> None:
    begun(walk)
    walk.digit("2")
    walk.press(Key.RECORDING)
    assert walk.press(Key.AGAIN) is Effect.RUN_ANEW
    assert view(walk) is View.RUN
    assert walk.recorded == set()


def test_home_and_end_lead_to_the_first_and_the_last_scene(walk: Walk) -> None:
    begun(walk, 1)
    walk.press(Key.LAST)
    assert where(walk) == (1, 0)
    assert walk.next_scene is None
    walk.press(Key.FIRST)
    assert where(walk) == (0, 0)
    assert walk.next_scene is walk.lecture.scenes[1]
