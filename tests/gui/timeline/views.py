"""The timeline's parts as tests look at them, and what a mouse does to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.headline_strip import HeadlineStrip
from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.render.headline import Headline
from gilviz.trace.run_trace import RunTrace

MakeView = Callable[..., TimelineView]


def a_panel(key: int, run: RunTrace | None, phase: Phase = Phase.FINISHED, **facts: object) -> Panel:
    made = Panel(key, Headline(f"executor {key} · 4 workers", (("2.04 s", "wall time"), ("1.00×", "speed-up"))), run, phase)
    return dataclasses.replace(made, **facts)  # type: ignore[arg-type]


def pixels(view: TimelineView) -> np.ndarray:
    """What the widget looks like, uint32[height, width]."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width()).copy()


def viewport_at(view: TimelineView, panel: int, lane_index: int, seconds: float) -> QPoint:
    """The place of the plot's viewport that shows a lane at a time."""
    place = view._stage.pictures[panel].place
    assert place is not None
    area = view._stage.plot.area
    band = place.rows.lane(lane_index)
    x = (seconds * 1e9 / view._stage.grid.pitch - view._stage.grid.first) / view._stage._scale
    y = (place.picture.top + band.top + band.height / 2 - view._stage._bar.value()) / view._stage._scale
    return QPoint(round(area.left() + x), round(area.top() + y))


def card_of(view: TimelineView) -> HoverCard:
    card = view.findChild(HoverCard)
    assert isinstance(card, HoverCard)
    return card


def headlines_of(view: TimelineView) -> list[HeadlineStrip]:
    return sorted(view.findChildren(HeadlineStrip), key=lambda strip: strip.y())


def move_mouse(view: TimelineView, at: QPoint) -> None:
    viewport = view._stage.plot.viewport()
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(viewport.mapToGlobal(at)), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def turn_wheel(
    view: TimelineView, at: QPoint, notches: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    viewport = view._stage.plot.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def drag(view: TimelineView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    viewport = view._stage.plot.viewport()
    button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    steps = [
        (QEvent.Type.MouseButtonPress, start, button, button),
        (QEvent.Type.MouseMove, (start + end) / 2, none, button),
        (QEvent.Type.MouseMove, end, none, button),
        (QEvent.Type.MouseButtonRelease, end, button, none),
    ]
    for kind, at, changed, held in steps:
        where, glob = QPointF(at), QPointF(viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, QMouseEvent(kind, where, glob, changed, held, modifier))
