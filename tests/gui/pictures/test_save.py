"""Pictures as files: what they show, in every kind, and what becomes of a bad place."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import re
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.gui.pictures import save
from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.save import KINDS, save_picture, unfinished
from gilviz.gui.timeline import arrows
from gilviz.render.colouring import ColourBy
from gilviz.render.navigation import Stretch
from gilviz.render.order import LaneView
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State
from tests.gui.timeline.views import a_panel
from tests.render.hand_made import MS, processes, threads

CONTENT = PageContent(
    title="primes · 8 tasks",
    provenance="gilviz · Linux · today",
    panels=(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(4, 20 * MS, 480 * MS))),
    view=None,
    theme=LIGHT,
)
BLUE = pixel(LIGHT.states[State.RUNNING])

pytestmark = pytest.mark.usefixtures("qtbot")


def pixels_of(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width()).copy()


def drawn(path: Path) -> np.ndarray:
    """What an SVG looks like."""
    renderer = QSvgRenderer(str(path))
    image = QImage(renderer.viewBox().size(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_a_png_has_the_pixels_that_it_was_asked_for(tmp_path: Path, scale: float) -> None:
    save_picture(CONTENT, tmp_path / "a.png", scale)
    screen = pixels_of(tmp_path / "a.png")
    assert screen.shape[1] == 1280 * scale
    assert (screen == BLUE).mean() > 0.1


def test_lanes_are_as_sharp_as_the_file(tmp_path: Path) -> None:
    save_picture(dataclasses.replace(CONTENT, view=Stretch(0.1, 0.002)), tmp_path / "a.png", 2.0)
    # Within one slice the processes' lanes are one flat blue to the last pixel: nothing was stretched.
    screen = pixels_of(tmp_path / "a.png")
    widest = max((row == BLUE).sum() for row in screen)
    assert widest > 2 * 1000


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_an_svg_shows_lanes_and_words_in_every_theme(tmp_path: Path, theme: Theme) -> None:
    save_picture(dataclasses.replace(CONTENT, theme=theme), tmp_path / "a.svg")
    words = words_of(tmp_path / "a.svg")
    for word in (CONTENT.title, CONTENT.provenance, "executor 1", "T4", "P1", "waiting for the GIL"):
        assert word in words
    assert (drawn(tmp_path / "a.svg") == pixel(theme.states[State.RUNNING])).mean() > 0.05


def test_a_pdf_is_one_page_with_its_title(tmp_path: Path) -> None:
    save_picture(CONTENT, tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    assert len(data) > 10_000


def test_the_picture_shows_what_was_in_sight_and_isolated(tmp_path: Path) -> None:
    shown = []
    for name, change in (("all", {}), ("part", {"view": Stretch(0.1, 0.05)}), ("alone", {"isolated": State.GIL_WAIT})):
        save_picture(dataclasses.replace(CONTENT, **change), tmp_path / f"{name}.png", 1.0)
        shown.append(pixels_of(tmp_path / f"{name}.png"))
    everything, part, alone = shown
    assert (part != everything).any()
    # The legend's swatch and the curve are all the blue that is left.
    assert (alone == BLUE).sum() < 0.1 * (everything == BLUE).sum()


def words_of(path: Path) -> str:
    """Everything that an SVG says."""
    texts = ET.parse(path).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own file
    return " ".join("".join(text.itertext()) for text in texts)


def test_lanes_that_have_no_room_become_one_band_and_the_picture_says_so(tmp_path: Path) -> None:
    run = threads(150, 50 * MS)
    panels = (*CONTENT.panels, a_panel(3, run, workers=150), a_panel(4, run, workers=150))
    save_picture(dataclasses.replace(CONTENT, panels=panels), tmp_path / "a.svg")
    renderer = QSvgRenderer(str(tmp_path / "a.svg"))
    assert renderer.viewBox().height() < 1.5 * renderer.viewBox().width()
    words = words_of(tmp_path / "a.svg")
    assert "One band stands for all workers of executor 3 and executor 4: 300 lanes have no room on a page." in words
    assert words.count("150 workers") == 2
    assert "T4" in words, "the others have their lanes"
    save_picture(CONTENT, tmp_path / "b.svg")
    assert "One band" not in words_of(tmp_path / "b.svg")


def test_the_same_content_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        save_picture(CONTENT, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_another_ending_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"a.bmp has none of the endings \.png, \.svg, \.pdf"):
        save_picture(CONTENT, tmp_path / "a.bmp")


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_that_cannot_be_written_to_leaves_nothing(tmp_path: Path, kind: str) -> None:
    with pytest.raises(PictureError, match="could not be written"):
        save_picture(CONTENT, tmp_path / "missing" / f"a{kind}")
    assert list(tmp_path.iterdir()) == []


def test_no_window_is_left(tmp_path: Path, qtbot: QtBot) -> None:
    before = len(QApplication.topLevelWidgets())
    save_picture(dataclasses.replace(CONTENT, theme=DARK), tmp_path / "a.png")

    def none_is_left() -> bool:
        gc.collect()  # a reference cycle is no leak
        return len(QApplication.topLevelWidgets()) <= before  # an earlier one may have gone meanwhile

    qtbot.waitUntil(none_is_left)


class TooLarge(QImage):
    """Can't be written."""

    def save(self, *_where: object) -> bool:
        return False


