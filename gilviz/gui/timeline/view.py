"""The timeline widget: all runs of an experiment, stacked on one time axis, growing while they go on.

What happens in a frame (``refresh``):

1. Lanes that joined may change the layout: then everything is laid out and drawn anew.
2. ``Steering`` says which stretch is in sight; another one means another grid, whose columns the rasters keep where they can.
3. Every panel in sight draws the columns that changed, and only those are handed to Qt for repainting.

A frame in which nothing changed stops after comparing a few numbers, and Qt paints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.look.ringed import RIM, Ringed
from gilviz.gui.timeline.arranging import Arranging
from gilviz.gui.timeline.canvas import Canvas
from gilviz.gui.timeline.collection import FindsPlaces
from gilviz.gui.timeline.keys import Keys
from gilviz.gui.timeline.measuring import Measuring
from gilviz.gui.timeline.microscope import Microscope
from gilviz.gui.timeline.moments import Moments
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.pointing import Pointing
from gilviz.gui.timeline.reading import Reading
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.steering import Steering
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.colouring import ColourBy
from gilviz.render.layout import arrange
from gilviz.render.navigation import Stretch
from gilviz.render.order import LaneView
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State
from gilviz.trace.tasks import task_at, task_bounds

__all__ = ["Panel", "TimelineView"]

FAR_BASELINE = 3
"""A baseline so many times as long as all runs is only pointed at once they have ended: else nobody could see what they did."""


class TimelineView(Ringed):
    """Every run's lanes, stacked on one time axis.

    Args:
        theme: The colours.
        parent: Owns it.
        scale: Pixels per logical pixel; None for the screen's own.
        layout: Finds everything's place, see ``Stage``.

    Attributes:
        arranging: Sorts, pins, hides and collapses its lanes.
        pointing: What lies below the pointer.
        steering: Where it looks.
        measuring: What is measured in it.
        moments: Marks moments of its lanes.
        reading: Goes through its segments by keyboard.
        replaying: Plays it again.
        microscope: Shows a few milliseconds of it below, when it is wanted.
    """

    lane_clicked = Signal(int, int)
    """A lane was clicked: its panel's key, the worker's number."""
    note_key_pressed = Signal()
    """Something is to be written where the cursor stands."""
    moment_chosen = Signal(int, int, object)
    """A moment of a lane was clicked, or chosen by Enter: its panel's key, the worker's number, ns from the runs' zero."""
    colours_changed = Signal(object)
    """Colours tell something else: a ``ColourBy``."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, scale: float | None = None, layout: FindsPlaces = arrange
    ) -> None:
        super().__init__(theme, parent)
        self._stage = Stage(theme, self, scale, layout)
        self.arranging = Arranging(self._stage)
        self.pointing = Pointing(self._stage, theme)
        self.steering = Steering(self._stage)
        self.measuring = Measuring(self._stage, theme)
        self.moments = Moments(self._stage, theme)
        self.reading = Reading(self._stage, self.steering, self.arranging, self.pointing.card, theme)
        self.replaying = Replaying(self._stage, self.steering)
        self.microscope = Microscope(self, self._stage, self.replaying, theme)
        self._keys = Keys(
            self._stage, self.steering, self.measuring, self.reading, self.replaying,
            {
                Qt.Key.Key_M: self.measure_in_sight, Qt.Key.Key_V: self.microscope.toggle, Qt.Key.Key_T: self._next_colours,
                Qt.Key.Key_Return: self._choose_moment, Qt.Key.Key_Enter: self._choose_moment,
                Qt.Key.Key_E: self.note_key_pressed.emit,
            },
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(RIM, RIM, RIM, RIM)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        self.setMinimumSize(420, 200)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(
            "What every worker did. W and S zoom, A and D pan, F shows all, L follows the live edge, M measures what is in "
            "sight. B and N read segments, J and K lanes, G and H hand-offs: the one before and the next."
        )
        self.pointing.clicked.connect(self.lane_clicked)
        self.pointing.moment_clicked.connect(self.moment_chosen)
        self.microscope.lane_clicked.connect(self.lane_clicked)
        self.reading.stood.connect(self.microscope.follow_reading)
        self.microscope.swept.connect(self._on_swept_below)
        self.pointing.double_clicked.connect(self._on_double_clicked)
        self.measuring.zoom_wanted.connect(self.steering.show)
        self.replaying.started.connect(self.pointing.card.hide)

    def set_panels(self, panels: Sequence[Panel]) -> None:
        """Show these runs, from top to bottom. Cheap to call at 10 Hz: panels with known keys are updated in place.

        A new experiment, whether it has new keys or begins the old ones anew, is shown from its start.
        """
        known = {picture.panel.key: picture.panel for picture in self._stage.pictures}
        if not any(panel.key in known and _goes_on(known[panel.key], panel) for panel in panels):
            self.steering.start_over()
            self.measuring.clear()
            self.replaying.leave()
            self.reading.leave()
        self._stage.set_panels(panels)
        self.refresh()
        self.measuring.refresh()
        self.replaying.set_runs()
        self.microscope.set_runs()

    @Slot()
    def refresh(self) -> None:
        """The live frame: paint what the traces gained since the last one."""
        stage = self._stage
        stage.arrange()
        edges = [edge for picture in stage.pictures if (edge := picture.live_edge) is not None]
        self.steering.update(self._settled(), max(edges, default=None))
        stage.plot.canvas.advance()
        self.microscope.refresh()

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._stage.set_theme(theme)
        self.pointing.card.set_theme(theme)
        self.measuring.set_theme(theme)
        self.moments.set_theme(theme)
        self.reading.set_theme(theme)
        self.microscope.set_theme(theme)

    @property
    def pictures(self) -> Sequence[PanelPicture]:
        """The panels, from top to bottom."""
        return self._stage.pictures

    @property
    def isolated(self) -> State | None:
        """The one state that keeps its colour; None where all do."""
        return self._stage.isolated

    @Slot(object)
    def isolate(self, state: State | None) -> None:
        """Let one state alone keep its colour; None gives all of them theirs back."""
        self._stage.isolate(state)
        self.microscope.isolate(state)

    @property
    def colour_by(self) -> ColourBy:
        """What colours tell."""
        return self._stage.colour_by

    @Slot(object)
    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else."""
        if colour_by is not self.colour_by:
            self._stage.set_colours(colour_by)
            self.microscope.set_colours(colour_by)
            self.colours_changed.emit(colour_by)

    def _next_colours(self) -> None:
        self.set_colours(self.colour_by.following)

    @property
    def lane_views(self) -> Mapping[int, LaneView]:
        """How the lanes of each panel are shown, by its key."""
        return {picture.panel.key: picture.view for picture in self._stage.pictures}

    def show_lanes(self, views: Mapping[int, LaneView]) -> None:
        """Show lanes as somewhere else, see ``lane_views``."""
        for picture in self._stage.pictures:
            self._stage.show_lanes(picture, views.get(picture.panel.key, picture.view))

    @property
    def canvas(self) -> Canvas:
        """What the pictures are painted on."""
        return self._stage.plot.canvas

    @property
    def canvas_place(self) -> QPointF:
        """Where the canvas's upper left corner is in the window."""
        plot = self._stage.plot
        return QPointF(plot.viewport().mapTo(self.window(), QPoint())) + plot.area.topLeft()

    def make_pixels(self) -> None:
        """Make the pixels of what is in sight, see ``Canvas.make_pixels``."""
        self.canvas.make_pixels()

    def nanoseconds(self, pixels: float) -> float:
        """How long that many logical pixels are."""
        return self._stage.seconds(pixels) * 1e9

    def stand_at(self, moment: int) -> None:
        """Show what a replay shows at a moment (ns from the runs' zero), and stay where it looks: for films."""
        self._stage.plot.curtain.stand_at(moment)

    @Slot()
    def measure_in_sight(self) -> None:
        """Say what happened in the stretch that is in sight, as far as anything can have happened there."""
        grid = self._stage.grid
        first, last = round(grid.first * grid.pitch), round((grid.first + grid.width) * grid.pitch)
        known = round(max((picture.known_until or 0.0 for picture in self._stage.pictures), default=0.0) * 1e9)
        start, end = max(first, 0), min(last, known)
        self.measuring.measure(*((start, end) if start < end else (first, last)))

    def _settled(self) -> float:
        """Seconds that an automatic view has to show: ended runs, and the baseline while it isn't far behind all of them."""
        pictures = self._stage.pictures
        longest = max((picture.settled for picture in pictures), default=0.0)
        baseline = max((picture.baseline for picture in pictures), default=0.0)
        over = all(picture.panel.phase.ended for picture in pictures)
        return max(longest, min(baseline, FAR_BASELINE * longest) if over and longest else baseline)

    @Slot(Sweep, object, object)
    def _on_swept_below(self, sweep: Sweep, start: int, end: int) -> None:
        """A range below the microscope is measured, or zoomed to, like one above."""
        if sweep is Sweep.MEASURE:
            self.measuring.measure(start, end)
        else:
            self.steering.show(Stretch(start / 1e9, (end - start) / 1e9))

    @Slot(int, int, object)
    def _on_double_clicked(self, key: int, worker: int, t: int) -> None:
        """See the whole task that was pointed at."""
        picture = next(picture for picture in self._stage.pictures if picture.panel.key == key)
        lane = next(lane for lane in picture.lanes if lane.identity.number == worker)
        task = task_at(lane, picture.origin + t)
        bounds = None if task is None else task_bounds(lane, task)
        if bounds is not None:
            self.steering.show_around(bounds[0] - picture.origin, bounds[1] - picture.origin)

    def _choose_moment(self) -> None:
        """Choose the middle of the segment that is read."""
        if self.reading.place is not None:
            key, worker, start, end = self.reading.place
            self.moment_chosen.emit(key, worker, (start + end) // 2)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._keys.wants(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The key for menus; the mouse is the stage's affair."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.reading.open_menu()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)


def _goes_on(before: Panel, after: Panel) -> bool:
    """Whether two panels with the same key show the same run, and not one that was begun anew."""
    return before.trace in (None, after.trace) and (after.phase.ended or not before.phase.ended)
