"""Each answer is a dot; its height tells how long it took, on a scale that all panels have in common."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from gilviz.gui.timeline.dots import guides, height_of, interval_steps
from gilviz.render.layout import ANSWERS, PanelShape, arrange

ROW = QRectF(0, 100, 500, 46)


def test_a_longer_answer_stands_higher_and_whatever_is_beyond_the_scale_stands_at_its_end() -> None:
    heights = [height_of(took, ROW) for took in (0.01, 0.1, 0.3, 5, 50, 1000, 5000)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == heights[1] < ROW.bottom()
    assert heights[-1] == heights[-2] > ROW.top()


def test_the_guides_stand_where_their_answers_would() -> None:
    assert [(round(y - 0.5), text) for y, text in guides(ROW)] == [
        (round(height_of(100, ROW)), "100 ms"),
        (round(height_of(1, ROW)), "1 ms"),
    ]


def test_each_switch_interval_holds_from_its_change_on() -> None:
    assert interval_steps([0.005, 0.05], [700]) == [(0, 5.0), (700, 50.0)]
    assert interval_steps([0.005], []) == [(0, 5.0)]
    assert interval_steps([], []) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_only_a_run_with_a_client_has_the_row(scale: float) -> None:
    plain, asked = PanelShape(2, 1), PanelShape(2, 1, answers=True)
    layout = arrange([plain, asked], 1200, scale)
    assert layout.panels[0].answers.height == 0
    assert layout.panels[1].answers.height == ANSWERS * scale
    assert layout.panels[1].answers.bottom == layout.panels[1].flags.top
    assert layout.height <= 1200
