"""Runs jobs in a live window that stands still every other beat, and tells how fast each job got on in every beat.

``python -m tests.benchmarks.window_probe ORDER`` prints a line of JSON for each beat.

A shared machine's speed drifts by more than what is looked for, so that two runs can hardly be compared. From one quarter of a
second to the next it drifts less, and one run has dozens of pairs of them: the same job, process, memory and place on the cores,
with a window that moves and one that doesn't. While the window stands still it paints nothing, and looks at the job ten times a
second, as ``gilviz run`` does: else the next frame would have to read all that was recorded meanwhile.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from typing_extensions import override

from gilviz.cli.session import POLL_S
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import NANOSECONDS, Phase, Run
from gilviz.gui.app import Program
from gilviz.gui.form.form_state import FormState, ListedVariant
from gilviz.gui.lab import Lab
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import WindowOptions
from gilviz.gui.timeline.plot import Plot
from gilviz.runner.protocol import NO_TASK
from gilviz.trace.lane import Lane
from tests.benchmarks.waiting import waited_ns

SETTLING = 2
"""Beats at a run's start that count for nothing: its workers come, and everything is laid out for them."""


@dataclass(frozen=True)
class Order:
    """What to run.

    Args:
        workload: Its name.
        size: How much a task does: a small part of a beat.
        tasks: Of each run: enough for many beats.
        workers: Of each run.
        executors: The runs of the experiment.
        rounds: How often it is run.
        beat_s: How long the window lives, and how long it stands still, in seconds.
    """

    workload: str
    size: int
    tasks: int
    workers: int
    executors: tuple[str, ...]
    rounds: int = 1
    beat_s: float = 0.5

    def to_json(self) -> str:
        """The order as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        facts = json.loads(text)
        return cls(**{**facts, "executors": tuple(facts["executors"])})

    @property
    def form(self) -> FormState:
        """The window's form, filled in."""
        return FormState(
            workload=self.workload,
            automatic=False,
            size=self.size,
            tasks=self.tasks,
            workers=self.workers,
            switch_interval_ms=5.0,
            variants=tuple(ListedVariant(Variant(name)) for name in self.executors),
        )


