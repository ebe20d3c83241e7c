"""The timeline's pixels: what is painted where, and that no more is painted than has changed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from gilviz.experiment.run import Phase
from gilviz.gui.look.ringed import RIM
from gilviz.gui.timeline import overlay
from gilviz.gui.timeline.canvas import Canvas
from gilviz.gui.timeline.gutter import Gutter
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.grid import TimeGrid
from gilviz.render.headline import Headline
from gilviz.render.layout import PanelPlace
from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT
from gilviz.runner.protocol import State
from tests.gui.timeline.views import MakeView, a_panel, headlines_of, pixels, turn_wheel, viewport_at
from tests.render.hand_made import MS, extend, lane, processes, threads, trace


def test_the_screen_shows_exactly_the_rasters_pixels(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)))
    picture, area = view._stage.pictures[0], view._stage.plot.area
    assert picture.place is not None
    screen = pixels(view)
    raster = picture._raster.image
    band = picture.place.rows.lane(1)
    top, left = RIM + round(area.top()) + picture.place.picture.top, RIM + round(area.left())
    shown = screen[top + band.top : top + band.bottom, left : left + raster.shape[1]]
    assert np.array_equal(shown, raster[band.top : band.bottom])


def test_each_panel_is_painted_within_a_rectangle_that_no_headline_is_cut_out_of(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(2, 10 * MS, 300 * MS)))
    clips: list[QRect] = []

    def note(painter: QPainter, *_facts: object) -> None:
        clips.append(painter.combinedTransform().mapRect(painter.clipBoundingRect()).toAlignedRect())

    monkeypatch.setattr(overlay, "paint", note)
    view._stage.plot.viewport().grab()
    assert len(clips) == 2
    assert not any(clip.intersects(strip.geometry()) for clip in clips for strip in headlines_of(view))


def test_workers_that_are_still_to_come_are_marked_without_looking_idle(make_view: MakeView) -> None:
    screen = pixels(make_view(a_panel(1, None, Phase.WAITING, workers=4)))
    assert pixel(LIGHT.border) in screen
    assert pixel(LIGHT.band) not in screen


def test_a_baseline_is_marked_beside_the_lanes(make_view: MakeView) -> None:
    run = processes(2, 10 * MS, 300 * MS)
    without = pixels(make_view(a_panel(1, run), a_panel(2, threads(2, 1000 * MS))))
    marked = pixels(make_view(a_panel(1, run, baseline_ns=900 * MS), a_panel(2, threads(2, 1000 * MS))))
    assert (without != marked).any()
    assert pixel(LIGHT.text) in marked[np.nonzero(without != marked)]


def test_a_live_frame_repaints_the_newest_columns_alone(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    one = lane(1, [(0, State.RUNNING)], 50 * MS)
    view = make_view(a_panel(1, trace([one]), Phase.RUNNING, baseline_ns=200 * MS))
    repainted: list[tuple[int, int]] = []

    def note(_canvas: Canvas, _picture: PanelPicture, begin: int, end: int) -> None:
        repainted.append((begin, end))

    monkeypatch.setattr(Canvas, "repaint_columns", note)
    extend(one, [(50 * MS, State.GIL_WAIT)], 52 * MS)
    view.refresh()
    ((begin, end),) = repainted
    assert 0 < end - begin < 15


def test_a_label_that_moves_in_the_first_live_frame_is_painted_over(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = lane(1, [(0, State.RUNNING)], 50 * MS), lane(2, [(0, State.GIL_WAIT)], 50 * MS)
    view = make_view(a_panel(1, trace([one, two]), Phase.RUNNING, baseline_ns=200 * MS))
    picture, canvas = view._stage.pictures[0], view._stage.plot.canvas
    view._stage.plot.viewport().grab()
    assert picture.place is not None
    before, row = overlay.ceiling_label(picture, canvas._frame), canvas._frame.row(picture.place, picture.place.rows.curve)
    updated: list[tuple[object, ...]] = []
    monkeypatch.setattr(Canvas, "update", lambda _self, *what: updated.append(what))
    extend(one, [(90 * MS, State.GIL_WAIT)], 91 * MS)
    extend(two, [(50 * MS, State.RUNNING)], 91 * MS)
    view.refresh()
    assert overlay.ceiling_label(picture, canvas._frame) != before
    assert (row,) in updated


def test_a_frame_without_news_paints_nothing(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[object] = []
    # Qt remembers which method it calls, so it has to be another one from the first frame on.
    monkeypatch.setattr(Canvas, "paint", lambda self, *_: painted.append(self))
    view = make_view(a_panel(1, threads(4, 100 * MS)), a_panel(2, processes(2, 10 * MS, 50 * MS)))
    view._stage.plot.canvas.update()
    QApplication.processEvents()
    assert painted != []
    painted.clear()
    view.refresh()
    view.set_panels([picture.panel for picture in view._stage.pictures])
    QApplication.processEvents()
    assert painted == []


def test_many_turns_of_the_wheel_between_two_frames_draw_one_picture(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    drawn: list[object] = []
    draw = PanelPicture.draw

    def note(picture: PanelPicture, grid: TimeGrid) -> tuple[int, int] | None:
        drawn.append(picture)
        return draw(picture, grid)

    monkeypatch.setattr(PanelPicture, "draw", note)
    for _ in range(10):
        turn_wheel(view, viewport_at(view, 0, 0, 0.5), 1)
    QApplication.processEvents()
    assert len(drawn) == 1


def test_what_is_painted_live_is_what_is_painted_at_once(make_view: MakeView) -> None:
    grown = [lane(i, [(0, State.RUNNING)], MS) for i in (1, 2)]
    live = make_view(a_panel(1, trace(grown), Phase.RUNNING, baseline_ns=200 * MS))
    for step in range(1, 20):
        for number, each in enumerate(grown):
            extend(each, [(step * 7 * MS + number * MS, State((step + number) % 8))], step * 7 * MS + 3 * MS)
        live.refresh()
        QApplication.processEvents()
    at_once = make_view(a_panel(1, trace(grown), Phase.RUNNING, baseline_ns=200 * MS))
    assert np.array_equal(pixels(live), pixels(at_once))


def test_panning_repaints_pixels_that_were_drawn_before(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    view.steering.zoom_in()
    QApplication.processEvents()
    place = view._stage.pictures[0].place
    assert place is not None
    first, before = view._stage.grid.first, view._stage.pictures[0]._raster.image.copy()
    view.steering.pan_right()
    QApplication.processEvents()
    moved = view._stage.grid.first - first
    after = view._stage.pictures[0]._raster.image
    assert moved > 0
    assert np.array_equal(after[:, :-moved], before[:, moved:])


def test_another_theme_is_worn_at_once(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 500 * MS)))
    view.set_theme(DARK)
    QApplication.processEvents()
    switched = pixels(view)
    assert pixel(LIGHT.surface) not in switched[:, :90]
    assert np.array_equal(switched, pixels(make_view(a_panel(1, threads(2, 500 * MS)), theme=DARK)))


def test_resizing_draws_the_picture_for_the_new_size(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 500 * MS)))
    view.resize(700, 500)
    QApplication.processEvents()
    assert np.array_equal(pixels(view), pixels(make_view(a_panel(1, threads(2, 500 * MS)), size=(700, 500))))


def test_marks_are_lines_across_the_panel_and_the_newest_is_named_where_they_crowd(make_view: MakeView) -> None:
    run = threads(2, 500 * MS)
    plain = pixels(make_view(a_panel(1, run)))
    view = make_view(a_panel(1, run, marks=((200 * MS, "5 ms → 0.5 ms"), (203 * MS, "0.5 ms → 20 ms"))))
    place, area = view._stage.pictures[0].place, view._stage.plot.area
    assert place is not None
    left = RIM + round(area.left())
    at = [round(view._stage.plot.canvas._frame.x(moment * MS)) for moment in (200, 203)]
    changed = pixels(view) != plain
    top, bottom = (RIM + round(area.top()) + edge for edge in (place.picture.top, place.picture.bottom))
    lines = changed[top:bottom].any(axis=0).nonzero()[0] - left
    assert lines.min() >= at[0] - 1
    assert lines.max() <= at[1] + 1
    assert changed[top:bottom, left + at[1]].all() or changed[top:bottom, left + at[1] - 1].all()
    label = changed[:top].any(axis=0).nonzero()[0] - left
    assert label.max() > at[1] + 40  # the newest's name, to the right of its line; the other would stand in its place
    assert label.min() >= at[0] - 2


def test_a_state_alone_keeps_its_colour_until_all_get_theirs_back(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)))
    before = pixels(view)
    view.isolate(State.GIL_WAIT)
    isolated = pixels(view)
    view.isolate(None)
    orange = pixel(LIGHT.states[State.GIL_WAIT])
    picture, area = view._stage.pictures[0], view._stage.plot.area
    assert picture.place is not None
    band = picture.place.rows.lane(0)
    top, left = RIM + round(area.top()) + picture.place.picture.top + band.top, RIM + round(area.left())
    lane = np.s_[top : top + band.height, left : left + round(area.width())]
    assert (isolated[lane] == orange).sum() == (before[lane] == orange).sum() > 0
    assert pixel(LIGHT.states[State.RUNNING]) not in isolated[lane]
    assert np.array_equal(pixels(view), before)


def test_names_are_painted_again_where_they_were_covered_and_not_when_only_time_moves(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)))
    painted: list[Gutter] = []
    paint_panel = Gutter._paint_panel

    def note(gutter: Gutter, painter: QPainter, picture: PanelPicture, place: PanelPlace) -> None:
        painted.append(gutter)
        paint_panel(gutter, painter, picture, place)

    monkeypatch.setattr(Gutter, "_paint_panel", note)
    for _ in range(3):  # the first time, all of the window is painted
        painted.clear()
        view.steering.pan(12)
        QApplication.processEvents()
    assert not painted
    before = pixels(view)
    painted.clear()
    view._stage.plot.viewport().update(60, 100, 10, 40)  # as when something that lay there has gone
    QApplication.processEvents()
    assert painted
    assert np.array_equal(pixels(view), before)


class Repainted(QObject):
    """Notes what is repainted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.rects: list[QRect] = []
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False


