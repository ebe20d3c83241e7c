"""Zooming in several frames, and by fingers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture

from gilviz.gui.timeline.view import TimelineView
from gilviz.render.navigation import Stretch
from tests.gui.timeline.views import MakeView, a_panel, drag, turn_wheel, viewport_at
from tests.render.hand_made import MS, threads


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def gliding(make_view: MakeView, clock: Clock) -> TimelineView:
    made = make_view()
    made.set_panels([a_panel(1, threads(4, 500 * MS))])
    made.steering._clock = clock
    made.steering.glides = lambda: True
    return made


def below(view: TimelineView, at: QPoint) -> float:
    """The time below a place of the viewport, in seconds."""
    stage = view._stage
    return stage.time_at(at.x() - stage.plot.area.left()) / 1e9


def column(view: TimelineView) -> float:
    return view._stage.grid.pitch / 1e9


def test_the_time_below_the_pointer_stays_there_in_every_frame(make_view: MakeView) -> None:
    clock = Clock()
    view = gliding(make_view, clock)
    at = viewport_at(view, 0, 1, 0.2)
    time, first = below(view, at), view._stage.grid
    for _notch in range(3):
        turn_wheel(view, at, 2)
        for _frame in range(4):
            clock.now += 0.016
            view.steering.advance()
            assert below(view, at) == pytest.approx(time, abs=2 * column(view))
    assert view._stage.grid.pitch > view.steering.stretch.duration * 1e9 / first.width
    clock.now += 1
    view.steering.advance()
    assert view._stage.grid.pitch == pytest.approx(view.steering.stretch.duration * 1e9 / first.width)
    assert not view.steering._frames.isActive()


def test_another_place_may_be_pointed_at_on_the_way(make_view: MakeView) -> None:
    clock = Clock()
    view = gliding(make_view, clock)
    turn_wheel(view, viewport_at(view, 0, 1, 0.1), 4)
    clock.now += 0.03
    view.steering.advance()
    at = viewport_at(view, 0, 1, 0.3)
    time = below(view, at)
    turn_wheel(view, at, 2)
    for _frame in range(10):
        clock.now += 0.016
        view.steering.advance()
        assert below(view, at) == pytest.approx(time, abs=2 * column(view))


def test_a_drag_does_not_wait_for_a_zoom(make_view: MakeView) -> None:
    clock = Clock()
    view = gliding(make_view, clock)
    at = viewport_at(view, 0, 1, 0.25)
    turn_wheel(view, at, 3)
    clock.now += 0.016
    drag(view, at, at + QPoint(40, 0))
    assert not view.steering._frames.isActive()
    assert view._stage.grid.pitch == pytest.approx(view.steering.stretch.duration * 1e9 / view._stage.grid.width)


def test_without_leave_to_glide_the_picture_is_there_at_once(make_view: MakeView) -> None:
    view = gliding(make_view, Clock())
    view.steering.glides = lambda: False
    view.steering.show(Stretch(0.1, 0.05))
    assert view._stage.grid.start_s == pytest.approx(0.1, abs=column(view))
    assert not view.steering._frames.isActive()


@pytest.mark.parametrize("value", [0.25, -0.2])
def test_a_touchpads_pinch_zooms_at_the_pointer(make_view: MakeView, value: float) -> None:
    view = gliding(make_view, Clock())
    at = viewport_at(view, 0, 1, 0.2)
    time, before = below(view, at), view._stage.grid.pitch
    viewport = view._stage.plot.viewport()
    where = QPointF(at)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, where, where,
        QPointF(viewport.mapToGlobal(at)), value, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    assert view._stage.grid.pitch == pytest.approx(before / (1 + value))
    assert below(view, at) == pytest.approx(time, abs=2 * column(view)) or value < 0


def test_fingers_on_the_screen_zoom_between_them(make_view: MakeView) -> None:
    view = gliding(make_view, Clock())
    at = viewport_at(view, 0, 1, 0.2)
    time, before = below(view, at), view._stage.grid.pitch
    viewport = view._stage.plot.viewport()
    pinch = QPinchGesture()
    pinch.setScaleFactor(2.0)
    pinch.setCenterPoint(QPointF(viewport.mapToGlobal(at)))
    view._stage.plot.viewportEvent(QGestureEvent([pinch]))
    assert view._stage.grid.pitch == pytest.approx(before / 2)
    assert below(view, at) == pytest.approx(time, abs=2 * column(view))