@dataclass(frozen=True)
class Beat:
    """A stretch of a run.

    Args:
        run: Which run it is part of, counted over all rounds.
        executor: What ran.
        live: Whether the window lived; else it stood still.
        start: In ns.
        end: In ns.
        paints: How often the picture was painted.
        window_s: CPU seconds that the window's process spent.
        waited_s: Seconds for which the job's threads were ready and had no core, added up; nan where the system doesn't tell.
        tasks: How many tasks' worth of work the workers did, with fractions.
    """

    run: int
    executor: str
    live: bool
    start: int
    end: int
    paints: int
    window_s: float
    waited_s: float
    tasks: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.end - self.start) / NANOSECONDS

    def to_json(self) -> str:
        """The beat as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Beat:
        """The beat that ``to_json`` wrote."""
        return cls(**json.loads(text))


class Probe(QObject):
    """Waits for the lab and its first experiment, beats time through all rounds, and closes the window.

    Args:
        program: The program, not started yet; its form holds the experiment, which a first start runs by itself.
        order: What to run.
    """

    def __init__(self, program: Program, order: Order) -> None:
        super().__init__()
        self._program = program
        self._order = order
        self._rounds_left = order.rounds
        self._paints = 0
        self._live = True
        self._run: Run | None = None
        self._since = self._now()
        self._current: list[Beat] = []
        self._ended_runs = 0
        self._metronome = QTimer(self)
        self._metronome.setTimerType(Qt.TimerType.PreciseTimer)
        self._metronome.timeout.connect(self._beat)
        self._standing = QTimer(self)
        self._standing.setInterval(round(1000 * POLL_S))
        self._standing.timeout.connect(self._look)
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._await_lab)
        self._waiting.start(1)
        self.beats: list[Beat] = []

    @Slot()
    def _await_lab(self) -> None:
        if isinstance(self._program.lab, Lab):
            self._waiting.stop()
            self._session = self._program.lab._session
            self._session.ended.connect(self._on_ended)
            for plot in self._program.window.findChildren(Plot):
                plot.viewport().installEventFilter(self)
            self._metronome.start(round(1000 * self._order.beat_s))

    @Slot()
    def _beat(self) -> None:
        run = next((run for run in self._session.runs if run.phase is Phase.RUNNING), None)
        start, paints, window_s, waited = self._since
        end, paints_now, window_s_now, waited_now = self._now()
        if run is not None and run is self._run:
            spent, waiting = window_s_now - window_s, (waited_now - waited) / NANOSECONDS
            beat = Beat(self._ended_runs, run.spec.executor, self._live, start, end, paints_now - paints, spent, waiting)
            self._current.append(beat)
        else:
            self._count_tasks()
            self._run = run
        self._live = not self._live
        lively, still = self._session._timer, self._standing
        if self._session.running:
            if self._live:
                # what looking at the job cost while the window stood still is no frame's cost
                self._session._frame_cpu = time.process_time()
            (lively.start if self._live else lively.stop)()
            (still.stop if self._live else still.start)()
        self._since = self._now()

    @Slot()
    def _look(self) -> None:
        if self._session._conductor is not None:
            self._session._conductor.poll()
        if not self._session.running:
            # Only a living window says that it is over; and a timer that is started anew before it is due is never due.
            self._standing.stop()
            self._session._timer.start()

    @Slot()
    def _on_ended(self) -> None:
        self._standing.stop()
        self._count_tasks()
        self._run = None
        self._rounds_left -= 1
        # not from within: the window has to say first that the runs have ended
        QTimer.singleShot(0, self, self._program.window.run_requested.emit if self._rounds_left else self._program.window.close)
        if not self._rounds_left:
            self._metronome.stop()

    def _count_tasks(self) -> None:
        """The run that was beaten to has ended: now it is known how far it had come in each beat."""
        if self._run is not None and self._run.trace is not None:
            self.beats += with_tasks(self._run.trace.lanes, self._current[SETTLING:])
            self._ended_runs += 1
        self._current = []

    def _now(self) -> tuple[int, int, float, float]:
        """The time in ns, paints so far, CPU seconds of this process, and ns that the job's threads waited for a core."""
        lanes = self._run.trace.lanes if self._run is not None and self._run.trace is not None else ()
        return time.perf_counter_ns(), self._paints, time.process_time(), waited_ns({lane.identity.pid for lane in lanes})

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._paints += event.type() == QEvent.Type.Paint
        return False


def with_tasks(lanes: Sequence[Lane], beats: Sequence[Beat]) -> list[Beat]:
    """The beats in which all workers had tasks, with how many they did; a task counts for a beat by its share of time in it."""
    begun = [task_starts(lane) for lane in lanes]
    if not begun or any(len(starts) < 2 for starts in begun):
        return []
    first, last = max(starts[0] for starts in begun), min(starts[-1] for starts in begun)
    counted = []
    for beat in beats:
        if first <= beat.start and beat.end <= last:
            done = [np.diff(np.interp([beat.start, beat.end], starts, np.arange(len(starts))))[0] for starts in begun]
            counted.append(dataclasses.replace(beat, tasks=float(sum(done))))
    return counted


def task_starts(lane: Lane) -> list[int]:
    """When the worker began each of its tasks, in ns."""
    starts = []
    before = NO_TASK
    for segment in lane.segments():
        if segment.task not in (before, NO_TASK):
            starts.append(segment.start)
        before = segment.task
    return starts


def main(text: str) -> None:
    """Carries an order out and prints its beats."""
    order = Order.from_json(text)
    application = make_application()
    program = Program(application, WindowOptions(temp_settings=True))
    program.window.form.set_state(order.form)
    probe = Probe(program, order)
    program.start()
    application.exec()
    program.finish()
    for beat in probe.beats:
        print(beat.to_json())


if __name__ == "__main__":
    main(sys.argv[1])
