"""One job from its order to its last message: the runner's main program.

1. Take the order, one line of JSON on standard input; from then on end when the starter does.
2. Say what interpreter this is.
3. Make the items, call the executor with the recorded task, watch worker processes meanwhile.
4. Say what came of it: the results, or one sentence and a traceback.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import struct
import sys
import time
import traceback
from typing import Any, Dict, Tuple

from gilviz.runner import calibrate, catalog, guard, runtime
from gilviz.runner.control import ControlChannel
from gilviz.runner.executors.crew import Crew
from gilviz.runner.protocol import HEADER_WORDS, WORD, Header, Message, WorkerKind, parse_lane_file_name
from gilviz.runner.recording.recording import Recording
from gilviz.runner.spec import JobSpec
from gilviz.runner.task import Task
from gilviz.runner.watch import Watch, WorkerEnded


def main() -> int:
    """Runs the job that standard input orders; the process's exit status."""
    channel = ControlChannel()
    order: Dict[str, Any] = json.loads(sys.stdin.readline())
    guard.die_with_parent()
    try:
        spec = JobSpec(**order["job"]) if "job" in order else None
        if spec and spec.switch_interval is not None:
            sys.setswitchinterval(spec.switch_interval)
        channel.send(Message.METADATA, runtime=runtime.describe(), pid=os.getpid())
        if spec:
            _run(spec, order["directory"], channel)
        else:
            _calibrate(order["calibrate"], channel)
    except BaseException as error:  # noqa: BLE001 - whatever it is, somebody waits to be told
        channel.send(Message.FAILED, **_failure(error))
        return 1
    return 0


def _run(spec: JobSpec, directory: str, channel: ControlChannel) -> None:
    workload = importlib.import_module(f"gilviz.runner.workloads.{spec.workload}")
    info = catalog.executor(spec.executor)
    executor = importlib.import_module(f"gilviz.runner.executors.{info.module}")
    recording = Recording(directory if spec.record else None, info.kind, runtime.has_gil(), spec.workers)
    crew = Crew(spec.workers, recording.begin, spec.start_method)

    def report(death: WorkerEnded) -> None:
        channel.send(Message.FAILED, **_failure(death))

    watch = Watch(lambda: work_is_left(directory, spec.tasks), report)
    # Without a recording nothing tells a worker that leaves from one that is lost; only benchmarks run so.
    watching = watch.watching() if spec.record and info.kind is WorkerKind.PROCESS else contextlib.nullcontext()
    with calibrate.items_of(workload, spec.size, spec.tasks) as items, watching:
        numbered = list(enumerate(items))
        task = Task(workload.work, recording)
        channel.send(Message.STARTED, t=time.perf_counter_ns())
        try:
            results = executor.run(task, numbered, crew)
        except Exception as error:
            death = watch.early_end()
            if death:
                raise death from error
            raise
        ended = time.perf_counter_ns()
        recording.end()
    channel.send(Message.FINISHED, t=ended, results=results)


def work_is_left(directory: str, tasks: int) -> bool:
    """Whether workers are still needed: by the lane files, not every task has a result, and none has raised an exception.

    An exception makes an executor send its workers home: their ends are no news, the exception is.
    """
    done: Dict[Tuple[int, int], int] = {}
    for name in os.listdir(directory):
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
    info = catalog.workload(order["workload"])
    module = importlib.import_module(f"gilviz.runner.workloads.{info.name}")
    size, seconds = calibrate.calibrate(module, info, order["seconds"])
    channel.send(Message.CALIBRATED, size=size, seconds=seconds)


def _failure(error: BaseException) -> Dict[str, Any]:
    """The fields of the message that says what went wrong."""
    lost = [error.pid] if isinstance(error, WorkerEnded) else []
    text = "" if lost else "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"t": time.perf_counter_ns(), "error": _sentence(error), "traceback": text, "lost": lost}


def _sentence(error: BaseException) -> str:
    if isinstance(error, WorkerEnded):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk that holds the temporary directory is full: free some space, or set TMPDIR to another disk."
    if isinstance(error, MemoryError):
        return "The job ran out of memory: use fewer workers or a smaller size."
    what = traceback.format_exception_only(type(error), error)[-1].strip()
    return f"A task raised {what}"
