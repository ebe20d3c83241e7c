"""One run while it goes on: its process's events and its trace, turned into the facts of a ``Run``.

How a run ends is decided once, when its process and all its children are gone, from the first of these that holds:
it said that it failed; it said that it finished; it was stopped; nothing was said, so it crashed.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from gilviz.experiment.following import Following
from gilviz.experiment.run import NANOSECONDS, Phase, Run
from gilviz.experiment.switching import switch_problem
from gilviz.experiment.unsaved import note_run
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.memory import MemoryWatch
from gilviz.launch.process import Ended, JobProcess, runner_command
from gilviz.launch.runtimes import RuntimeUnusable, find_python
from gilviz.launch.stage import environment
from gilviz.runner.protocol import NO_TASK, Message
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.record import RuntimeInfo, SwitchChange
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.truth import judge

MOST_NAMED = 8
"""Tasks that a sentence names."""
LOG_INTERVAL = 0.25
"""Seconds between looks at what a job printed."""


def start_job(
    python: str | None,
    order: Mapping[str, Any],
    workspace: Workspace,
    directory: Path,
    python_gil: int | None = None,
    *,
    users_code: bool = False,
) -> JobProcess:
    """Starts a job that runs that order, in an interpreter that may be told whether to use its GIL.

    The user's own code finds the user's environment and packages there; everything else of ours finds none of that.

    Raises:
        RuntimeUnusable: there is no such interpreter.
        OSError: it can't be started.
    """
    command = runner_command(find_python(python), own_packages=users_code)
    surroundings = environment(workspace.stage, directory / "tmp", python_gil, os.environ if users_code else None)
    process = JobProcess(command, order, surroundings, directory)
    process.start()
    return process


def start_problem(python: str | None, error: OSError) -> str:
    """Why an interpreter could not be started, and what to do."""
    if error.errno == errno.EMFILE:
        return "gilviz may open no more files, and can't start a job without: raise the limit (ulimit -n)."
    if error.errno in (errno.EAGAIN, errno.ENFILE, errno.ENOMEM):
        return (
            f"The system lets gilviz start no more processes or threads ({error.strerror}): "
            "close other programs, or raise the limits (ulimit -a)."
        )
    return f"{python or 'Python'} can't be started ({error.strerror}): give the path of a Python interpreter."


class Execution:
    """Executes one run.

    Args:
        run: What to run; its facts are kept up to date.
        workspace: Where to record.
        live: Whether its lanes are shown while it goes on; else they are read when it has ended.
    """

    def __init__(self, run: Run, workspace: Workspace, *, live: bool = True) -> None:
        self.run = run
        self._live = live
        self._following: Following | None = None
        self._workspace = workspace
        self._directory: Path | None = None
        self._process: JobProcess | None = None
        self._memory: MemoryWatch | None = None
        self._finished: Mapping[str, Any] | None = None
        self._failed: Mapping[str, Any] | None = None
        self._stopped_ns: int | None = None
        self._wanted_interval: float | None = None  # s; it was asked for before the tasks had begun
        self._log_due = 0.0

    def start(self) -> None:
        """Starts the job; a job that can't be started has failed at once."""
        run = self.run
        run.phase = Phase.STARTING
        run.trace = RunTrace(None)
        try:
            self._directory = self._workspace.new_run()
            run.trace = RunTrace(self._directory)
            self._following = Following(run, self._directory, live=self._live)
            spec, workspace = run.spec, self._workspace
            order = {"job": dataclasses.asdict(spec), "directory": str(self._directory)}
            own = spec.code is not None
            if own:
                order["expected"] = str(workspace.results_of(spec.code, spec.interpreter, spec.tasks))
            self._process = start_job(
                spec.python, order, workspace, self._directory, spec.python_gil, users_code=spec.wants_packages
            )
            self._watch_memory(self._process)
            self._note()
        except (RuntimeUnusable, WorkspaceError) as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(start_problem(run.spec.python, error))

    def poll(self) -> None:
        """Takes in what has happened since the last call; never waits."""
        if self._process is None or self.run.phase.ended:
            return
        events = self._process.events()
        self._take_log(self._process)
        self._take_memory()
        if self._following is not None:
            self._following.poll()
        for event in events:
            if isinstance(event, Ended):
                self._end(event)
            else:
                self._take(event.message)

    def stop(self) -> None:
        """Ends the job and all its children within 2 s; returns at once."""
        if self._process is not None and self._stopped_ns is None:
            self._stopped_ns = time.perf_counter_ns()
            self._process.stop()

    def ask_switch_interval(self, seconds: float) -> None:
        """Has the job change its switch interval, if that makes a difference to it; ``run.switches`` tells when it did.

        What is wanted while the job starts is asked for once its tasks begin.
        """
        if self.run.phase is Phase.STARTING:
            self._wanted_interval = seconds
        elif self._process is not None and switch_problem(self.run.spec, self.run.runtime) is None:
            self._process.ask({"switch_interval": seconds})

    def _watch_memory(self, process: JobProcess) -> None:
        if process.pid is not None:
            self._memory = MemoryWatch(process.pid)
            self._memory.start()

    def _note(self) -> None:
        """Say beside the lane files what they are of, for the case that nobody lives to tell."""
        if self._workspace.keeps and self._directory is not None:
            note_run(self._directory, self.run)

    def _take_memory(self) -> None:
        watch, known = self._memory, self.run.memory
        if watch is not None and watch.count > (len(known.samples) if known else 0):
            self.run.memory = Memory(watch.kind, tuple(MemorySample(*sample) for sample in watch.samples))

    def _take_log(self, process: JobProcess) -> None:
        # A flood is put together a few times a second, not at every frame.
        now = time.monotonic()
        if process.log_length != self.run.log_length and now >= self._log_due:
            self._log_due = now + LOG_INTERVAL
            self.run.log, self.run.log_length = process.log()

    def _take(self, message: Mapping[str, Any]) -> None:
        run = self.run
        kind = message["kind"]
        if kind == Message.METADATA:
            facts = message["runtime"]
            run.runtime = RuntimeInfo(**{**facts, "start_methods": tuple(facts["start_methods"])})
        elif kind == Message.STARTED:
            run.phase = Phase.RUNNING
            run.started_ns = message["t"]
            if run.trace is not None:
                run.trace.begin(message["t"])
            self._note()
            if self._wanted_interval is not None:
                self.ask_switch_interval(self._wanted_interval)
        elif kind == Message.FINISHED:
            self._finished = message
            run.results = tuple(message["results"])
            run.finding = message.get("finding")
            run.pickling_s = message["pickling_ns"] / NANOSECONDS if "pickling_ns" in message else None
            if run.started_ns is not None:
                run.wall_s = (message["t"] - run.started_ns) / NANOSECONDS
        elif kind == Message.SWITCH_INTERVAL:
            run.switches += (_change(run, message["t"], message["seconds"]),)
        elif kind == Message.FAILED and self._failed is None:
            self._failed = message

    def _end(self, ended: Ended) -> None:
        run = self.run
        if self._following is not None:
            self._following.catch_up()  # who was at work when a job died is read from the lanes
        if self._process is not None:
            run.log, run.log_length = self._process.log()
        if self._failed is not None:
            run.traceback = self._failed["traceback"]
            self._fail(self._failed["error"], self._failed["t"], self._failed["lost"])
        elif self._finished is not None:
            self._close(Phase.FINISHED, self._finished["t"])
        elif self._stopped_ns is not None:
            run.error = "It was stopped; what had been recorded until then is kept."
            self._close(Phase.PARTIAL, self._stopped_ns)
        else:
            everyone = {lane.identity.pid for lane in run.trace.lanes} if run.trace else set()
            self._fail(_crash(run, ended.status), lost=everyone)

    def _fail(self, error: str, end: int | None = None, lost: Collection[int] = ()) -> None:
        self.run.error = error
        self._close(Phase.FAILED, time.perf_counter_ns() if end is None else end, lost)

    def _close(self, phase: Phase, end: int, lost: Collection[int] = ()) -> None:
        run = self.run
        if self._following is not None:
            self._following.close()
        if self._memory is not None:
            self._memory.stop()
            self._take_memory()
        if run.trace is not None:
            run.trace.finish(end, lost)
            run.error = " ".join(filter(None, [run.error, under_way(run, lost)])) or None
            run.trace.close()
            run.truth = judge(run.trace)
        if self._directory is not None:
            self._workspace.discard_run(self._directory)
        run.phase = phase


