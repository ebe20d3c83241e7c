"""Brings the window to life: takes the form's experiment, has it run, and shows what comes of it.

This module is what is loaded once the window stands on the screen: below it come numpy, pyqtgraph and the experiments.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Phase
from gilviz.experiment.unsaved import find_unsaved
from gilviz.experiment.workspace import PREFIX, Workspace, WorkspaceError
from gilviz.gui import panels
from gilviz.gui.advice.opener import AdviceOpener
from gilviz.gui.charts.charts import Charts
from gilviz.gui.form_state import experiment_spec
from gilviz.gui.lane_commands import LaneCommands
from gilviz.gui.lecture.opener import LectureOpener
from gilviz.gui.lines.lines import HinderingLines
from gilviz.gui.live_switch import LiveSwitch
from gilviz.gui.main_window import MainWindow
from gilviz.gui.motion import Motion
from gilviz.gui.picture_commands import connect_picture
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.saving import PictureSaving
from gilviz.gui.recordings.files import RecordingFiles
from gilviz.gui.recordings.keeping import Recovery, RunKeeping
from gilviz.gui.recordings.noting import Noting
from gilviz.gui.recordings.recent import RecentFiles
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.gui.run_dialog import Inquiry
from gilviz.gui.screen import ComparisonScreen, Screen
from gilviz.gui.session import Session
from gilviz.gui.shown_code import ShownCode
from gilviz.gui.sweep.opener import SweepOpener
from gilviz.gui.sweep.screen import SweepScreen
from gilviz.gui.timeline.minimap import Minimap
from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.gui.verdicts import OutcomeLine
from gilviz.launch.runtimes import default_runtime
from gilviz.trace.metrics import RunMetrics, measure

NUMBERS_EVERY_S: Final = 0.2
"""Seconds between updates of the big numbers at best: nobody reads faster, and an update costs as much as a frame."""
FRAMES_PER_NUMBER: Final = 2
"""Where frames are scarce, numbers are twice as scarce."""


def open_lab(window: MainWindow, recent: RecentFiles, inquiry: Inquiry) -> Lab:
    """The lab of a window, with everything real."""
    session = Session(Conductor, partial(Workspace, keeps=True), default_runtime().cores, window)
    lab = Lab(window, TimelineView(window.look.theme), session, recent)
    lab.recovery.begin(find_unsaved(PREFIX))
    LectureOpener(window, lab)
    AdviceOpener(window, inquiry, lab).recorded.connect(lab.files.show_measured)
    return lab


class Lab(QObject):
    """The window's link to the experiments.

    Args:
        window: The shell, on the screen.
        timeline: The picture, which goes into the shell.
        session: Runs the experiments.
        recent: The recordings that were opened or saved last.

    Attributes:
        files: Opens and saves recordings.
        recovery: Offers what killed windows left.
        noting: Writes notes on what is shown.
    """

    def __init__(self, window: MainWindow, timeline: TimelineView, session: Session, recent: RecentFiles | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._timeline = timeline
        self._session = session
        self._live = LiveRuns(session, None, datetime.now().astimezone())
        self._shown: Runs = self._live
        self._phases: list[Phase] = []
        self._metrics: dict[int, RunMetrics] = {}
        self._lines: dict[int, OutcomeLine] = {}
        self._panels: tuple[Panel, ...] = ()
        self._mapped: list[int] = []
        self._numbers_at = 0.0
        self._minimap = Minimap(window.look.theme, window.foot.transport)
        self._pictures = PictureSaving(window, self.page_content, lambda: session.running)
        self.files = RecordingFiles(window, lambda: self._shown, recent or RecentFiles())
        self.noting = Noting(window, timeline, lambda: self._shown)
        self._keeping = RunKeeping(session, lambda: self._shown, self)
        self.recovery = Recovery(window, session)
        self._switch = LiveSwitch(window.form.slider, session, self)
        self._comparison = ComparisonScreen()
        self._sweep = SweepScreen(timeline, window.look.theme, self)
        self._sweep_opener = SweepOpener(window, session.cores, self)
        self._screen: Screen = self._comparison
        self._code = ShownCode(window, timeline, lambda: self._shown.runs)
        self._charts = Charts(self._sweep.page, window.look.theme, self)
        self._hindering = HinderingLines(window, timeline)
        window.attach(self._charts.page, (self._sweep.chart, timeline, self._charts.pane))
        self._connect()
        self._show_state()

    def close(self) -> None:
        """End what runs, and remove what was recorded."""
        self._session.close()
        self.recovery.close()

    @property
    def panels(self) -> Sequence[Panel]:
        """What the picture shows."""
        return self._panels

    def _connect(self) -> None:
        window, timeline, session = self._window, self._timeline, self._session
        steering, replaying = timeline.steering, timeline.replaying
        window.run_requested.connect(self.run)
        window.stop_requested.connect(session.stop)
        window.commands["sweep"].triggered.connect(self._sweep_opener.open)
        self._sweep_opener.chosen.connect(self.sweep)
        self._sweep.changed.connect(self._on_chosen)
        for source in (self.files, self.recovery):
            source.opened.connect(self.show_recordings)
        for safe in (self._keeping, self.recovery):
            self.files.saved.connect(safe.drop)
        session.polled.connect(self._on_polled)
        session.frame_due.connect(timeline.refresh)
        session.ended.connect(self._on_ended)
        connect_picture(window.commands, timeline)
        window.commands["copy_results"].triggered.connect(self.copy_results)
        window.commands["save_picture"].triggered.connect(self._pictures.ask)
        window.commands["save_animation"].triggered.connect(self._pictures.ask_film)
        self.noting.changed.connect(self._on_noted)
        steering.glides = Motion(timeline, session).allowed
        window.commands["microscope"].triggered.connect(timeline.microscope.set_shown)
        timeline.microscope.set_shown(window.commands["microscope"].isChecked())
        window.commands["show_charts"].triggered.connect(self._charts.set_shown)
        self._charts.set_shown(window.commands["show_charts"].isChecked())
        timeline.microscope.shown_changed.connect(window.commands["microscope"].setChecked)
        LaneCommands(window.commands, timeline, window.foot)
        replaying.changed.connect(self._show_replay)
        steering.moved.connect(self._show_frame)
        self._minimap.look_wanted.connect(steering.show)
        window.foot.legend.isolated.connect(timeline.isolate)
        window.foot.transport.seek_wanted.connect(replaying.seek)
        window.look.changed.connect(timeline.set_theme)
        window.look.changed.connect(self._minimap.set_theme)
        window.look.changed.connect(self._charts.pane.set_theme)
        window.foot.transport.attach(self._minimap)
        window.look.changed.connect(self._sweep.chart.set_theme)

    @Slot()
    def run(self) -> None:
        """Run what the form describes."""
        form = self._window.form
        if not self._session.running and not form.problem:
            self._begin(experiment_spec(form.state()), self._comparison)

    @Slot(object)
    def sweep(self, spec: ExperimentSpec) -> None:
        """Run that sweep."""
        if not self._session.running:
            self._sweep.plan(spec)
            self._begin(spec, self._sweep)

    @Slot(object)
    def show_recordings(self, opened: OpenedRuns) -> None:
        """Show these in place of what is shown; a sweep comes with its chart."""
        if self._session.running:
            return
        self._clear(self._sweep if opened.sweep else self._comparison)
        self._shown = opened
        self._metrics.update(opened.metrics)
        self._sweep.expect(run.spec.workers for run in opened.runs if run.listed)
        self._window.welcome.set_trouble("")
        self._window.set_picture(shown=False)
        self._screen.begin()
        self._update()
        self._conclude()
        self._timeline.steering.fit()

    def _clear(self, screen: Screen) -> None:
        """Forget what is shown, and make room on that screen for something else."""
        self._screen.leave()
        self._screen = screen
        self._switch.freeze(screen.fixed_interval)
        self._metrics.clear()
        self._lines.clear()
        self._panels, self._phases, self._mapped = (), [], []
        self._window.foot.verdicts.set_lines(())
        self._window.log.clear_runs()
        self._window.commands.allow("copy_results", "export", available=False)

    def _begin(self, spec: ExperimentSpec, screen: Screen) -> None:
        """Run an experiment, and show of it what that screen shows."""
        self._clear(screen)
        self._keeping.begin()
        self._live = LiveRuns(self._session, spec, datetime.now().astimezone(), sweep=screen is self._sweep)
        self._shown = self._live
        try:
            self._session.start(spec, watched=screen.watched)
        except WorkspaceError as error:
            self._fail(str(error))
            return
        self._window.welcome.set_trouble("")
        self._timeline.steering.set_following(True)
        self._window.set_running(running=True)
        self._show_state()
        self._window.set_picture(shown=False)
        screen.begin()
        self._update()

    def page_content(self) -> PageContent:
        """What a picture of the timeline shows now."""
        timeline = self._timeline
        return PageContent(
            title=self._shown.title,
            provenance=self._shown.provenance,
            panels=self._panels,
            view=timeline.steering.view,
            theme=self._window.look.theme,
            isolated=timeline.isolated,
            colour_by=timeline.colour_by,
            lanes=timeline.lane_views,
        )

    @Slot()
    def copy_results(self) -> None:
        """Put all figures and sentences on the clipboard."""
        QGuiApplication.clipboard().setText(self._screen.text(self._panels, self._lines))
        self._window.statusBar().showMessage("The results are on the clipboard.", 4000)

    def _fail(self, sentence: str) -> None:
        """Say why nothing ran at all."""
        self._timeline.set_panels(())
        self._window.set_picture(shown=False)
        self._window.welcome.set_trouble(sentence)

    @Slot()
    def _on_polled(self) -> None:
        phases = [run.phase for run in self._session.runs]
        now = time.monotonic()
        pause = max(NUMBERS_EVERY_S, FRAMES_PER_NUMBER * self._session.frame_interval)
        if phases == self._phases and now - self._numbers_at < pause:
            return
        self._phases, self._numbers_at = phases, now
        self._update()

    @Slot()
    def _on_ended(self) -> None:
        self._phases = [run.phase for run in self._session.runs]
        self._update()
        self._conclude()

    def _conclude(self) -> None:
        """Say what came of the runs that are shown, all of which have ended."""
        self._timeline.refresh()
        # only now: a picture that gives way to each sentence as it comes would jump while the next run is watched
        self._window.foot.verdicts.set_lines(self._screen.lines(self._lines))
        error = self._shown.error
        if error:
            self._fail(error)
        elif not self._panels:
            self._window.set_picture(shown=False)
            self._window.welcome.set_trouble("Stopped before the first run began.")
        self._window.commands.allow("copy_results", "export", available=bool(self._lines))
        self._window.set_running(running=False)
        self._show_state()
        self._minimap.set_runs(self._timeline.pictures)
        self._show_frame()
        if self._panels and self._window.focusWidget() in (None, self._window.form.button):
            # keys mean the picture now: on Run, Space would begin everything anew
            self._timeline.setFocus()

    def _update(self) -> None:
        """Everything that is said of the runs."""
        shown, live = self._shown, self._live
        runs, costs, status = shown.runs, shown.costs, shown.status
        for key, run in enumerate(runs):
            if run.listed and run.trace is not None and key not in self._lines:
                if shown is live or key not in self._metrics:
                    self._metrics[key] = measure(run.trace)
                if run.phase.ended:
                    self._lines[key] = panels.outcome(key, run, self._metrics[key], self._shown.mark(key), self._shown.badge(key))
        self._screen.show_runs(runs)
        keys = self._screen.keys(runs)
        self._panels = tuple(
            panels.panel(
                key,
                runs,
                self._metrics.get(key),
                costs.get(key),
                status,
                fellows=shown.fellows(key),
                badge=shown.badge(key),
                captions=shown.captions,
                over=not self._session.running,
            )
            for key in keys
        )
        self._timeline.replaying.set_blocked(blocked=self._session.running)
        self._timeline.set_panels(self._panels)
        for beside in (self._charts, self._hindering):
            beside.show_panels(self._panels, running=self._session.running)
        self._map()
        if self._panels or self._screen.stands:
            self._window.set_picture(shown=True)
        self._window.say(status)
        if shown is live and live.spec is not None and live.spec.size is None and self._session.size is not None:
            self._window.form.size_field.set_found(live.spec.workload, self._session.size)
        for key, run in enumerate(runs):
            self._window.log.set_output(key, panels.run_title(run), run.log, run.log_length)

    def _map(self) -> None:
        """Show the runs at a glance, once for those that are shown, when they have ended."""
        shown = [panel.key for panel in self._panels if panel.phase.ended]
        if shown != self._mapped and len(shown) == len(self._panels):
            self._minimap.set_runs(self._timeline.pictures)
            self._mapped = shown

    @Slot()
    def _show_frame(self) -> None:
        steering = self._timeline.steering
        self._minimap.show_stretch(steering.stretch)
        self._window.commands.allow("look_back", available=steering.can_go_back)
        self._window.commands.allow("look_forth", available=steering.can_return)

    @Slot()
    def _on_noted(self) -> None:
        self._update()
        self._show_state()

    def _show_state(self) -> None:
        """What is shown, and what can be done with it."""
        self.files.show_state(self._shown, running=self._session.running)
        self.noting.show_state()

    @Slot()
    def _on_chosen(self) -> None:
        self._update()
        self._timeline.steering.fit()
        if not self._session.running:
            self._window.foot.verdicts.set_lines(self._screen.lines(self._lines))

    @Slot()
    def _show_replay(self) -> None:
        replaying = self._timeline.replaying
        self._window.set_replay(available=replaying.available)
        self._window.foot.transport.show_replay(replaying.replay)
