"""What is made of any tool's threads: one run, whose lanes say no more than that tool told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.recording import Caption, Machine, RecordedRun, Recording
from gilviz.runner.catalog import IMPORTED_EXECUTOR, IMPORTED_WORKLOAD
from gilviz.runner.protocol import Layer, WorkerKind
from gilviz.runner.spec import MAX_COROUTINES, JobSpec
from gilviz.trace.finished_lane import FinishedLane
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.metrics import NS
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.run_trace import RunTrace

Ints = NDArray[np.int64]
ZERO: Final = NS
"""The moment, in ns, at which an imported run begins: other tools' clocks begin anywhere."""
MOST_LANES: Final = MAX_COROUTINES
LONGEST: Final = 1 << 51
"""ns: 26 days."""


@dataclass(frozen=True)
class Thread:
    """A thread of which a tool tells.

    Args:
        name: What it is called; may be empty.
        process: Its process, as the tool names it.
        thread: Itself, as the tool names it.
        times: int64[n], ns by the tool's clock, non-decreasing; n is at least 1.
        states: uint8[n], values of ``State``.
        evidence: uint8[n], values of ``Evidence``.
        tasks: int32[n], the task's number or ``NO_TASK``.
        until: The last state was so until then, in ns.
        busy_ns: For how long it executed: where there are too many, these threads are kept.
    """

    name: str
    process: str
    thread: str
    times: Ints
    states: NDArray[np.uint8]
    evidence: NDArray[np.uint8]
    tasks: NDArray[np.int32]
    until: int
    busy_ns: int = 0


@dataclass(frozen=True)
class Told:
    """What is known of all threads.

    Args:
        tool: Who tells: ``VizTracer 1.1.1``.
        gil: Whether it tells who has the GIL.
        layers: The kind of evidence that its lanes have.
        problems: What could not be used of its file, a sentence each.
    """

    tool: str
    gil: bool
    layers: Layer
    problems: tuple[str, ...] = ()


def recording_of(threads: Sequence[Thread], told: Told, path: Path, made_at: datetime) -> Recording:
    """A recording of one run with these threads; at most ``MOST_LANES``, those that executed most.

    Args:
        threads: At least one, in the order of the file.
        told: What is known of all of them.
        path: The file.
        made_at: When it was recorded, or when the file was written.
    """
    ranked = sorted(range(len(threads)), key=lambda i: -threads[i].busy_ns)
    kept = [threads[i] for i in sorted(ranked[:MOST_LANES])]
    problems = list(told.problems)
    if len(kept) < len(threads):
        problems.append(f"Of {len(threads):,} threads those {MOST_LANES} are shown that executed most.")
    shift = ZERO - min(int(thread.times[0]) for thread in kept)
    identities = _identities(kept, told)
    tool = _clean(told.tool)
    lanes = [_lane(thread, who, shift) for thread, who in zip(kept, identities, strict=True)]
    end = max(lane.known_until for lane in lanes)
    run = RunRecord(
        spec=JobSpec(IMPORTED_WORKLOAD.name, 0, IMPORTED_EXECUTOR.name, workers=len(lanes), tasks=_tasks(kept)),
        runtime=None,
        outcome=Outcome.FINISHED,
        error=None,
        traceback="",
        wall_s=(end - ZERO) / NS,
        baseline_s=None,
        trace=RunTrace.of(lanes, ZERO, end, tuple(problems)),
        source=tool,
    )
    captions = [
        Caption(f"{who.name} is {_clean(thread.name)}.", run=0, worker=who.number)
        for thread, who in zip(kept, identities, strict=True)
        if thread.name
    ]
    return Recording(
        runs=(RecordedRun(run),),
        machine=Machine("an unknown system"),
        made_at=made_at,
        title=f"{_clean(path.name)}, recorded by {tool}",
        captions=(*(Caption(problem) for problem in problems), *captions),
        made_by=tool,
    )


def _identities(threads: Sequence[Thread], told: Told) -> list[LaneIdentity]:
    """T1, T2, …; where there are several processes P1T1, P1T2, …, P2T1."""
    processes = list(dict.fromkeys(thread.process for thread in threads))
    seen = dict.fromkeys(processes, 0)
    identities = []
    for number, thread in enumerate(threads, start=1):
        seen[thread.process] += 1
        several = len(processes) > 1
        identities.append(
            LaneIdentity(
                number=number,
                pid=_number(thread.process),
                native_id=_number(thread.thread),
                kind=WorkerKind.THREAD,
                interpreter=0,
                gil=told.gil,
                layers=told.layers,
                shares_gil=told.gil,
                process=processes.index(thread.process) + 1 if several else 0,
                thread=seen[thread.process] if several else 0,
            )
        )
    return identities


def _clean(text: str) -> str:
    """A text that can be written as UTF-8: names of files and texts of JSON may hold halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(name: str) -> int:
    """A process's or thread's number; 0 where it has only a name, or one that no system gives."""
    return int(name) if name.isascii() and name.isdigit() and len(name) < 16 else 0


def _lane(thread: Thread, who: LaneIdentity, shift: int) -> Lane:
    lane = FinishedLane(who, thread.times + shift, thread.states, thread.evidence, thread.tasks, max(thread.until + shift, ZERO))
    lane.tasks_done = len(np.unique(thread.tasks[thread.tasks >= 0]))
    lane.closed = True
    return lane


def _tasks(threads: Sequence[Thread]) -> int:
    return max(int(thread.tasks.max()) for thread in threads) + 1