def under_way(run: Run, lost: Collection[int]) -> str:
    """Which tasks workers were at that ended too early, in a sentence; empty where none was, or nobody knows."""
    lanes = run.trace.lanes if run.trace is not None else ()
    tasks = sorted({lane.last_task + 1 for lane in lanes if lane.identity.pid in lost and lane.last_task != NO_TASK})
    if not tasks:
        return ""
    noun = "item" if run.spec.code is not None else "task"
    if len(tasks) == 1:
        return f"Under way was {noun} {tasks[0]}."
    named = ", ".join(map(str, tasks[:MOST_NAMED])) + (", …" if len(tasks) > MOST_NAMED else "")
    return f"Under way were {noun}s {named}."


def _change(run: Run, time_ns: int, seconds: float) -> SwitchChange:
    """The change that was told."""
    first = (run.runtime.switch_interval if run.runtime is not None else None) or 0.0
    before = run.switches[-1].seconds if run.switches else first
    # Interpreters count it in µs, and say it as a sum of such.
    return SwitchChange((time_ns - (run.started_ns or time_ns)) / NANOSECONDS, round(before, 6), round(seconds, 6))


def _crash(run: Run, status: int) -> str:
    if run.runtime is None:
        return f"{run.spec.python or 'Python'} could not start the job (exit status {status}): the log says why."
    if status >= 0:
        return f"The job's process ended by itself with exit status {status}: its code must return, not exit."
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"The job's process was killed by {name}: look for a crash in C code, memory that ran out, or another program."
