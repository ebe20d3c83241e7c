"""One job from its order to its last message: the runner's main program.

1. Take the order, one line of JSON on standard input; from then on end when the starter does.
2. Say what interpreter this is.
3. Make the items, call the executor with the recorded task, watch worker processes meanwhile.
4. Say what came of it: the results, or one sentence and a traceback.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import sys
import time
from typing import Any, Dict, Iterator, Mapping, Optional

from gilviz.runner import calibrate, catalog, examine, guard, runtime
from gilviz.runner.control import ControlChannel
from gilviz.runner.executors.crew import Crew
from gilviz.runner.failure import failure, sentence_on_the_system
from gilviz.runner.interpreters import check_interpreters
from gilviz.runner.parcel import Journal, parcels
from gilviz.runner.parts import awaited, executor_of, module_of, workload_of
from gilviz.runner.probe.attend import observed, waits_watched
from gilviz.runner.probe.attend_stacks import stacks_watched
from gilviz.runner.probe.pace import pace_of
from gilviz.runner.protocol import Gil, Message, WorkerKind
from gilviz.runner.recording.recording import Recording
from gilviz.runner.recording.switches import made_ready
from gilviz.runner.requests import Requests, first_line
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.runner.task import Task
from gilviz.runner.watch import Watch, WorkerEnded
from gilviz.runner.work_left import work_is_left

_STARTS: Mapping[WorkerKind, str] = {
    WorkerKind.INTERPRETER: "interpreter_start",
    WorkerKind.COROUTINE: "coroutine_start",
}
"""The module that notes when such workers begin."""
_SURVEY, _ENDING = "gilviz.runner.user.survey", "gilviz.runner.user.ending"
"""Imported where there is a function of the user's own."""


def main() -> int:
    """Runs the job that standard input orders; the process's exit status."""
    channel = ControlChannel()
    line, rest = first_line(0)
    order: Dict[str, Any] = json.loads(line)
    requests = Requests(channel, order.get("requests"))
    guard.die_with_parent(requests.heed, rest)
    try:
        spec = JobSpec(**order["job"]) if "job" in order else None
        if spec and spec.switch_interval is not None:
            sys.setswitchinterval(spec.switch_interval)
        told = runtime.describe()
        channel.send(Message.METADATA, runtime=told, pid=os.getpid())
        if spec:
            _run(spec, order["directory"], channel, told["gil"], requests, order.get("expected"))
        elif "examine" in order:
            channel.send(Message.EXAMINED, layers=examine.examine())
        elif "survey" in order:
            survey = importlib.import_module(_SURVEY).survey
            survey(UserCode(**order["survey"]["code"]), order["survey"]["seconds"], channel)
        else:
            _calibrate(order["calibrate"], channel)
    except BaseException as error:  # noqa: BLE001 - whatever it is, somebody waits to be told
        channel.send(Message.FAILED, **failure(error))
        return 1
    if "survey" in order or (spec and spec.code):
        importlib.import_module(_ENDING).end_anyway()
    return 0


