"""The live runs of a lecture's scenes: one at a time, each begun once, and what can be said of it at any moment.

A scene that is left while it runs is stopped, for the next one needs the cores; what it had recorded stays. A scene whose
interpreter is still looked for begins when that is found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Run
from gilviz.experiment.workspace import WorkspaceError
from gilviz.gui.running.session import Session
from gilviz.gui.runtimes.inquiry import LOOK_EVERY_MS, Search
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.lecture.claims import broken_claims, disturbed
from gilviz.lecture.interpreters import NotHere, asks_others, resolve
from gilviz.lecture.model import Scene
from gilviz.lecture.order import in_lecture_order

LOOKING = "Looking for this computer’s Pythons…"
STARTING = "Starting…"
BASELINE = "First a plain loop, to compare with…"


@dataclass
class LiveScene:
    """What is known of a scene's live run.

    Args:
        scene: The scene.
        began: When it was asked for, in seconds of the clock.
        spec: What runs; None while that is not known.
        runs: Those of the conductor.
        over: Whether nothing more comes.
        trouble: Why it can't be shown, or not as the scene says; empty while all is well.
    """

    scene: Scene
    began: float
    spec: ExperimentSpec | None = None
    runs: Sequence[Run] = field(default_factory=tuple)
    over: bool = False
    trouble: str = ""

    @property
    def ordered(self) -> list[Run]:
        """A run for each way of the scene's experiment; none while they are not planned."""
        return in_lecture_order(self.spec, self.runs) if self.spec is not None else []

    @property
    def doing(self) -> str:
        """What goes on before there is anything to see of its runs, or why there is nothing; empty once there is."""
        ordered = self.ordered
        if any(run.trace is not None for run in ordered):
            return ""
        if self.trouble or self.over:
            return self.trouble or "Nothing was recorded."
        if self.spec is None:
            return LOOKING if self.scene.experiment is not None and asks_others(self.scene.experiment) else STARTING
        if not ordered:
            return f"Finding how much work takes {self.spec.task_seconds:g} s…" if self.spec.size is None else STARTING
        return BASELINE if any(not run.listed and not run.phase.ended for run in self.runs) else STARTING

    def late(self, now: float) -> bool:
        """Whether it takes longer than the scene has time for."""
        return not self.over and self.scene.experiment is not None and now - self.began > self.scene.experiment.budget_s


class LiveScenes(QObject):
    """All of them.

    Args:
        session: Runs experiments.
        inquiry: Finds interpreters.
        own: The one that runs gilviz.
        parent: Owns it.
        clock: Seconds.
    """

    changed = Signal()
    """Something else can be said of the scene that runs."""
    frame_due = Signal()
    """Its picture may be drawn anew."""

    def __init__(
        self,
        session: Session,
        inquiry: Search,
        own: RuntimeDescription,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._inquiry = inquiry
        self._own = own
        self._clock = clock
        self._scenes: dict[str, LiveScene] = {}
        self._current: LiveScene | None = None
        self._next: LiveScene | None = None
        self._waiting = QTimer(self)
        self._waiting.setInterval(LOOK_EVERY_MS)
        self._waiting.timeout.connect(self._go_on)
        session.polled.connect(self._on_polled)
        session.frame_due.connect(self.frame_due)
        session.ended.connect(self._on_ended)

    def of(self, scene: Scene) -> LiveScene | None:
        """What is known of a scene's live run; None where it never began."""
        return self._scenes.get(scene.id)

    def late(self, scene: Scene) -> bool:
        """Whether a scene runs longer than it has time for."""
        live = self._scenes.get(scene.id)
        return live is not None and live.late(self._clock())

    def begin(self, scene: Scene, *, anew: bool = False) -> None:
        """Run a scene, unless that was done before."""
        if scene.experiment is None or (scene.id in self._scenes and not anew):
            return
        live = self._scenes[scene.id] = LiveScene(scene, self._clock())
        self._next = live
        if asks_others(scene.experiment):
            self._inquiry.begin()
        self._session.stop()
        self._go_on()

    def leave(self, scene: Scene) -> None:
        """Another scene is shown, or this one's recording: what still runs of it is stopped, and can be begun anew."""
        for live in filter(None, (self._current, self._next)):
            if live.scene is scene and not live.over:
                self._scenes.pop(scene.id, None)
                self._next = None if self._next is live else self._next
                self._session.stop()

    def close(self) -> None:
        """End what runs, and remove what was recorded."""
        self._waiting.stop()
        self._next = None
        self._session.close()

    @Slot()
    def _go_on(self) -> None:
        """Begin the next scene, if what it waits for has come about."""
        live = self._next
        if live is None or live.scene.experiment is None:
            self._waiting.stop()
            return
        self._inquiry.poll()
        if self._session.running or (asks_others(live.scene.experiment) and self._inquiry.searching):
            self._waiting.start()
            return
        self._waiting.stop()
        self._next, self._current = None, live
        found = [one.runtime for one in self._inquiry.found if one.runtime is not None and not one.problem]
        try:
            live.spec = resolve(live.scene.experiment, self._own, found)
            self._session.start(live.spec)
        except (NotHere, WorkspaceError) as error:
            live.trouble, live.over = str(error), True
        self.changed.emit()

    @Slot()
    def _on_polled(self) -> None:
        if self._current is not None:
            self._current.runs = self._session.runs
            self.changed.emit()

    @Slot()
    def _on_ended(self) -> None:
        live = self._current
        if live is None:
            return
        live.runs, live.over = self._session.runs, True
        ordered = live.ordered
        if self._session.error:
            live.trouble = self._session.error
        elif ordered and all(run.phase.ended and run.trace is not None for run in ordered):
            records = [run.record() for run in ordered]
            said = broken_claims(live.scene, records, self._own.cores)
            live.trouble = said[0] if said else disturbed(live.scene, records, self._own.cores)
        elif self._scenes.get(live.scene.id) is live:
            live.trouble = "The run was stopped before its end."
        self._current = None
        self.frame_due.emit()
        self.changed.emit()
