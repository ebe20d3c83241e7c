"""Runs one experiment in the real window, and prints its frames a second: ``python -m tests.benchmarks.slice_window ORDER``."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from typing_extensions import override

from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase
from gilviz.gui.app import Program
from gilviz.gui.form.form_state import FormState, ListedVariant
from gilviz.gui.lab import Lab
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import WindowOptions
from gilviz.gui.timeline.plot import Plot


@dataclass(frozen=True)
class Order:
    """What to run: beside the baseline there is one run.

    Args:
        workload: Its name.
        size: How much a task does.
        tasks: How many tasks there are.
        workers: How many workers share them.
        executor: Its name.
        python: The interpreter.
    """

    workload: str
    size: int
    tasks: int
    workers: int
    executor: str
    python: str

    def to_json(self) -> str:
        """The order as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        return cls(**json.loads(text))


class Counter(QObject):
    """Counts how often the timeline is painted while the last run goes on, and closes the window when it has ended.

    Args:
        program: The program, not started yet.
    """

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._await_lab)
        self._waiting.start(1)
        self._paints = 0

    def frames_per_s(self) -> float:
        """Frames a second while the last run went on.

        Raises:
            RuntimeError: a run failed.
        """
        runs = self._session.runs
        failed = [f"{run.spec.executor}: {run.error}" for run in runs if run.phase is not Phase.FINISHED]
        if failed or not runs:
            raise RuntimeError("; ".join(failed) or "nothing was run")
        return self._paints / (runs[-1].wall_s or 1.0)

    @Slot()
    def _await_lab(self) -> None:
        if isinstance(self._program.lab, Lab):
            self._waiting.stop()
            self._session = self._program.lab._session
            self._session.ended.connect(self._program.window.close)
            for plot in self._program.window.findChildren(Plot):
                plot.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._session.runs:
            self._paints += self._session.runs[-1].phase is Phase.RUNNING
        return False


def main(text: str) -> None:
    """Carries an order out."""
    order = Order.from_json(text)
    application = make_application()
    program = Program(application, WindowOptions(temp_settings=True))
    program.window.form.set_state(
        FormState(
            workload=order.workload,
            automatic=False,
            size=order.size,
            tasks=order.tasks,
            workers=order.workers,
            switch_interval_ms=5.0,
            variants=(ListedVariant(Variant(order.executor, python=order.python)),),
        )
    )
    counter = Counter(program)
    program.start()
    application.exec()
    frames = counter.frames_per_s()
    program.finish()
    print(json.dumps(frames))


if __name__ == "__main__":
    main(sys.argv[1])
