"""Runs one experiment in the real window, and prints what its runs took: ``python -m tests.benchmarks.window_probe ORDER``."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot

from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase
from gilviz.gui.app import Program, make_application
from gilviz.gui.form_state import FormState, ListedVariant
from gilviz.gui.lab import Lab
from gilviz.gui.options import WindowOptions
from gilviz.gui.session import Session


@dataclass(frozen=True)
class Order:
    """What to run."""

    workload: str
    size: int
    tasks: int
    workers: int
    executors: tuple[str, ...]

    def to_json(self) -> str:
        """The order as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        facts = json.loads(text)
        return cls(**{**facts, "executors": tuple(facts["executors"])})


@dataclass(frozen=True)
class Report:
    """What came of it, by executor.

    Args:
        wall_s: The run's wall time in seconds.
        frames_per_s: How often the picture was brought up to date while it ran.
    """

    wall_s: dict[str, float]
    frames_per_s: dict[str, float]

    def to_json(self) -> str:
        """The report as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that ``to_json`` wrote."""
        return cls(**json.loads(text))


class Probe(QObject):
    """Waits for the lab, watches its one experiment, and closes the window when it has ended.

    Args:
        program: The program, not started yet; its form holds the experiment, which a first start runs by itself.
    """

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._frames: dict[str, int] = {}
        self._began: dict[str, float] = {}
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._look)
        self._waiting.start(1)
        self.session: Session | None = None

    def report(self) -> Report:
        """What came of it."""
        runs = self.session.runs if self.session else ()
        failed = [f"{run.spec.executor}: {run.error}" for run in runs if run.phase is not Phase.FINISHED]
        if failed or not runs:
            raise RuntimeError("; ".join(failed) or "nothing was run")
        walls = {run.spec.executor: run.wall_s or 0.0 for run in runs}
        return Report(walls, {name: self._frames.get(name, 0) / wall for name, wall in walls.items()})

    @Slot()
    def _look(self) -> None:
        lab = self._program.lab
        if isinstance(lab, Lab):
            self._waiting.stop()
            self.session = lab._session
            self.session.frame_due.connect(self._count)
            self.session.ended.connect(self._program.window.close)

    @Slot()
    def _count(self) -> None:
        for run in self.session.runs if self.session else ():
            if run.phase is Phase.RUNNING:
                name = run.spec.executor
                self._began.setdefault(name, time.monotonic())
                self._frames[name] = self._frames.get(name, 0) + 1


def main(text: str) -> None:
    """Runs the order in a window and prints the report."""
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
            variants=tuple(ListedVariant(Variant(name)) for name in order.executors),
        )
    )
    probe = Probe(program)
    program.start()
    application.exec()
    report = probe.report()
    program.finish()
    print(report.to_json())


if __name__ == "__main__":
    main(sys.argv[1])
