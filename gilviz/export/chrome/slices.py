"""A lane as slices: tasks, and in them states."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from gilviz.export.chrome.words import STATE, TASK
from gilviz.render.state_text import kinds_of, what_is_awaited
from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, Segments

PART = 20_000
"""Numbers that are taken out of an array at once."""


class Event(NamedTuple):
    """One event.

    Args:
        ts: Its time in ns, from the file's zero.
        text: All of it, as JSON.
    """

    ts: int
    text: str


class TaskRun(NamedTuple):
    """A stretch of a lane in which it had one and the same task; times in ns."""

    start: int
    end: int
    task: int
    first: int
    """The number of its first transition in the lane."""


def microseconds(ns: int) -> str:
    """A time as the format has it, exact: ``12.345``."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    return f"{sign}{ns // 1000}.{ns % 1000:03d}"


def task_runs(lane: Lane) -> Iterator[TaskRun]:
    """Every stretch in which the lane had a task, in order."""
    number, task, start, first = 0, NO_TASK, 0, 0
    for block in lane.blocks():
        before = np.concatenate([[task], block.tasks[:-1]])
        for i in np.flatnonzero(block.tasks != before).tolist():
            time = int(block.starts[i])
            if task != NO_TASK:
                yield TaskRun(start, time, task, first)
            task, start, first = int(block.tasks[i]), time, number + i
        number += len(block)
    if task != NO_TASK:
        yield TaskRun(start, lane.known_until, task, first)


def lane_slices(lane: Lane, pid: int, tid: int, zero: int) -> Iterator[Event]:
    """A lane's slices, in the order of their times, each task before its states.

    Args:
        lane: The lane.
        pid: Its process in the file.
        tid: Its thread in the file.
        zero: The time that is 0 in the file, in ns.
    """
    kinds = kinds_of([lane])
    head = f'{{"ph":"X","pid":{pid},"tid":{tid},"ts":'
    runs = task_runs(lane)
    following = next(runs, None)
    number = 0
    for block in lane.blocks():
        for i, (ts, text) in enumerate(_states(block, head, zero, kinds), start=number):
            if following is not None and following.first == i:
                yield Event(ts, _task(following, head, zero))
                following = next(runs, None)
            yield Event(ts, text)
        number += len(block)


def _task(run: TaskRun, head: str, zero: int) -> str:
    when = f'{microseconds(run.start - zero)},"dur":{microseconds(run.end - run.start)}'
    return f'{head}{when},"name":"task {run.task}","cat":"{TASK}","args":{{"task":{run.task}}}}}'


def _states(block: Segments, head: str, zero: int, kinds: Collection[WorkerKind]) -> Iterator[tuple[int, str]]:
    names = [f'"name":"{state.label}","cat":"{STATE}","args":{{"evidence":"' for state in State]
    known = [[_known(state, evidence, kinds) for evidence in Evidence] for state in State]
    columns = (block.starts - zero, block.ends - block.starts, block.states, block.tasks, block.evidence)
    for first in range(0, len(block), PART):  # making long lists lets no other thread run
        for ts, dur, state, task, evidence in zip(*(column[first : first + PART].tolist() for column in columns), strict=True):
            which = "" if task == NO_TASK else f',"task":{task}'
            yield ts, f'{head}{microseconds(ts)},"dur":{microseconds(dur)},{names[state]}{known[state][evidence]}"{which}}}}}'


def _known(state: State, evidence: Evidence, kinds: Collection[WorkerKind]) -> str:
    """How a state is known, and the detail on it: Firefox Profiler shows nothing else of the arguments.

    The detail says what was not measured, and what the state's name can't: that a coroutine waited for its event loop.
    """
    if evidence is not Evidence.MEASURED:
        return f'{evidence.label}","detail":"{evidence.label}'
    what = what_is_awaited(state, kinds)
    return f'{evidence.label}","detail":"for {what}' if what else evidence.label
