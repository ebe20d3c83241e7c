"""Conducts the measurements that advice rests on: a survey, then one run after another, until enough is known or time is up.

Like ``experiment.conductor.Conductor`` it has no thread and never waits: whoever drives it calls ``poll`` again and again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from gilviz.advice.counted import Ended, counted
from gilviz.advice.measured import check, sample, unsteady
from gilviz.advice.plan import LOOP, Done, Plan, Try, make_plan, next_try, patience
from gilviz.advice.question import Question
from gilviz.advice.survey import Survey
from gilviz.advice.verdict import Facts
from gilviz.experiment.execution import Execution
from gilviz.experiment.inquiry import Inquiry
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.runner import catalog
from gilviz.runner.protocol import Message
from gilviz.runner.spec import JobSpec
from gilviz.trace.facts import seconds

SURVEY_S, SURVEY_SHARE = 3.0, 0.1
"""Seconds for which the function is called before it is measured, and the share of the budget that they may be."""


class Advisor:
    """Answers one question.

    Args:
        question: What is asked; it has no problems.
        runtime: The interpreter that is to run the function.
        workspace: Where to record.
        now: A monotonic clock, in seconds.

    Attributes:
        runs: In their order.
        survey: What the first look told; None before.
        plan: What is measured; None before.
        error: Why there is no advice at all.
        traceback: Where that happened; may be empty.
        finished: Whether nothing more will happen.
        refused: Whether there is no such function, or nothing that it could be called with: it was never called.
        size: How large a task is: what it is, nobody knows. For whoever shows experiments.
    """

    def __init__(
        self, question: Question, runtime: RuntimeDescription, workspace: Workspace, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.question = question
        self.runtime = runtime
        self.runs: list[Run] = []
        self.survey: Survey | None = None
        self.plan: Plan | None = None
        self.error: str | None = None
        self.traceback = ""
        self.finished = False
        self.refused = False
        self.size: int | None = None
        self._workspace = workspace
        self._now = now
        self._inquiry: Inquiry | None = None
        self._execution: Execution | None = None
        self._done: list[Done] = []
        self._started = self._deadline = self._run_deadline = 0.0
        self._cut: dict[int, bool] = {}  # runs that were ended, by their places: whether because the budget ended
        self._stopping = False

    @property
    def status(self) -> str:
        """What is going on, in a few words."""
        if self.error is not None:
            return "Ended without an answer"
        if self._stopping:
            return "Stopped" if self.finished else "Stopping…"
        if self.finished:
            return "Finished"
        if self._inquiry is not None:
            return f"Looking at {self.question.code.function}: {self._inquiry.progress.get('what', 'starting')}"
        if self._execution is not None:
            run = self._execution.run
            return f"Round {run.repetition + 1}: {run.spec.executor}, {run.spec.workers} worker{'s' * (run.spec.workers != 1)}"
        return "Ready"

    @property
    def current(self) -> Run | None:
        """The run that goes on."""
        return self._execution.run if self._execution is not None else None

    def start(self) -> None:
        """Begins. Who asks again may have edited the function: nothing is held against an earlier question's results."""
        self._workspace.forget_results()
        question = self.question
        self._deadline = self._now() + question.budget_s
        order = {
            "survey": {
                "code": dataclasses.asdict(question.code),
                "seconds": min(SURVEY_S, SURVEY_SHARE * question.budget_s),
            }
        }
        self._inquiry = Inquiry(order, Message.SURVEYED, ended_early, question.python, self._workspace, users_code=True)
        self._inquiry.start()

    def poll(self) -> None:
        """Takes in what has happened since the last call, and starts what comes next; never waits."""
        if self.finished:
            return
        if self._inquiry is not None:
            self._poll_inquiry(self._inquiry)
        elif self._execution is not None:
            self._poll_execution(self._execution)

    def stop(self) -> None:
        """Ends what is running, with all its children, within 2 s; returns at once. What was measured is kept."""
        self._stopping = True
        if self._inquiry is not None:
            self._inquiry.stop()
        elif self._execution is not None:
            self._execution.stop()
        else:
            self.finished = True

    def set_switch_interval(self, seconds: float) -> None:
        """Nothing: the function is measured as it would run."""

    def facts(self) -> Facts | None:
        """What is known by now; None without a survey."""
        if self.survey is None or self.plan is None:
            return None
        changing = unsteady([_told(run) for run in self.runs if _try(run) == LOOP and run.phase is Phase.FINISHED])
        runs: list[Ended] = []
        uncompared = 0
        for number, run in enumerate(self.runs):
            if not run.phase.ended or (run.phase is Phase.PARTIAL and number not in self._cut):
                continue  # whoever stopped it wanted no more, and it says nothing
            ended, missing = self._ended(number, run, changing)
            uncompared = max(uncompared, missing)
            runs.append(ended)
        samples, failures = counted(runs, self.plan.refused)
        return Facts(
            survey=self.survey,
            plan=self.plan,
            gil=self._gil(),
            cores=self.runtime.cores,
            samples=samples,
            failures=failures,
            unsteady=len(changing),
            uncompared=uncompared,
        )

    def _own_threads(self, tasks: int) -> int:
        """How many threads so many tasks will start themselves."""
        return math.ceil(tasks * self.survey.threads_each) if self.survey is not None else 0

    def _gil(self) -> bool:
        return next((run.runtime.gil for run in self.runs if run.runtime is not None), self.runtime.gil)

    def _ended(self, number: int, run: Run, changing: frozenset[int]) -> tuple[Ended, int]:
        """What came of a run; and how many of its results could not be compared."""
        what = _try(run)
        if number in self._cut:
            crew = f"{what.workers} worker{'s' * (what.workers != 1)}"
            late, after = self._cut[number], seconds(run.elapsed_s())
            budget = f"the budget ended {after} after it had begun with {crew}"
            hangs = f"it had not returned after {after} with {crew}, and was ended"
            failure = f"{budget if late else hangs}: it hangs, or the budget is too small."
            return Ended(what, failure=failure, late=late), 0
        if run.phase is not Phase.FINISHED:
            return Ended(what, failure=run.error), 0
        checked = check(_told(run), changing)
        missing = run.spec.tasks - len(changing) - checked.compared
        if checked.wrong and what != LOOP:
            item, word = checked.wrong[0]
            others = f"{len(checked.wrong)} of {run.spec.tasks} results are others than a plain loop's"
            return Ended(what, failure=f"{others}, first of item {item + 1}: it {word}.", wrong=True), missing
        return Ended(what, sample(run.record(), run.repetition, number)), missing

    def _poll_inquiry(self, inquiry: Inquiry) -> None:
        inquiry.poll()
        late = self._now() > self._deadline
        if late and not inquiry.finished and not self._stopping:
            what = inquiry.progress.get("what", "starting")
            remedy = "give smaller items, or" if what.startswith("calling") else "see that this ends, or give"
            self.error = (
                f"{self.question.code.function} was not done with {what} after {self.question.budget_s:g} s, when the budget "
                f"ended: {remedy} a larger budget."
            )
            self.stop()
        if not inquiry.finished:
            return
        self._inquiry = None
        if inquiry.answer is None or self._stopping:
            self.error = self.error or (None if self._stopping else inquiry.error)
            self.traceback = inquiry.traceback
            self.refused = inquiry.refused
            self.finished = True
            return
        self.survey = Survey.of(inquiry.answer)
        if self.survey.raised == self.survey.done:
            self.finished = True  # how long raising takes tells nothing of it
            return
        question = self.question
        self.plan = make_plan(self.survey, self.runtime, question.workers, self._deadline - self._now())
        self._next()

    def _poll_execution(self, execution: Execution) -> None:
        execution.poll()
        run = execution.run
        if not run.phase.ended:
            if self._now() > self._run_deadline and not self._stopping and len(self.runs) - 1 not in self._cut:
                self._cut[len(self.runs) - 1] = self._run_deadline >= self._deadline
                execution.stop()
            return
        self._execution = None
        wall = run.wall_s if run.phase is Phase.FINISHED else None
        self._done.append(Done(_try(run), run.repetition, self._now() - self._started, wall))
        self._set_baseline(run)
        if self._stopping or (wall is None and _try(run) == LOOP):
            self.finished = True
        else:
            self._next()

    def _set_baseline(self, run: Run) -> None:
        loops = (each for each in self.runs if _try(each) == LOOP and each.repetition == run.repetition)
        loop = next(loops, None)
        run.baseline_s = loop.wall_s if loop is not None and loop.phase is Phase.FINISHED else None

    def _next(self) -> None:
        left = self._deadline - self._now()
        following = next_try(self.plan, self._done, left) if self.plan is not None else None
        if following is None or self.plan is None:
            if not self._done:
                self.error = "The budget ended before anything was measured: give smaller items, or a larger budget."
            self.finished = True
            return
        what, number = following
        question = self.question
        spec = JobSpec(
            workload=catalog.OWN_FUNCTION.name,
            size=1,
            executor=what.executor,
            workers=what.workers,
            tasks=self.plan.tasks,
            python=question.python,
            code=dataclasses.replace(question.code, threads=self._own_threads(self.plan.tasks)),
            executor_plug_in=what.plug_in,
        )
        run = Run(spec=spec, repetition=number)
        self.runs.append(run)
        self._started = self._now()
        self._run_deadline = self._started + patience(self._done, left)
        self._execution = Execution(run, self._workspace, live=False)
        self._execution.start()


def ended_early(status: int, progress: Mapping[str, Any]) -> str:
    """What to say of a first look that ended without a word.

    Args:
        status: How its process ended: an exit status; negative: the signal that killed it.
        progress: What it was at.
    """
    how = f"ended by itself with exit status {status}"
    if status < 0:
        with contextlib.suppress(ValueError):
            how = f"was killed by {signal.Signals(-status).name}"
    return f"The function's process {how} while {progress.get('what', 'starting')}: it must return, not exit, and not crash."


def _told(run: Run) -> list[str]:
    """The word on each of its results."""
    return [str(word) for word in run.results or ()]


def _try(run: Run) -> Try:
    return Try(run.spec.executor, run.spec.workers, run.spec.executor_plug_in)
