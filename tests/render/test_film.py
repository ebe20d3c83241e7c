from __future__ import annotations

import importlib.util
import shutil

import pytest

from gilviz.render import film
from gilviz.render.film import MOST_FRAMES, Film, comfortable_speed, tool_problem
from gilviz.render.replay import SPEEDS

SECOND = 1_000_000_000


def test_frames_are_evenly_apart_in_the_runs_time_and_the_last_shows_the_end() -> None:
    made = Film(SECOND, 2 * SECOND, speed=0.1, fps=20)
    assert len(made.moments) == 201
    assert made.moments[:3] == [SECOND, SECOND + 5_000_000, SECOND + 10_000_000]
    assert made.moments[-1] == 2 * SECOND
    assert (made.frame_ms, made.seconds) == (50, 10.0)


def test_a_film_shorter_than_a_frame_shows_its_start_and_its_end() -> None:
    assert list(Film(5, 6, speed=10.0, fps=10).moments) == [5, 6]


@pytest.mark.parametrize(
    ("speed", "text"), [(1.0, "real time"), (0.01, "1/100 of real time"), (5.0, "5 times real time"), (0.2, "1/5 of real time")]
)
def test_how_fast_it_goes_is_said(speed: float, text: str) -> None:
    assert Film(0, 1, speed).speed_text == text


@pytest.mark.parametrize("length", [1, 1000, SECOND // 1000, SECOND, 60 * SECOND, 3600 * SECOND, 36_000 * SECOND])
def test_any_run_can_be_watched_without_choosing_a_speed(length: int) -> None:
    speed = comfortable_speed(length)
    assert Film(0, length, speed).problem == ""
    assert speed in SPEEDS or length / SECOND / speed == pytest.approx(film.COMFORTABLE_S)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Film(5, 5), "nothing to replay"),
        (Film(9, 5), "nothing to replay"),
        (Film(0, SECOND, 0.0), "speed above zero"),
        (Film(0, SECOND, 1.0, 0), "from 1 to 60 frames"),
        (Film(0, SECOND, 0.001), "20,000 frames"),
    ],
)
def test_what_cannot_be_filmed_is_told_with_a_remedy(made: Film, words: str) -> None:
    assert words in made.problem


def test_the_longest_film_is_allowed() -> None:
    assert Film(0, MOST_FRAMES * SECOND // 20, 1.0, 20).problem == ""


@pytest.mark.parametrize(("kind", "words"), [(".mp4", "needs ffmpeg"), (".gif", "need Pillow"), (".webp", "need Pillow")])
def test_what_is_not_installed_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch, kind: str, words: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert words in tool_problem(kind)
    assert "install" in tool_problem(kind)
    assert tool_problem(".png") == ""
