"""Every scene that ships, as a hall sees it: what must be seen lies in the upper two thirds, in large letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gilviz.gui.lecture.geometry import SMALLEST
from gilviz.lecture.model import View
from gilviz.lecture.reader import read_lecture
from gilviz.lecture.shelf import shipped
from tests.gui.lecture.stands import stand_of

LETTERS_24_PT = 32
"""Pixels of a design 1080 high: 24 pt at 96 dots an inch."""
THIRD, FOOT = 720 + 12, 1010
"""From a line below the last tick's text down to the foot, which says no more than where one is."""


def test_the_smallest_letters_are_large() -> None:
    assert SMALLEST >= LETTERS_24_PT


@pytest.mark.parametrize("folder", shipped(), ids=lambda folder: folder.name)
def test_nothing_that_must_be_seen_of_any_scene_reaches_into_the_lower_third(
    folder: Path, qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stand = stand_of(qtbot, read_lecture(folder), tmp_path)
    request.addfinalizer(stand.take_down)
    stand.press("start")
    seen = recorded = 0
    while True:
        if stand.walk.step.view is View.RUN:
            stand.press("recording")
            recorded += stand.walk.scene.experiment is not None
        image = stand.hall.grab().toImage()
        below = {image.pixel(x, y) for x in range(0, 1920, 6) for y in range(THIRD, FOOT, 9)}
        assert len(below) == 1, (stand.walk.scene.id, stand.walk.step)
        seen += 1
        place = (stand.walk.scene.id, stand.walk.step_place)
        stand.press("next")
        if place == (stand.walk.scene.id, stand.walk.step_place):
            break
    assert seen > 15
    assert recorded >= 4
