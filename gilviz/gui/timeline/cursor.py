"""Where somebody reads: a panel, a worker and a moment.

Beside it stands the card that the pointer would show, for the whole segment, and a screen reader hears the same.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRectF, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from gilviz.gui.timeline.cursor_mark import CursorMark
from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.steering import Steering
from gilviz.render.hover import Hint
from gilviz.render.navigation import LEAD, Stretch
from gilviz.render.theme import Theme
from gilviz.trace.lane import Lane, Segment


class Cursor(QObject):
    """A cursor on a stage.

    Args:
        stage: What is read.
        steering: Brings what the cursor comes to into sight.
        card: Says what is there.
        theme: The colours.
        speak: Hears what a screen reader is told, too.
    """

    stood = Signal(int, object)
    """It stands somewhere else: the panel's key, the moment in ns from the runs' zero."""

    def __init__(
        self,
        stage: Stage,
        steering: Steering,
        card: HoverCard,
        theme: Theme,
        speak: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(stage)
        self._stage, self._steering, self._card = stage, steering, card
        self._told = speak
        self._at: tuple[int, Lane, int] | None = None
        self._wanted = 0
        self._hint: Hint | None = None
        self._mark = CursorMark(stage.plot.box, theme)
        self._mark.resize(stage.plot.area.size())
        stage.plot.area_changed.connect(self._on_area_changed)
        stage.looked_elsewhere.connect(self._on_looked_elsewhere)
        stage.plot.pointer_moved.connect(self._on_pointer_moved)
        stage.rearranged.connect(self._on_rearranged)
        stage.scrolled.connect(self._place)

    @property
    def lane(self) -> Lane | None:
        """The worker it stands on; None while nothing is read."""
        return self._at[1] if self._at is not None else None

    @property
    def segment(self) -> Segment | None:
        """The segment it stands on."""
        return _segment(self._at[1], self._at[2]) if self._at is not None else None

    @property
    def place(self) -> tuple[int, int, int, int] | None:
        """Where it stands: the panel's key, the worker's number, from when to when in ns from the run's start."""
        found, segment = self._standing(), self.segment
        if found is None or segment is None:
            return None
        picture, lane = found
        return picture.panel.key, lane.identity.number, segment.start - picture.origin, segment.end - picture.origin

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._mark.set_theme(theme)

    @Slot()
    def leave(self) -> None:
        """Read nothing any more."""
        if self._at is not None:
            self._at = self._hint = None
            self._card.hide()
            self._place()

    def _standing(self) -> tuple[PanelPicture, Lane] | None:
        """The panel and the lane that are read."""
        if self._at is None:
            return None
        key, lane, _ = self._at
        picture = next((picture for picture in self._stage.pictures if picture.panel.key == key), None)
        return (picture, lane) if picture is not None and any(each is lane for each in picture.lanes) else None

    def begin(self) -> bool:
        """Stand on the topmost lane, at what is in the middle of the picture, if nothing is read; True if that was so."""
        if self._standing() is not None:
            return False
        picture = next((picture for picture in self._stage.pictures if picture.shown), None)
        if picture is not None:
            grid = self._stage.grid
            self._stand(picture, picture.shown[0], picture.origin + round((grid.first + grid.width / 2) * grid.pitch))
        return True

    def _stand(self, picture: PanelPicture, lane: Lane, moment: int, *, stays: bool = False) -> None:
        """Stand on the segment of a lane at a moment (ns of the machine's clock), show it and say it.

        With ``stays`` only the lane is another one: where that one did nothing then, the moment is not forgotten.
        """
        segment = _segment(lane, moment)
        row = picture.row_of(lane)
        if segment is None or row is None or self._stage.plot.curtain.hides(segment.start - picture.origin):
            return
        moment = min(max(moment, segment.start), max(segment.end - 1, segment.start))
        if not stays:
            self._wanted = moment - picture.origin
        self._at = (picture.panel.key, lane, moment)
        self._stage.reveal(picture, row)
        self._bring_in_sight(segment.start - picture.origin, segment.end - picture.origin, moment - picture.origin)
        self._place()
        self._hint = picture.segment_hint(lane, segment, round(self._stage.grid.pitch))
        self._show_hint()
        self._speak(self._hint.spoken)
        self.stood.emit(picture.panel.key, moment - picture.origin)

    def _bring_in_sight(self, start: int, end: int, moment: int) -> None:
        """Look at the segment if its begin, and nothing around the moment, can be seen; ns from the run's zero."""
        stretch = self._steering.stretch
        seen = [t for t in (start, moment) if stretch.start <= t / 1e9 <= stretch.end]
        covers = start / 1e9 <= stretch.start and stretch.end <= end / 1e9
        if not seen and not covers:
            # before the runs' start there is nothing to see
            self._steering.show(Stretch(max(start / 1e9 - stretch.duration / 2, -LEAD * stretch.duration), stretch.duration))

    def _show_hint(self) -> None:
        """The card below the segment, as long as that is in sight."""
        hint, box, area = self._hint, self._mark.box, self._stage.plot.area
        if hint is not None and box is not None and box.right() >= 0 and box.left() <= area.width():
            left = min(max(box.center().x(), 0.0), area.width())
            self._card.show_hint(hint, QPoint(round(area.left() + left), round(area.top() + box.bottom())))

    def _box(self) -> QRectF | None:
        """Where the segment is, in logical pixels of the canvas."""
        found, segment = self._standing(), self.segment
        if found is None or segment is None:
            return None
        picture, lane = found
        row = picture.row_of(lane)
        if row is None:
            return None
        left, right = (self._stage.x_of(t - picture.origin) for t in (segment.start, segment.end))
        return self._stage.row_box(picture, row, left, right)

    @Slot()
    def _place(self) -> None:
        self._mark.show_at(self._box())

    @Slot()
    def _on_looked_elsewhere(self) -> None:
        """The card goes with the segment while a zoom glides on."""
        self._place()
        self._show_hint()

    @Slot()
    def _on_pointer_moved(self) -> None:
        """From now on the card is the pointer's."""
        self._hint = None

    @Slot()
    def _on_area_changed(self) -> None:
        self._mark.resize(self._stage.plot.area.size())
        self._place()

    @Slot()
    def _on_rearranged(self) -> None:
        found = self._standing()
        if found is None or found[0].row_of(found[1]) is None:
            self.leave()
        self._card.hide()
        self._hint = None
        self._place()

    def _speak(self, text: str) -> None:
        """Let a screen reader say it."""
        if self._told is not None:
            self._told(text)
        timeline = self._stage.parentWidget()
        if isinstance(timeline, QWidget) and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(timeline, text))


def _segment(lane: Lane, moment: int) -> Segment | None:
    """What a worker was in at a moment; before its first segment that one, after its last one that."""
    start = lane.start
    if start is None or lane.known_until <= start:
        return None
    return lane.at(min(max(moment, start), lane.known_until - 1))
