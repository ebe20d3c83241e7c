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
from gilviz.gui.advice.opener import AdviceOpener
from gilviz.gui.form.form_state import experiment_spec
from gilviz.gui.lecture.opener import LectureOpener
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.saving import PictureSaving
from gilviz.gui.recordings.files import RecordingFiles
from gilviz.gui.recordings.keeping import Recovery, RunKeeping
from gilviz.gui.recordings.leaving import Leaving
from gilviz.gui.recordings.noting import Noting
from gilviz.gui.recordings.recent import RecentFiles
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns
from gilviz.gui.running import panels
from gilviz.gui.running.live_switch import LiveSwitch
from gilviz.gui.running.motion import Motion
from gilviz.gui.running.session import Session
from gilviz.gui.runtimes.inquiry import Inquiry
from gilviz.gui.screen import ComparisonScreen, Screen
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.shown_code import ShownCode
from gilviz.gui.shown_runs import ShownRuns
from gilviz.gui.surroundings import Surroundings
from gilviz.gui.sweep.opener import SweepOpener
from gilviz.gui.sweep.screen import SweepScreen
from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.launch.runtimes import default_runtime

NUMBERS_EVERY_S: Final = 0.25
"""Seconds between updates of the big numbers at best: nobody reads faster, and an update costs as much as a frame."""
BUSY: Final = "Nothing was opened, for something runs. Stop it first, with Esc; then open it again."
SHOWN_MS: Final = 6000
"""How long the status bar says why not."""
FRAMES_PER_NUMBER: Final = 2
"""Where frames are scarce, numbers are twice as scarce."""


