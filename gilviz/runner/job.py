"""One job from its order to its last message: the runner's main program.

1. Take the order, one line of JSON on standard input; from then on end when the starter does.
2. Say what interpreter this is.
3. Make the items, call the executor with the recorded task, watch worker processes meanwhile.
4. Say what came of it: the results, or one sentence and a traceback.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import importlib.util
import json
import os
import struct
import sys
import time
import traceback
from types import ModuleType
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

from gilviz.runner import calibrate, catalog, examine, guard, runtime
from gilviz.runner.control import ControlChannel
from gilviz.runner.executors.crew import Crew
from gilviz.runner.interpreters import check_interpreters
from gilviz.runner.parcel import Journal, parcels
from gilviz.runner.probe.attend import observed, waits_watched
from gilviz.runner.probe.attend_stacks import stacks_watched
from gilviz.runner.probe.pace import pace_of
from gilviz.runner.protocol import HEADER_WORDS, WORD, Gil, Header, Message, WorkerKind, parse_lane_file_name
from gilviz.runner.recording.recording import REFUSED, Recording
from gilviz.runner.recording.switches import made_ready
from gilviz.runner.requests import Requests, first_line
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.runner.task import AwaitedTask, Blocking, Task
from gilviz.runner.watch import Watch, WorkerEnded
from gilviz.runner.workloads.refusal import Refusal

_STARTS: Mapping[WorkerKind, str] = {
    WorkerKind.INTERPRETER: "interpreter_start",
    WorkerKind.COROUTINE: "coroutine_start",
}
"""The module that notes when such workers begin."""
_USER_WORKLOAD, _SURVEY = "gilviz.runner.user.workload", "gilviz.runner.user.survey"
_ENDING = "gilviz.runner.user.ending"
"""Imported where there is a function of the user's own."""
_PLUG_INS = "gilviz.runner.plug_ins"
"""Imported where an executor or a workload is another package's."""
_SENTENCES: Mapping[int, str] = {
    errno.ENOSPC: "The disk that holds the temporary directory is full: free some space, or set TMPDIR to another disk.",
    errno.EFBIG: "The system allows no files as large as a recording needs: raise the limit (ulimit -f).",
    errno.EMFILE: "The job may open no more files: use fewer workers, or raise the limit (ulimit -n).",
    errno.EAGAIN: "The system lets the job start no more workers: use fewer, or raise the limits (ulimit -u, ulimit -v).",
    errno.ENOMEM: "The job ran out of memory: use fewer workers or a smaller size.",
}
"""What the system refused, and what to do, by the number of its error."""
_NO_INTERPRETER = "An interpreter could not be made, and the log says why: use fewer workers."
_TOLD_BY_WORDS: Mapping[str, str] = {
    "can't start new thread": _SENTENCES[errno.EAGAIN],
    "interpreter creation failed": _NO_INTERPRETER,
    "A thread initializer failed": _NO_INTERPRETER,  # The pool of interpreters makes them as it initializes its threads.
    "AF_UNIX path too long": (
        "The path of the temporary directory is too long for a fork server's socket: set TMPDIR to a shorter one."
    ),
}
"""The same where an error has no number, by how it begins."""


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
        channel.send(Message.FAILED, **_failure(error))
        return 1
    if "survey" in order or (spec and spec.code):
        importlib.import_module(_ENDING).end_anyway()
    return 0


def _run(
    spec: JobSpec, directory: str, channel: ControlChannel, gil: bool, requests: Requests, expected: Optional[str] = None
) -> None:
    info = spec.executor_info
    workload = _workload(spec, info)
    executor = _executor(info)
    gil = _tell_new_gil(channel, gil, runtime.gil_state())
    if info.kind is WorkerKind.INTERPRETER:
        check_interpreters(min(spec.workers, spec.tasks))
    threads = spec.code.threads if spec.code is not None else None
    recording = Recording(directory if spec.record else None, info.kind, gil, spec.workers, spec.shared_processes, threads)
    begin_process = None if spec.switch_interval is None else functools.partial(sys.setswitchinterval, spec.switch_interval)
    begin = recording.begin if spec.code is None else workload.begin(recording.begin)
    crew = Crew(spec.workers, begin, spec.start_method, spec.shared_processes, begin_process, requests.begin)

    def report(death: WorkerEnded) -> None:
        channel.send(Message.FAILED, **_failure(death))

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


def _workload(spec: JobSpec, info: catalog.ExecutorInfo) -> Any:
    """What the tasks compute: a module below ``workloads``, or the user's own function in the place of one."""
    if spec.code is not None:
        return importlib.import_module(_USER_WORKLOAD).UserWorkload(spec.code, info)
    return _module_of(spec.workload_info)


