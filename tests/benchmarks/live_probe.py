"""Runs a job in the real window, as large as a projector's screen: what each of its frames cost, and when it was painted.

``python -m tests.benchmarks.live_probe ORDER`` prints a line of JSON for each run that was looked at.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from typing_extensions import override

from gilviz.experiment.run import Phase, Run
from gilviz.gui.app import Program
from gilviz.gui.lab import Lab
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import WindowOptions
from gilviz.gui.timeline.plot import Plot
from tests.benchmarks.window_probe import Order

WIDTH, HEIGHT = 1920, 1080


@dataclass(frozen=True)
class Watched:
    """A run as the window drew it, from the first frame with a lane to the last one before the run's end.

    Args:
        executor: What ran.
        times: When its frames were painted, in ns.
        cpu: The CPU seconds that the window's process had spent by then.
    """

    executor: str
    times: tuple[int, ...]
    cpu: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """From the first frame to the last."""
        return (self.times[-1] - self.times[0]) / 1e9

    @property
    def frames_per_s(self) -> float:
        """How many there were in a second."""
        return (len(self.times) - 1) / self.seconds

    @property
    def share_percent(self) -> float:
        """What the window's process spent, in per cent of a core."""
        return 100 * (self.cpu[-1] - self.cpu[0]) / self.seconds

    @property
    def gaps_ms(self) -> list[float]:
        """From each frame to the next."""
        return [(later - sooner) / 1e6 for sooner, later in zip(self.times, self.times[1:], strict=False)]

    def to_json(self) -> str:
        """The run as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Watched:
        """The run that ``to_json`` wrote."""
        facts = json.loads(text)
        return cls(facts["executor"], tuple(facts["times"]), tuple(facts["cpu"]))


class Watcher(QObject):
    """Notes each frame of every run that was asked for, through all rounds, and closes the window.

    A frame is the first time that the timeline is painted since the last one was due: what else is painted in between (a pointer,
    a number) is paid for, and is no frame.

    Args:
        program: The program, not started yet; its form holds the experiment, which a first start runs by itself.
        rounds: How often it is run.
    """

    def __init__(self, program: Program, rounds: int) -> None:
        super().__init__()
        self._program = program
        self._rounds_left = rounds
        self._due = False
        self._frames: dict[int, list[tuple[int, float]]] = {}
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._await_lab)
        self._waiting.start(1)
        self.watched: list[Watched] = []

    @Slot()
    def _await_lab(self) -> None:
        if isinstance(self._program.lab, Lab):
            self._waiting.stop()
            self._session = self._program.lab._session
            self._session.frame_due.connect(self._on_due)
            self._session.ended.connect(self._on_ended)
            for plot in self._program.window.findChildren(Plot):
                plot.viewport().installEventFilter(self)

    @Slot()
    def _on_due(self) -> None:
        self._due = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._due:
            self._due = False
            now = time.perf_counter_ns(), time.process_time()
            for index, run in enumerate(self._session.runs):
                if run.listed and run.phase is Phase.RUNNING and run.trace is not None and run.trace.lanes:
                    self._frames.setdefault(index, []).append(now)
        return False

    @Slot()
    def _on_ended(self) -> None:
        self.watched += [of_run(self._session.runs[index], frames) for index, frames in self._frames.items() if len(frames) > 1]
        self._frames = {}
        self._rounds_left -= 1
        # not from within: the window has to say first that the runs have ended
        QTimer.singleShot(0, self, self._program.window.run_requested.emit if self._rounds_left else self._program.window.close)


def of_run(run: Run, frames: Sequence[tuple[int, float]]) -> Watched:
    """A run and its frames.

    Raises:
        RuntimeError: it failed.
    """
    if run.phase is not Phase.FINISHED:
        raise RuntimeError(f"{run.spec.executor}: {run.error}")
    return Watched(run.spec.executor, tuple(at for at, _ in frames), tuple(cpu for _, cpu in frames))


def main(text: str) -> None:
    """Carries an order out, and prints what was watched."""
    order = Order.from_json(text)
    application = make_application()
    program = Program(application, WindowOptions(temp_settings=True))
    program.window.form.set_state(order.form)
    screen = QGuiApplication.primaryScreen().geometry()
    program.window.resize(min(WIDTH, screen.width()), min(HEIGHT, screen.height()))
    watcher = Watcher(program, order.rounds)
    program.start()
    program.window.move(0, 0)
    application.exec()
    program.finish()
    for run in watcher.watched:
        print(run.to_json())


if __name__ == "__main__":
    main(sys.argv[1])
