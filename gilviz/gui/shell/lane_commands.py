"""The commands that say how lanes are shown and what their colours tell, and the button beside the legend."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from gilviz.gui.shell.actions import COLOUR_COMMANDS
from gilviz.gui.shell.foot import Foot
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.colouring import ColourBy
from gilviz.render.order import SortBy


class LaneCommands(QObject):
    """Connects commands, legend and timeline.

    Args:
        commands: The window's actions by name.
        timeline: What they change.
        foot: Says what colours mean.
    """

    def __init__(self, commands: Mapping[str, QAction], timeline: TimelineView, foot: Foot) -> None:
        super().__init__(timeline)
        self._commands, self._timeline, self._foot = commands, timeline, foot
        for sort in SortBy:
            commands[f"sort_{sort.value}"].triggered.connect(self._sort)
        commands["show_hidden"].triggered.connect(timeline.arranging.show_all)
        commands["collapse_all"].triggered.connect(timeline.arranging.collapse_all)
        for name in COLOUR_COMMANDS:
            commands[name].triggered.connect(self._colour)
        timeline.colours_changed.connect(self._show_colours)
        self._show_colours(timeline.colour_by)

    @Slot()
    def _sort(self) -> None:
        self._timeline.arranging.sort_all(SortBy(self._name().removeprefix("sort_")))

    @Slot()
    def _colour(self) -> None:
        self._timeline.set_colours(ColourBy(self._name().removeprefix("colour_")))

    def _name(self) -> str:
        return self.sender().objectName()

    @Slot(object)
    def _show_colours(self, colour_by: ColourBy) -> None:
        self._commands[f"colour_{colour_by.value}"].setChecked(True)
        self._foot.show_colours(colour_by.value)