def _module_of(info: catalog.WorkloadInfo) -> Any:
    if info.target is not None:
        return importlib.import_module(_PLUG_INS).load_for_job("workload", info.name, info.target)
    return importlib.import_module(f"gilviz.runner.workloads.{info.file}")


def _executor(info: catalog.ExecutorInfo) -> Any:
    """What runs them: a module below ``executors``, or another package's."""
    if info.target is not None:
        return importlib.import_module(_PLUG_INS).load_for_job("executor", info.name, info.target)
    try:
        return importlib.import_module(f"gilviz.runner.executors.{info.module}")
    except ModuleNotFoundError as error:
        if info.needs_package is None:
            raise
        install = f"install it there ({sys.executable} -m pip install {info.needs_package})"
        raise Refusal(f"{sys.executable} has no {info.needs_package}: {install}, or choose another executor.") from error


def awaited(workload: Any, recording: Recording) -> AwaitedTask:
    """The task that coroutines await: the workload's own coroutine function, or one that blocks, where it has none."""
    if hasattr(workload, "awaited"):
        return AwaitedTask(workload.awaited or Blocking(workload.work), recording)
    name = f"{getattr(workload, '__name__', '')}_async"
    # Another package's may be any object: only beside a module of ours, or theirs, can there be such a one.
    if not isinstance(workload, ModuleType) or importlib.util.find_spec(name) is None:
        return AwaitedTask(Blocking(workload.work), recording)
    return AwaitedTask(importlib.import_module(name).work, recording)


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


def work_is_left(directory: str, tasks: int) -> bool:
    """Whether workers are still needed: by the lane files, not every task has a result, and none has raised an exception.

    An exception makes an executor send its workers home: their ends are no news, the exception is.
    """
    done: Dict[Tuple[int, int], int] = {}
    for name in os.listdir(directory):
        if name == REFUSED:
            return False
        lane = parse_lane_file_name(name)
        if lane is None:
            continue
        with open(os.path.join(directory, name), "rb") as file:
            header = file.read(HEADER_WORDS * WORD)
        if len(header) < HEADER_WORDS * WORD:
            continue
        words = struct.unpack(f"<{HEADER_WORDS}q", header)
        if words[Header.TASKS_RAISED]:
            return False
        done[lane[:2]] = max(done.get(lane[:2], 0), words[Header.TASKS_DONE])
    return sum(done.values()) < tasks


def _calibrate(order: Dict[str, Any], channel: ControlChannel) -> None:
    plug_in = order.get("plug_in")
    info = catalog.WorkloadInfo(**plug_in) if plug_in else catalog.workload(order["workload"])
    size, seconds = calibrate.calibrate(_module_of(info), info, order["seconds"])
    channel.send(Message.CALIBRATED, size=size, seconds=seconds)


def _failure(error: BaseException) -> Dict[str, Any]:
    """The fields of the message that says what went wrong."""
    lost = error.pids if isinstance(error, WorkerEnded) else []
    sentence = str(error) if isinstance(error, (WorkerEnded, Refusal)) else sentence_on_the_system(error)
    if sentence:
        # The cause is not in the code: where it struck helps nobody, unless it is the user's code.
        cause = error.__cause__ if isinstance(error, Refusal) else None
        text = "".join(traceback.format_exception(type(cause), cause, cause.__traceback__)) if cause else ""
        return {
            "t": time.perf_counter_ns(),
            "error": sentence,
            "traceback": text,
            "lost": lost,
            "refused": isinstance(error, Refusal),
        }
    what = traceback.format_exception_only(type(error), error)[-1].strip()
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"t": time.perf_counter_ns(), "error": f"A task raised {what}", "traceback": text, "lost": lost}


def sentence_on_the_system(error: BaseException) -> str:
    """Cause and remedy where the system had no room for the job; empty where the error is another.

    Executors that are refused a worker half-way may stumble as they clean up: the first cause is what counts.
    """
    before = error.__cause__ or error.__context__
    return (sentence_on_the_system(before) if before else "") or _sentence_on(error)


def _sentence_on(error: BaseException) -> str:
    if isinstance(error, OSError) and _raised_in(error).endswith("synchronize.py"):
        return (
            "Pools of processes need semaphores, and the system gives none: see that /dev/shm can be written to, or use threads."
        )
    if isinstance(error, OSError) and error.errno is not None and error.errno in _SENTENCES:
        return _SENTENCES[error.errno]
    if isinstance(error, MemoryError):
        return _SENTENCES[errno.ENOMEM]
    if isinstance(error, KeyboardInterrupt):
        return "Somebody interrupted the job, by Ctrl+C or another SIGINT: run it again."
    return next((sentence for words, sentence in _TOLD_BY_WORDS.items() if str(error).startswith(words)), "")


def _raised_in(error: BaseException) -> str:
    """The file whose code raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return frames[-1].filename if frames else ""
