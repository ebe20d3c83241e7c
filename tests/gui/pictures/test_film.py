"""Films of a replay: what each kind of file holds when it is opened again."""

from __future__ import annotations

import dataclasses
import itertools
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gilviz.gui.pictures.encoders import ENCODERS
from gilviz.gui.pictures.errors import PictureError, WishError
from gilviz.gui.pictures.reel import Reel, film_of
from gilviz.gui.pictures.save import unfinished
from gilviz.render.film import REST_S
from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from tests.gui.pictures.test_save import CONTENT
from tests.gui.timeline.views import a_panel
from tests.render.hand_made import MS, threads

BLUE = LIGHT.states[State.RUNNING]
WIDTH = 640

pytestmark = pytest.mark.usefixtures("qtbot")

FAKE_FFMPEG = """#!{python}
import sys
arguments = sys.argv[1:]
data = sys.stdin.buffer.read()
if {fails}:
    sys.exit("no encoder for it")
size = arguments[arguments.index("-s") + 1]
open(arguments[-1], "w").write(size + " " + str(len(data)) + " " + " ".join(a for a in arguments if "=" in a))
"""


def a_reel() -> Reel:
    return Reel(CONTENT, film_of(CONTENT, speed=0.2, fps=10), WIDTH)


def blue_share(image: Image.Image) -> float:
    return float((np.asarray(image.convert("RGB")) == BLUE).all(axis=2).mean())


@pytest.mark.parametrize("kind", [".gif", ".webp"])
def test_a_film_shows_the_replay_in_the_states_own_colours(tmp_path: Path, kind: str) -> None:
    with a_reel() as reel:
        count, height = len(reel), reel.frame(0).shape[0]
        ENCODERS[kind](tmp_path / f"a{kind}", reel.footage(reel.frames()))
    with Image.open(tmp_path / f"a{kind}") as film:
        assert film.size == (WIDTH, height)
        assert getattr(film, "n_frames", 1) == count == 26
        assert film.info["loop"] == 0
        shares, lasts = [], 0
        for number in range(count):
            film.seek(number)
            shares.append(blue_share(film))
            lasts += film.info["duration"]
    assert shares[0] < 0.05
    assert shares[-1] > 0.15
    assert all(later >= earlier - 0.01 for earlier, later in itertools.pairwise(shares))
    assert lasts == 26 * 100 + 1000 * REST_S


def test_paper_stays_white_in_a_gif(tmp_path: Path) -> None:
    with a_reel() as reel:
        assert (reel.frame(5) == pixel(LIGHT.surface)).mean() > 0.3
        ENCODERS[".gif"](tmp_path / "a.gif", reel.footage(reel.frames()))
    with Image.open(tmp_path / "a.gif") as film:
        film.seek(5)
        assert film.convert("RGB").getpixel((2, 2)) == LIGHT.surface


@pytest.mark.parametrize("width", [640, 641, 963])
def test_frames_have_an_even_height_and_paper_to_the_last_row(width: int) -> None:
    with Reel(CONTENT, film_of(CONTENT, speed=0.2, fps=10), width) as reel:
        frame = reel.frame(0)
    assert frame.shape[0] % 2 == 0
    assert set(frame[-1].tolist()) == {pixel(LIGHT.surface)}


def test_a_frame_is_what_the_replay_shows_at_its_moment() -> None:
    with a_reel() as reel:
        frames = list(reel.frames())
        assert np.array_equal(frames[12], reel.frame(12))
    assert (frames[12] != frames[13]).any()


def test_a_film_of_a_part_shows_that_part() -> None:
    content = dataclasses.replace(CONTENT, view=Stretch(0.1, 0.05))
    film = film_of(content, speed=0.1, fps=10)
    assert (film.start, film.end) == (100_000_000, 150_000_000)
    beyond = dataclasses.replace(CONTENT, view=Stretch(5.0, 0.05))
    with pytest.raises(PictureError, match="nothing to replay"):
        film_of(beyond, speed=0.1, fps=10)


@pytest.mark.parametrize("workers", [2, 49])
def test_a_film_fits_a_screen_however_many_lanes_there_are(workers: int) -> None:
    run = threads(workers, 100 * MS)
    content = dataclasses.replace(CONTENT, panels=(a_panel(1, run, workers=workers), a_panel(2, run, workers=workers)))
    with Reel(content, film_of(content, speed=0.1, fps=10), WIDTH) as reel:
        height, width = reel.frame(len(reel) // 2).shape
    assert width == WIDTH
    assert 0.5 < height / width < 1.05


def test_a_film_of_very_many_runs_asks_for_a_smaller_width() -> None:
    panels = tuple(a_panel(key, threads(2, 10 * MS), workers=2) for key in range(40))
    content = dataclasses.replace(CONTENT, panels=panels)
    with pytest.raises(WishError, match=r"pixels high, and 4,096 are the most: choose a smaller width"):
        Reel(content, film_of(content, speed=0.1, fps=10), 1280)


def put_ffmpeg(folder: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
    fake = folder / "bin" / "ffmpeg"
    fake.parent.mkdir()
    fake.write_text(FAKE_FFMPEG.format(python=sys.executable, fails=fails))
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")


def test_ffmpeg_gets_every_frame_and_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_ffmpeg(tmp_path, monkeypatch)
    with a_reel() as reel:
        height = reel.frame(0).shape[0]
        ENCODERS[".mp4"](tmp_path / "a.mp4", reel.footage(reel.frames()))
    size, count, *words = (tmp_path / "a.mp4").read_text().split(" ")
    assert size == f"{WIDTH}x{height}"
    assert int(count) == (26 + REST_S * 10) * WIDTH * height * 4
    assert f"title={CONTENT.title}" in " ".join(words)


def test_what_ffmpeg_complains_of_is_told_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_ffmpeg(tmp_path, monkeypatch, fails=True)
    told = pytest.raises(PictureError, match=r"no encoder for it.*GIF or WebP")
    with a_reel() as reel, told, unfinished(tmp_path / "a.mp4") as part:
        ENCODERS[".mp4"](part, reel.footage(reel.frames()))
    assert [file.name for file in tmp_path.iterdir()] == ["bin"]