def no_image(*_facts: object) -> QImage:
    """What Qt gives where there is no memory for so many pixels."""
    return QImage()


@pytest.mark.parametrize("image", [no_image, TooLarge])
def test_a_picture_that_is_too_large_is_told_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, image: object
) -> None:
    (tmp_path / "a.png").write_text("before")
    monkeypatch.setattr(save, "QImage", image)
    monkeypatch.setattr(image, "Format", QImage.Format, raising=False)
    with pytest.raises(PictureError, match=r"too many pixels .* SVG or PDF"):
        save_picture(CONTENT, tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_text() == "before"


def test_a_link_goes_on_leading_to_the_picture(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link, target = tmp_path / "a.svg", tmp_path / "kept" / "b.svg"
    target.write_text("before")
    link.symlink_to(target)
    save_picture(CONTENT, link)
    assert link.is_symlink()
    assert "<svg" in target.read_text()


def test_a_picture_shows_the_lanes_that_the_screen_shows_in_its_order_and_colours(tmp_path: Path) -> None:
    def saved(**facts: object) -> np.ndarray:
        save_picture(dataclasses.replace(CONTENT, **facts), tmp_path / "a.png", 1.0)  # type: ignore[arg-type]
        return pixels_of(tmp_path / "a.png")

    trace = CONTENT.panels[0].trace
    assert trace is not None
    plain = saved()
    hidden = saved(lanes={1: LaneView().hide([trace.lanes[0].identity])})
    collapsed = saved(lanes={1: LaneView(collapsed=True), 2: LaneView(collapsed=True)})
    assert collapsed.shape[0] < hidden.shape[0] < plain.shape[0]
    by_worker = saved(colour_by=ColourBy.WORKER)
    assert (by_worker == pixel(LIGHT.worker(3))).sum() > 5 * (plain == pixel(LIGHT.worker(3))).sum() > 0
    assert (by_worker == BLUE).mean() < 0.5 * (plain == BLUE).mean()


def without_arrows(*_facts: object) -> None:
    """Draws none."""


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_of_hand_offs_are_in_every_kind_of_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    content = dataclasses.replace(CONTENT, view=Stretch(0.1, 0.05))
    save_picture(content, tmp_path / f"with{kind}", 1.0)
    monkeypatch.setattr(arrows, "paint", without_arrows)
    save_picture(content, tmp_path / f"without{kind}", 1.0)
    if kind == ".pdf":
        lines = [drawing_of(tmp_path / f"{name}.pdf").count(b" l\n") for name in ("with", "without")]
        assert lines[0] > lines[1] + 20
        return
    seen = pixels_of if kind == ".png" else drawn
    there, missing = (seen(tmp_path / f"{name}{kind}") for name in ("with", "without"))
    assert (there[there != missing] == pixel(LIGHT.text)).sum() > 200


def drawing_of(path: Path) -> bytes:
    """What a PDF draws, as its commands."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    found = b""
    for stream in streams:
        with contextlib.suppress(zlib.error):
            found += zlib.decompress(stream)
    return found


def test_a_pdf_has_its_lanes_in_the_states_own_colours(tmp_path: Path) -> None:
    save_picture(CONTENT, tmp_path / "a.pdf")
    assert b"/DCTDecode" not in (tmp_path / "a.pdf").read_bytes()  # a JPEG
    assert bytes(LIGHT.states[State.RUNNING]) * 100 in drawing_of(tmp_path / "a.pdf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_what_is_no_file_is_never_replaced_by_a_picture(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    with pytest.raises(PictureError, match="is not a file"), unfinished(pipe) as part:
        part.write_bytes(b"a picture")
    assert pipe.is_fifo()