def open_lab(window: MainWindow, recent: RecentFiles, inquiry: Inquiry) -> Lab:
    """The lab of a window, with everything real."""
    session = Session(Conductor, partial(Workspace, keeps=True), default_runtime().cores, window)
    lab = Lab(window, TimelineView(window.look.theme), session, recent)
    lab.recovery.begin(find_unsaved(PREFIX))
    LectureOpener(window, lab)
    AdviceOpener(window, inquiry, lab.files, lab)
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
        leaving: Asks before something is lost.
    """

    def __init__(self, window: MainWindow, timeline: TimelineView, session: Session, recent: RecentFiles | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._timeline = timeline
        self._session = session
        self._live = LiveRuns(session, None, datetime.now().astimezone())
        self._shown = ShownRuns(self._live)
        self._phases: list[Phase] = []
        self._numbers_at = 0.0
        self._pictures = PictureSaving(window, self.page_content, lambda: session.running)
        self.files = RecordingFiles(window, lambda: self._shown.runs, recent or RecentFiles())
        self.noting = Noting(window, timeline, lambda: self._shown.runs)
        self.leaving = Leaving(window, lambda: self._shown.runs, self.files, self.noting)
        self._keeping = RunKeeping(session, self)
        self.recovery = Recovery(window, session)
        self._switch = LiveSwitch(window.form.slider, session, self)
        self._comparison = ComparisonScreen()
        self._sweep = SweepScreen(timeline, window.look.theme, self)
        self._sweep_opener = SweepOpener(window, session.cores, self)
        self._screen: Screen = self._comparison
        self._code = ShownCode(window, timeline, lambda: self._shown.runs.runs)
        self._surroundings = Surroundings(window, timeline, self._sweep.page)
        window.attach(self._surroundings.page, (self._sweep.chart, timeline, self._surroundings.charts))
        self._connect()
        self._show_state()

    def close(self) -> None:
        """End what runs, and remove what was recorded."""
        self._keeping.close()
        self._session.close()
        self.recovery.close()

    @property
    def panels(self) -> Sequence[Panel]:
        """What the picture shows."""
        return self._shown.panels

    def _connect(self) -> None:
        window, timeline, session = self._window, self._timeline, self._session
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
        window.commands["copy_results"].triggered.connect(self.copy_results)
        window.commands["save_picture"].triggered.connect(self._pictures.ask)
        window.commands["save_animation"].triggered.connect(self._pictures.ask_film)
        self.noting.changed.connect(self._on_noted)
        timeline.steering.glides = Motion(timeline, session).allowed
        window.look.changed.connect(self._sweep.chart.set_theme)

    @Slot()
    def run(self) -> None:
        """Run what the form describes."""
        form = self._window.form
        if not self._session.running and not form.problem:
            self.leaving.ask(partial(self._begin, experiment_spec(form.state()), self._comparison))

    @Slot(object)
    def sweep(self, spec: ExperimentSpec) -> None:
        """Run that sweep."""
        if not self._session.running:
            self.leaving.ask(partial(self._begin, spec, self._sweep))

    @Slot(object)
    def show_recordings(self, opened: OpenedRuns) -> None:
        """Show these in place of what is shown; a sweep comes with its chart."""
        self.leaving.ask(partial(self._open, opened))

    def _open(self, opened: OpenedRuns) -> None:
        if self._session.running:  # it began while a large file was read
            self._window.statusBar().showMessage(BUSY, SHOWN_MS)
            return
        self.recovery.take(opened)
        self._clear(self._sweep if opened.sweep else self._comparison)
        self._shown = ShownRuns(opened, opened.metrics, opened.lines)
        self.files.now_shows(opened)
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
        self._phases = []
        self._surroundings.clear()
        self._window.foot.verdicts.set_lines(())
        self._window.log.clear_runs()
        self._window.commands.allow("copy_results", "export", available=False)

    def _begin(self, spec: ExperimentSpec, screen: Screen) -> None:
        """Run an experiment, and show of it what that screen shows."""
        if screen is self._sweep:
            self._sweep.plan(spec)
        self._clear(screen)
        self._live = LiveRuns(self._session, spec, datetime.now().astimezone(), sweep=screen is self._sweep)
        self._shown = ShownRuns(self._live)
        self._keeping.begin(self._live)
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
            title=self._shown.runs.title,
            provenance=self._shown.runs.provenance,
            panels=self._shown.panels,
            view=timeline.steering.view,
            theme=self._window.look.theme,
            isolated=timeline.isolated,
            colour_by=timeline.colour_by,
            lanes=timeline.lane_views,
        )

    @Slot()
    def copy_results(self) -> None:
        """Put all figures and sentences on the clipboard."""
        QGuiApplication.clipboard().setText(
            self._screen.text(self._shown.panels, self._screen.lines(self._shown.lines, self._shown.together))
        )
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
        window, shown = self._window, self._shown
        self._timeline.refresh()
        # only now: a picture that gives way to each sentence as it comes would jump while the next run is watched
        window.foot.verdicts.set_lines(self._screen.lines(shown.lines, shown.together))
        if shown.runs.error:
            self._fail(shown.runs.error)
        elif not shown.panels:
            window.set_picture(shown=False)
            window.welcome.set_trouble("Stopped before the first run began.", fault=False)
        window.commands.allow("copy_results", "export", available=bool(shown.lines))
        window.set_running(running=False)
        self._show_state()
        self._surroundings.show_all()
        self._surroundings.show_frame()
        if shown.panels and window.focusWidget() in (None, window.form.button):
            # keys mean the picture now: on Run, Space would begin everything anew
            self._timeline.setFocus()

    def _update(self) -> None:
        """Everything that is said of the runs."""
        window, shown, live, running = self._window, self._shown, self._live, self._session.running
        runs = shown.runs.runs
        shown.measure()
        self._screen.show_runs(runs)
        shown.show(self._screen.keys(runs), over=not running)
        self._timeline.replaying.set_blocked(blocked=running)
        self._timeline.set_panels(shown.panels)
        self._surroundings.show_panels(shown.panels, running=running)
        if shown.panels or self._screen.stands:
            window.set_picture(shown=True)
        window.say(shown.runs.status)
        if live.spec is not None and live.spec.size is None:
            window.form.size_field.set_found(live.spec.workload, self._session.size, live.spec.task_seconds, running=running)
        for key, run in enumerate(runs):
            window.log.set_output(key, panels.run_title(run), run.log, run.log_length)

    @Slot()
    def _on_noted(self) -> None:
        self._update()
        self._show_state()

    def _show_state(self) -> None:
        """What is shown, and what can be done with it."""
        self.files.show_state(self._shown.runs, running=self._session.running)
        self.noting.show_state()

    @Slot()
    def _on_chosen(self) -> None:
        self._update()
        self._timeline.steering.fit()
        if not self._session.running:
            self._window.foot.verdicts.set_lines(self._screen.lines(self._shown.lines, self._shown.together))
