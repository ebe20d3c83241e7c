"""What stands around the picture and follows it: the overview of all runs, the charts, the lines, the transport, the commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gilviz.gui.charts.charts import Charts
from gilviz.gui.lines.lines import HinderingLines
from gilviz.gui.shell.lane_commands import LaneCommands
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.shell.picture_commands import connect_picture
from gilviz.gui.timeline.minimap import Minimap
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.state_text import kinds_of


class Surroundings(QObject):
    """Keeps them with what the picture shows, and the picture with what is asked of them.

    Args:
        window: Has them, and the commands.
        timeline: The picture.
        page: The picture with what stands above it: the charts stand beside that.
    """

    def __init__(self, window: MainWindow, timeline: TimelineView, page: QWidget) -> None:
        super().__init__(window)
        self._window, self._timeline = window, timeline
        self._mapped: list[int] = []
        self._minimap = Minimap(window.look.theme, window.foot.transport)
        self._charts = Charts(page, window.look.theme, self)
        self._hindering = HinderingLines(window, timeline)
        LaneCommands(window.commands, timeline, window.foot)
        connect_picture(window.commands, timeline)
        window.foot.transport.attach(self._minimap)
        window.foot.transport.seek_wanted.connect(timeline.replaying.seek)
        window.foot.legend.isolated.connect(timeline.isolate)
        self._minimap.look_wanted.connect(timeline.steering.show)
        timeline.replaying.changed.connect(self._show_replay)
        timeline.steering.moved.connect(self.show_frame)
        self._connect_switches()
        for wear in (timeline.set_theme, self._minimap.set_theme, self._charts.pane.set_theme):
            window.look.changed.connect(wear)

    @property
    def page(self) -> QWidget:
        """The picture, with what stands above and beside it."""
        return self._charts.page

    @property
    def charts(self) -> QWidget:
        """What stands beside the picture, where it is wanted."""
        return self._charts.pane

    def show_panels(self, panels: Sequence[Panel], *, running: bool) -> None:
        """The picture shows these runs now. Cheap to call several times a second.

        Args:
            panels: The runs.
            running: Whether something runs, in the picture or not.
        """
        for beside in (self._charts, self._hindering):
            beside.show_panels(panels, running=running)
        self._window.foot.legend.show_kinds(kinds_of(lane for panel in panels if panel.trace for lane in panel.trace.lanes))
        ended = [panel.key for panel in panels if panel.phase.ended]
        if ended != self._mapped and len(ended) == len(panels):
            self.show_all()
            self._mapped = ended

    def clear(self) -> None:
        """Other runs come: whatever their keys, they are not in the overview yet."""
        self._mapped = []

    def show_all(self) -> None:
        """Put the picture's runs into the overview: adding them up is for when they have ended."""
        self._minimap.set_runs(self._timeline.pictures)

    @Slot()
    def show_frame(self) -> None:
        """Show in the overview what is in sight, and whether there is a way back."""
        steering, allow = self._timeline.steering, self._window.commands.allow
        self._minimap.show_stretch(steering.stretch)
        allow("look_back", available=steering.can_go_back)
        allow("look_forth", available=steering.can_return)

    def _connect_switches(self) -> None:
        """What is there or not, as a command says that was remembered from the last time."""
        commands, microscope = self._window.commands, self._timeline.microscope
        for name, set_shown in (("microscope", microscope.set_shown), ("show_charts", self._charts.set_shown)):
            commands[name].triggered.connect(set_shown)
            set_shown(commands[name].isChecked())
        microscope.shown_changed.connect(commands["microscope"].setChecked)

    @Slot()
    def _show_replay(self) -> None:
        replaying = self._timeline.replaying
        self._window.set_replay(available=replaying.available)
        self._window.foot.transport.show_replay(replaying.replay)
