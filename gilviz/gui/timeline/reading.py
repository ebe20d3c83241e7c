"""Reading lanes by keyboard: a cursor that goes from segment to segment, and keys that arrange the lane it stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu

from gilviz.gui.timeline.arranging import Arranging
from gilviz.gui.timeline.cursor import Cursor
from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.steering import Steering
from gilviz.render.theme import Theme
from gilviz.trace.lane import Lane
from gilviz.trace.steps import holder_at, next_hand_off, next_transition, previous_hand_off, previous_transition

Step = Callable[[Sequence[Lane], int], int | None]
"""The moment to go to, from a moment."""


class Reading(Cursor):
    """What keys do with a cursor on a stage.

    Args:
        stage: What is read.
        steering: Brings what the cursor comes to into sight.
        arranging: Pins, hides and sorts.
        card: Says what is there.
        theme: The colours.
        speak: Hears what a screen reader is told, too.
    """

    def __init__(
        self,
        stage: Stage,
        steering: Steering,
        arranging: Arranging,
        card: HoverCard,
        theme: Theme,
        speak: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(stage, steering, card, theme, speak)
        self._arranging = arranging

    @Slot()
    def forth(self) -> None:
        """The next segment of the lane."""
        self._step(next_transition, past=False)

    @Slot()
    def back(self) -> None:
        """The segment before."""
        self._step(previous_transition, past=True)

    @Slot()
    def hand_off_forth(self) -> None:
        """Where the lane's GIL is taken next by another worker that is shown."""
        self._hand_off(next_hand_off)

    @Slot()
    def hand_off_back(self) -> None:
        """Where it was taken before."""
        self._hand_off(previous_hand_off)

    @Slot()
    def down(self) -> None:
        """The lane below."""
        self._change_lane(1)

    @Slot()
    def up(self) -> None:
        """The lane above."""
        self._change_lane(-1)

    def pin(self) -> None:
        """Keep the lane on top, or let it go back to its place."""
        if (found := self._standing()) is not None:
            self._arranging.pin(*found)

    def hide(self) -> None:
        """Hide the lane, and go on to the one that takes its place."""
        found = self._standing()
        if found is None or len(found[0].shown) < 2:
            return
        picture, lane = found
        row = next(row for row, each in enumerate(picture.shown) if each is lane)
        self._arranging.hide(picture, lane)
        self._stand(picture, picture.shown[min(row, len(picture.shown) - 1)], picture.origin + self._wanted, stays=True)

    def show_hidden(self) -> None:
        """Show all lanes again: those of the panel that is read, or of all panels."""
        if (found := self._standing()) is not None:
            self._arranging.show_hidden(found[0])
        else:
            self._arranging.show_all()

    def sort(self) -> None:
        """Order lanes by what comes next: those of the panel that is read, or of all panels."""
        found = self._standing()
        pictures = [found[0]] if found is not None else list(self._stage.pictures)
        if pictures:
            following = pictures[0].view.sort.following
            for picture in pictures:
                self._arranging.sort(picture, following)
            self._speak(f"Sorted by {following.words}")

    def collapse(self) -> None:
        """Show one band for all lanes of the panel that is read, or of all panels; or each lane again."""
        if (found := self._standing()) is not None:
            self._arranging.collapse(found[0])
        else:
            self._arranging.collapse_all()

    def open_menu(self) -> QMenu | None:
        """The menu of the lane that is read."""
        if (found := self._standing()) is None or self._mark.box is None:
            return None
        segment = self.segment
        menu = self._arranging.menu(*found, None if segment is None else segment.start - found[0].origin)
        at = self._mark.box.bottomLeft() + self._stage.plot.area.topLeft()
        menu.popup(self._stage.plot.viewport().mapToGlobal(at.toPoint()))
        return menu

    def key_actions(self) -> Mapping[int, Callable[[], None]]:
        """What keys do in the picture. Of two that belong together the left one goes back, as they lie on the keyboard."""
        key = Qt.Key
        return {
            key.Key_B: self.back, key.Key_N: self.forth, key.Key_G: self.hand_off_back, key.Key_H: self.hand_off_forth,
            key.Key_J: self.down, key.Key_K: self.up, key.Key_P: self.pin, key.Key_X: self.hide, key.Key_U: self.show_hidden,
            key.Key_O: self.sort, key.Key_C: self.collapse,
        }  # fmt: skip

    def _step(self, step: Step, *, past: bool) -> None:
        found = self._standing() if not self.begin() else None
        segment = self.segment
        if found is not None and segment is not None:
            picture, lane = found
            moment = step([lane], segment.start)
            if moment is None:
                self._speak("The first segment" if past else "The last segment")
            else:
                self._stand(picture, lane, moment)

    def _hand_off(self, step: Step) -> None:
        found = self._standing() if not self.begin() else None
        if found is None or self._at is None:
            return
        picture, lane = found
        gil = next((gil for gil in picture.passing_gils if any(each is lane for each in gil)), ())
        moment: int | None = self._at[2]
        while len(gil) > 1 and moment is not None:
            moment = step(gil, moment)
            taker = holder_at(gil, moment) if moment is not None else None
            if moment is not None and taker is not None and picture.row_of(taker) is not None:
                self._stand(picture, taker, moment)
                return
        self._speak("No other hand-off")

    def _change_lane(self, by: int) -> None:
        if self.begin() or self._at is None:
            return
        rows = [(picture, lane) for picture in self._stage.pictures for lane in picture.shown]
        present = self._at[1]
        number = next((number for number, (_, lane) in enumerate(rows) if lane is present), None)
        if number is not None and 0 <= number + by < len(rows):
            picture, lane = rows[number + by]
            self._stand(picture, lane, picture.origin + self._wanted, stays=True)