def _run(
    spec: JobSpec, directory: str, channel: ControlChannel, gil: bool, requests: Requests, expected: Optional[str] = None
) -> None:
    info = spec.executor_info
    workload = workload_of(spec, info)
    executor = executor_of(info)
    gil = _tell_new_gil(channel, gil, runtime.gil_state())
    if info.kind is WorkerKind.INTERPRETER:
        check_interpreters(min(spec.workers, spec.tasks))
    threads = spec.code.threads if spec.code is not None else None
    recording = Recording(directory if spec.record else None, info.kind, gil, spec.workers, spec.shared_processes, threads)
    begin_process = None if spec.switch_interval is None else functools.partial(sys.setswitchinterval, spec.switch_interval)
    begin = recording.begin if spec.code is None else workload.begin(recording.begin)
    crew = Crew(spec.workers, begin, spec.start_method, spec.shared_processes, begin_process, requests.begin)

    def report(death: WorkerEnded) -> None:
        channel.send(Message.FAILED, **failure(death))

    watch = Watch(lambda: work_is_left(directory, spec.tasks), report, may_leave=info.own_start)
    # Without a recording nothing tells a worker that leaves from one that is lost; only benchmarks run so.
    watching = watch.watching() if spec.record and info.has_processes else contextlib.nullcontext()
    ready = made_ready() if spec.record else contextlib.nullcontext()
    observing = _observing(spec, info, directory, channel, workload)
    journal = Journal()
    items_of = calibrate.items_of(workload, spec.size, spec.tasks, directory)
    with items_of as items, watching, _noting(info, recording), observing, ready:
        numbered = parcels(items, journal)
        task = awaited(workload, recording) if info.awaits else Task(workload.work, recording)
        recording.prepare()
        if info.kind is WorkerKind.THREAD and not info.has_processes:
            requests.begin()
        channel.send(Message.STARTED, t=time.perf_counter_ns())
        try:
            results = executor.run(task, numbered, crew)
        except Exception as error:
            # What a task raised in another process came here in good order, and where the system refuses a worker, executors
            # send the others home: then the workers ended because of the error, and not the other way round.
            came_from_a_task = type(error.__cause__).__name__.endswith("RemoteTraceback")
            death = None if came_from_a_task or sentence_on_the_system(error) else watch.early_end()
            if death:
                raise death from error
            raise
        ended = time.perf_counter_ns()
        requests.end()
        recording.end()
    _tell_new_gil(channel, gil, Gil.LATE_IMPORT)
    finding = workload.found(items) if hasattr(workload, "found") else None
    if expected is not None:
        results = workload.report(results, expected)
    elif hasattr(workload, "digest"):
        results = [workload.digest(result) for result in results]
    channel.send(Message.FINISHED, t=ended, results=results, finding=finding, pickling_ns=journal.pickling_ns)


@contextlib.contextmanager
def _noting(info: catalog.ExecutorInfo, recording: Recording) -> Iterator[None]:
    """Has it noted when workers begin that can't tell of it themselves."""
    if recording.directory is None or info.kind not in _STARTS:
        yield
        return
    # asyncio alone takes as long to import as everything else here: who has no coroutines does without.
    module = importlib.import_module(f"gilviz.runner.recording.{_STARTS[info.kind]}")
    restore = module.note_starts(recording)
    try:
        yield
    finally:
        restore()


def _tell_new_gil(channel: ControlChannel, before: bool, state: Gil) -> bool:
    """Whether there is a GIL now; where there was none before, says that there is one, and why."""
    now = runtime.has_gil()
    if now and not before:
        channel.send(Message.METADATA, runtime={**runtime.describe(), "gil_state": state.value}, pid=os.getpid())
    return now


@contextlib.contextmanager
def _observing(
    spec: JobSpec, info: catalog.ExecutorInfo, directory: str, channel: ControlChannel, workload: Any
) -> Iterator[None]:
    """Has the GIL observed that the workers share, if they share one, and of the user's code the lines that they are in."""
    # A plain loop has the GIL to itself, and so have coroutines; but of code that says nothing of itself, only looks tell C code
    # that lets the GIL go, and the lines in which the others wait for it.
    kinds = (WorkerKind.THREAD,) if spec.code is None else (WorkerKind.THREAD, WorkerKind.MAIN, WorkerKind.COROUTINE)
    with contextlib.ExitStack() as stack:
        gil = 0
        together = spec.record and info.kind in kinds and not info.has_processes
        if together and runtime.has_gil():
            try:
                gil = stack.enter_context(observed(directory, pace_of(sys.getswitchinterval())))
            except OSError as error:
                channel.send(Message.REFUSED, layer="probe", why=error.strerror or str(error))
        if spec.record and spec.code is not None:
            stack.enter_context(waits_watched(directory, gil))
        if together and spec.code is not None:
            refuse = functools.partial(channel.send, Message.REFUSED, layer="stacks")
            own = workload.own_code()
            stack.enter_context(stacks_watched(directory, gil, own, lambda why: refuse(why=why)))
        yield


def _calibrate(order: Dict[str, Any], channel: ControlChannel) -> None:
    plug_in = order.get("plug_in")
    info = catalog.WorkloadInfo(**plug_in) if plug_in else catalog.workload(order["workload"])
    size, seconds = calibrate.calibrate(module_of(info), info, order["seconds"])
    channel.send(Message.CALIBRATED, size=size, seconds=seconds)