def test_a_number_that_counts_repaints_itself_alone(make_view: MakeView) -> None:
    run = threads(2, 500 * MS)
    view = make_view(a_panel(1, run))
    strip = headlines_of(view)[0]
    repainted = Repainted(strip)
    later = Headline("executor 1 · 4 workers", (("2.09 s", "wall time"), ("1.00×", "speed-up")))
    view.set_panels([a_panel(1, run, headline=later)])
    QApplication.processEvents()
    wall_time, speed_up = strip._columns()
    assert repainted.rects == [QRect(strip.width() - wall_time - speed_up, 0, wall_time, strip.height())]
    assert np.array_equal(pixels(view), pixels(make_view(a_panel(1, run, headline=later))))


def test_a_picture_that_grows_is_on_the_screen_as_one_that_was_painted_whole(make_view: MakeView) -> None:
    rows = [[(5 * MS * (i + each), State.RUNNING if i % 2 == each else State.GIL_WAIT) for i in range(90)] for each in range(2)]
    lanes = [lane(number, each[:30], 150 * MS) for number, each in enumerate(rows, 1)]
    live = a_panel(1, trace(lanes), Phase.RUNNING, baseline_ns=260 * MS, marks=((200 * MS, "5 ms → 1 ms"),))
    view = make_view(live)
    view.steering.show(Stretch(0.0, 0.5))
    for until in range(30, 90, 3):
        QApplication.processEvents()
        for each, row in zip(lanes, rows, strict=True):
            extend(each, row[until : until + 3], 5 * MS * (until + 3))
        view.refresh()
    QApplication.processEvents()
    screen = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    shown = np.frombuffer(screen.constBits(), dtype=np.uint32).reshape(screen.height(), screen.width())
    assert np.array_equal(shown, pixels(view))
