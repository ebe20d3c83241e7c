"""The microscope's parts as tests look at them."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.lens_card import LensCard
from gilviz.gui.timeline.lens_mark import LensMark
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.lens import MS
from gilviz.runner.protocol import State
from tests.gui.timeline.views import MakeView, a_panel
from tests.render.hand_made import lane, trace


class Clock:
    """Goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def live(view_maker: MakeView) -> tuple[TimelineView, Clock]:
    """Two threads, one of which is known until later than the other, and the microscope."""
    lanes = [lane(1, [(0, State.RUNNING)], 300 * MS), lane(2, [(0, State.GIL_WAIT)], 290 * MS)]
    view = view_maker(a_panel(1, trace(lanes), Phase.RUNNING, workers=2), a_panel(2, None, Phase.WAITING, workers=2))
    clock = Clock()
    view.microscope._guide._clock = clock
    view.microscope.set_shown(True)
    return view, clock


def card_of(view: TimelineView) -> LensCard:
    assert view.microscope.card is not None
    return view.microscope.card


def mark_of(view: TimelineView) -> LensMark:
    (mark,) = [item for item in view._stage.plot.scene().items() if isinstance(item, LensMark)]
    return mark


def lane_pixels(view: TimelineView, panel: int, index: int) -> np.ndarray:
    """A lane below the lens as it is drawn, uint32[height, width]."""
    stage = card_of(view).stage
    place = stage.pictures[panel].place
    assert place is not None
    image: QImage = stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    top = round(stage.plot.area.top()) + place.picture.top + place.rows.lane(index).top
    left = round(stage.plot.area.left())
    return found[top : top + place.rows.lane_height, left : left + round(stage.plot.area.width())].copy()
