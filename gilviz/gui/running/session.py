"""Drives a conductor from the event loop: polls it, says when a frame is due, and weighs what the window costs meanwhile.

Polling goes on at least ten times a second, for the next job must start when the last has ended; frames come as the governor
allows. Both are paid from the governor's budget. While a baseline runs that nobody asked to see there is nothing to draw: the
others are measured against it, and it is left in peace.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.gui.running.courtesy import let_others_first
from gilviz.gui.running.governor import CostMeter, FrameGovernor, job_cores

SLOWEST_POLL: Final = 0.1
"""Seconds between polls at most."""
SHORTEST_POLL: Final = 0.001
"""Seconds between polls at least."""
FRAME_SLACK: Final = 0.002
"""A timer that fires this early (seconds) still means the frame it was set for."""
CLOSE_PATIENCE_S: Final = 2.0
"""How long closing waits for a job to end."""
CLOSE_POLL_S: Final = 0.02


class Conducting(Protocol):
    """What a session needs of ``experiment.conductor.Conductor``."""

    runs: Sequence[Run]
    size: int | None
    error: str | None
    finished: bool

    @property
    def current(self) -> Run | None:
        """The run that goes on."""

    @property
    def status(self) -> str:
        """What is going on, in a few words."""

    def start(self) -> None:
        """Begins."""

    def poll(self) -> None:
        """Takes in what has happened; never waits."""

    def stop(self) -> None:
        """Begins to end what runs."""

    def set_switch_interval(self, seconds: float) -> None:
        """Changes it for the run that goes on and those to come."""


Conduct = Callable[[ExperimentSpec, Workspace], Conducting]


class Session(QObject):
    """One experiment after another, in one workspace that is made for the first and removed by ``close``.

    Args:
        conduct: Makes the conductor of an experiment.
        open_workspace: Makes the workspace; may raise ``WorkspaceError``.
        cores: How many cores this machine offers.
        parent: Owns it.

    Attributes:
        held: Whether the next job has to wait: what the last one recorded is being written.
    """

    polled = Signal()
    """The facts of the runs may have changed."""
    frame_due = Signal()
    """The picture may be drawn anew."""
    ended = Signal()
    """Nothing runs any more."""

    def __init__(
        self, conduct: Conduct, open_workspace: Callable[[], Workspace], cores: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._conduct = conduct
        self._open_workspace = open_workspace
        self._cores = cores
        self._workspace: Workspace | None = None
        self._conductor: Conducting | None = None
        self._watched = True
        self.held = False
        self._governor = FrameGovernor()
        self._meters: dict[int, CostMeter] = {}
        self._costs: dict[int, float] = {}
        self._frame_at = self._frame_cpu = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def cores(self) -> int:
        """How many cores this machine offers."""
        return self._cores

    @property
    def running(self) -> bool:
        """Whether an experiment goes on."""
        return self._conductor is not None and not self._conductor.finished

    @property
    def directory(self) -> Path | None:
        """Where it records; None before the first experiment."""
        return self._workspace.directory if self._workspace is not None else None

    def let_go(self) -> None:
        """The runs that have ended are in safety: their lane files are not needed any more."""
        if self._workspace is not None:
            self._workspace.let_go()

    @property
    def runs(self) -> Sequence[Run]:
        """The runs of the last experiment."""
        return self._conductor.runs if self._conductor is not None else ()

    @property
    def current(self) -> Run | None:
        """The run that goes on."""
        return self._conductor.current if self._conductor is not None and self.running else None

    def set_switch_interval(self, seconds: float) -> None:
        """Change it for the run that goes on, if its threads feel it, and for those to come."""
        if self._conductor is not None and self.running:
            self._conductor.set_switch_interval(seconds)

    @property
    def status(self) -> str:
        """What is going on, in a few words; where it can't go on, why."""
        if self._conductor is None:
            return ""
        return self._conductor.error or self._conductor.status

    @property
    def error(self) -> str | None:
        """Why the last experiment has no runs."""
        return self._conductor.error if self._conductor is not None else None

    @property
    def size(self) -> int | None:
        """How much one task does, once known."""
        return self._conductor.size if self._conductor is not None else None

    @property
    def costs(self) -> Mapping[int, float]:
        """What the window spent during each run that has ended, as a share of one core, by the run's index."""
        return self._costs

    @property
    def frame_interval(self) -> float:
        """Seconds between frames now."""
        return self._governor.interval

    def start(self, spec: ExperimentSpec, *, watched: bool = True) -> None:
        """Begin an experiment.

        Args:
            spec: What to run.
            watched: Whether its runs are drawn while they go on; else they are looked at as seldom as possible.

        Raises:
            WorkspaceError: nothing can be recorded; nothing has begun.
        """
        if self._workspace is None:
            self._workspace = self._open_workspace()
        self._conductor = self._conduct(spec, self._workspace)
        self._watched = watched
        self._meters.clear()
        self._costs.clear()
        self._governor = FrameGovernor()
        self._frame_at, self._frame_cpu = time.perf_counter(), time.process_time()
        let_others_first(polite=True)
        self._conductor.start()
        self._timer.start(0)

    @Slot()
    def stop(self) -> None:
        """Begin to end what runs; ``ended`` follows."""
        if self._conductor is not None and self.running:
            self._conductor.stop()

    def close(self) -> None:
        """End what runs, waiting for it up to ``CLOSE_PATIENCE_S``, and remove the workspace."""
        self._timer.stop()
        self.stop()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while self._conductor is not None and not self._conductor.finished and time.monotonic() < deadline:
            self._conductor.poll()
            time.sleep(CLOSE_POLL_S)
        let_others_first(polite=False)  # the thread may go on without this session, as after a lecture
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    @Slot()
    def _tick(self) -> None:
        conductor = self._conductor
        if conductor is None:
            self._timer.stop()
            return
        if not self.held:
            conductor.poll()
        now, cpu = time.perf_counter(), time.process_time()
        self._weigh(conductor.runs, now, cpu)
        self.polled.emit()
        if now >= self._frame_at - FRAME_SLACK:
            self._governor.frame_cost(cpu - self._frame_cpu)
            # from when it was due, not from when it came: a timer's jitter then doesn't add up to lost frames
            self._frame_at, self._frame_cpu = max(self._frame_at + self._governor.interval, now), cpu
            self.frame_due.emit()
        if conductor.finished:
            self._timer.stop()
            let_others_first(polite=False)
            self.ended.emit()
            return
        # to the moment, not to the interval: what a frame took is over by now, and would else come on top of it
        pause = self._frame_at - time.perf_counter() if self._watched and _in_sight(conductor.runs) else SLOWEST_POLL
        self._timer.start(round(1000 * min(max(pause, SHORTEST_POLL), SLOWEST_POLL)))

    def _weigh(self, runs: Sequence[Run], now: float, cpu: float) -> None:
        """Begin to weigh the runs that have begun, and finish with those that have ended."""
        for index, run in enumerate(runs):
            if run.phase is Phase.RUNNING and index not in self._meters:
                self._meters[index] = CostMeter(now, cpu)
                has_gil = run.runtime.gil if run.runtime is not None else True
                self._governor.job_uses(job_cores(run.spec, has_gil, self._cores), self._cores)
            elif run.phase.ended and index in self._meters and index not in self._costs:
                self._costs[index] = self._meters[index].share(now, cpu)


def _in_sight(runs: Sequence[Run]) -> bool:
    """Whether there may be something new to draw soon: not while a size is looked for, or an unlisted run goes on."""
    return any(run.listed for run in runs) and all(run.listed or run.phase is not Phase.RUNNING for run in runs)
