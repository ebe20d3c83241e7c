"""Conducts an experiment: calibrates, then runs its jobs one after another, and judges each as it ends.

There is no thread and no waiting here: whoever conducts calls ``poll`` again and again, and finds the facts in ``runs``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from gilviz.experiment.calibration import Calibration
from gilviz.experiment.execution import Execution
from gilviz.experiment.plan import ExperimentSpec, PlannedRun
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.trace.answers import answers_of
from gilviz.trace.doubt import lost


class Conductor:
    """Runs one experiment, once.

    Args:
        spec: What to run; it must have no problems.
        workspace: Where to record, and which sizes are known already.
        live: Whether lanes are shown while they grow; else they are read when their run has ended, and seldom before.

    Attributes:
        runs: In order of execution, the unlisted baselines included; empty until the size is known.
        size: How much one task does; None until it is known.
        error: Why there are no runs, where calibration failed.
        finished: Whether nothing more will happen.
    """

    def __init__(self, spec: ExperimentSpec, workspace: Workspace, *, live: bool = True) -> None:
        self.spec = spec
        self._live = live
        self.runs: Sequence[Run] = ()
        self.size = spec.size
        self.error: str | None = None
        self.finished = False
        self._workspace = workspace
        self._calibration: Calibration | None = None
        self._execution: Execution | None = None
        self._left: Iterator[Run] = iter(())
        self._asked_for: Sequence[bool] = ()
        self._judged = False  # the execution has ended, and the next one waits for the next poll
        self._stopping = False

    @property
    def status(self) -> str:
        """What is going on, in a few words: ``Run 2 of 3: threading``. Baselines that nobody asked for are not counted."""
        if self.error is not None:
            return self.error
        if self._stopping:
            return "Stopped" if self.finished else "Stopping…"
        if self.finished:
            return "Finished"
        if self._calibration is not None:
            return f"Calibrating {self.spec.workload}…"
        if self._execution is not None:
            run = self._execution.run
            return self._place_of(run)
        return "Ready"

    def _place_of(self, run: Run) -> str:
        """Which of the runs it is that were asked for, or before which of them it comes."""
        place = sum(self._asked_for[: self.runs.index(run)]) + 1
        of_all = f"{place} of {sum(self._asked_for)}"
        if not self._asked_for[self.runs.index(run)]:
            return f"Before run {of_all}: the baseline, {run.spec.executor}"
        counts = len({variant.workers for variant in self.spec.variants}) > 1
        crew = f", {run.spec.workers} worker{'s' * (run.spec.workers != 1)}" if counts else ""
        return f"Run {of_all}: {run.spec.executor}{crew}"

    def start(self) -> None:
        """Begins."""
        python = self.spec.variants[0].python
        if self.size is None:
            self.size = self._workspace.known_size(self.spec.workload, self.spec.task_seconds, python)
        if self.size is None:
            self._calibration = Calibration(
                self.spec.workload, self.spec.task_seconds, python, self._workspace, self.spec.plug_in
            )
            self._calibration.start()
        else:
            self._plan(self.size)

    def poll(self) -> None:
        """Takes in what has happened since the last call, and starts what comes next; never waits."""
        if self.finished:
            return
        if self._calibration is not None:
            self._poll_calibration(self._calibration)
        elif self._execution is not None:
            self._poll_execution(self._execution)

    def stop(self) -> None:
        """Ends what is running, with all its children, within 2 s, and starts nothing more; returns at once."""
        self._stopping = True
        if self._calibration is not None:
            self._calibration.stop()
        if self._execution is not None and not self._judged:
            self._execution.stop()
        elif self._calibration is None:
            self.finished = True

    @property
    def current(self) -> Run | None:
        """The run that goes on."""
        return self._execution.run if self._execution is not None else None

    def set_switch_interval(self, seconds: float) -> None:
        """Changes the switch interval of the run that goes on, if its threads feel it, and of those that are still to come."""
        if self._execution is not None:
            self._execution.ask_switch_interval(seconds)
        if not self.runs:
            # a size is still looked for: the runs are planned from this
            self.spec = dataclasses.replace(self.spec, switch_interval=seconds)
        for run in self.runs:
            if run.phase is Phase.WAITING:
                run.spec = dataclasses.replace(run.spec, switch_interval=seconds)

    def _poll_execution(self, execution: Execution) -> None:
        if self._judged:
            # Only now: whoever shows the last run has done so, and does not take a core from the next one for it.
            self._next()
            return
        execution.poll()
        if execution.run.phase.ended:
            self._judge(execution.run)
            self._judged = True
            if self._stopping or execution.run is self.runs[-1]:
                self._next()

    def _poll_calibration(self, calibration: Calibration) -> None:
        calibration.poll()
        if not calibration.finished:
            return
        self._calibration = None
        if self._stopping:
            self.finished = True
        elif calibration.size is None:
            self.error = calibration.error
            self.finished = True
        else:
            self.size = calibration.size
            spec = self.spec
            self._workspace.remember_size(spec.workload, spec.task_seconds, spec.variants[0].python, calibration.size)
            self._plan(calibration.size)

    def _plan(self, size: int) -> None:
        self.runs = [_run(planned) for planned in self.spec.runs(size)]
        if len({run.spec.interpreter for run in self.runs}) > 1:
            firsts = {run.repetition: run for run in reversed(self.runs) if run.spec.executor == "sequential"}
            for run in self.runs:
                run.first = firsts[run.repetition]
        self._left = iter(self.runs)
        self._asked_for = [run.listed for run in self.runs]  # a baseline that fails is listed, too
        self._next()

    def _next(self) -> None:
        self._judged = False
        run = None if self._stopping else next(self._left, None)
        if run is None:
            self._execution = None
            self.finished = True
            return
        self._execution = Execution(run, self._workspace, live=self._live)
        self._execution.start()

    def _judge(self, run: Run) -> None:
        """Holds a run that ended against its baseline: the sequential run of the same tasks on the same interpreter."""
        if run.spec.executor == "sequential":
            # Nobody asked for it, but everybody must see why nothing can be compared.
            run.listed = run.listed or run.phase is Phase.FAILED
            if run.phase is Phase.FINISHED:
                run.baseline_s = run.wall_s
            return
        baseline = self._baseline(run)
        if baseline is None or baseline.phase is not Phase.FINISHED:
            return
        run.baseline_s = baseline.wall_s
        run.baseline_lost = lost(baseline.trace) if baseline.trace is not None else None
        alone = answers_of(baseline)
        run.alone_ms = alone.median if alone is not None else None
        if run.phase is Phase.FINISHED and run.results != baseline.results:
            run.phase = Phase.FAILED
            run.error = _difference(run.results or (), baseline.results or ())

    def _baseline(self, run: Run) -> Run | None:
        for other in self.runs:
            same = other.spec.interpreter == run.spec.interpreter and other.repetition == run.repetition
            if same and other.spec.executor == "sequential":
                return other
        return None


def _run(planned: PlannedRun) -> Run:
    return Run(spec=planned.job, listed=planned.listed, repetition=planned.repetition)


def _difference(results: Sequence[object], expected: Sequence[object]) -> str:
    if len(results) != len(expected):
        return f"It returned {len(results):,} results for {len(expected):,} tasks: the executor lost or repeated some."
    wrong = [number for number, (result, right) in enumerate(zip(results, expected, strict=True)) if result != right]
    first = wrong[0]
    return (
        f"{len(wrong):,} of {len(results):,} results are wrong: task {first} returned {results[first]!r:.80}, "
        f"the sequential run {expected[first]!r:.80}. The workload may not be safe to run in this executor."
    )
