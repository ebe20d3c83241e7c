"""What the head and the columns of a run say, checked and made into lanes, a trace and a record."""

from __future__ import annotations

import numpy as np

from gilviz.recording.columns import Ints, Source
from gilviz.recording.errors import RecordingError
from gilviz.recording.format import (
    MOST_NAME,
    MOST_SPAN,
    MOST_TASKS,
    MOST_TIME,
    LaneHead,
    MemoryHead,
    ProbeHead,
    RequestsHead,
    RunHead,
)
from gilviz.recording.model import RecordedRun
from gilviz.recording.stacks import stacks_of
from gilviz.runner.protocol import NO_TASK, Evidence, Layer, State, WorkerKind
from gilviz.runner.spec import MAX_COROUTINES, JobSpec
from gilviz.trace.finished_lane import FinishedLane
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.memory import KINDS, Memory, MemorySample
from gilviz.trace.probe import Probe
from gilviz.trace.record import RunRecord
from gilviz.trace.requests import Times
from gilviz.trace.run_trace import RunTrace

LONGEST_NAME = 48
"""Characters of a thread's name that are shown: a recording of our own has no more bytes of it."""


def run_of(head: RunHead, source: Source) -> RecordedRun:
    """One run.

    Raises:
        RecordingError: something in it can't be true.
    """
    _check_spec(head.spec)
    _check_names(head)
    trace = _trace(head, source)
    record = RunRecord(
        spec=head.spec,
        runtime=head.runtime,
        outcome=head.outcome,
        error=head.error,
        traceback=head.traceback,
        wall_s=head.wall_s,
        baseline_s=head.baseline_s,
        trace=trace,
        log=source.text(head.log, "output"),
        first=head.first,
        switches=tuple(head.switches),
        finding=head.finding,
        pickling_s=head.pickling_s,
        alone_ms=head.alone_ms,
        memory=_memory(head.memory, source) if head.memory is not None else None,
        source=head.source,
        baseline_lost=head.baseline_lost,
    )
    return RecordedRun(record, head.listed, head.repetition, head.window_cost)


def _check_spec(spec: JobSpec) -> None:
    """Refuse a job that this version can't name: everything that is said of a run begins with these two."""
    try:
        _ = spec.workload_info
        _ = spec.executor_info
    except KeyError as error:
        named = f"{spec.workload[:80]!r} by {spec.executor[:80]!r}"
        raise RecordingError(f"this version of gilviz does not know its job, {named}") from error
    if not (0 <= spec.tasks <= MOST_TASKS and 0 <= spec.workers <= MAX_COROUTINES and 0 <= spec.size <= 1 << 62):
        raise RecordingError("the numbers of a job are out of range")


def _check_names(head: RunHead) -> None:
    """Refuse names that no window could show."""
    first = head.first.runtime if head.first is not None else None
    spec = head.spec
    names = [spec.python, spec.start_method]
    for runtime in (head.runtime, first):
        if runtime is not None:
            names += [runtime.path, runtime.implementation, runtime.version, runtime.gil_state, *runtime.start_methods]
    if any(name is not None and len(name) > MOST_NAME for name in names):
        raise RecordingError("a name in it is too long")


def _trace(head: RunHead, source: Source) -> RunTrace:
    lanes = [_lane(lane, source) for lane in head.lanes]
    started = [lane.start for lane in lanes if lane.start is not None]
    moments = [*started, *(lane.known_until for lane in lanes), *(t for t in (head.origin, head.end) if t is not None)]
    if moments and max(moments) - min(started or moments) > MOST_SPAN:
        raise RecordingError("one of its runs lasts for weeks")
    end = head.end if head.end is not None else max(moments, default=0)
    trace = RunTrace.of(lanes, head.origin, end, tuple(head.problems))
    trace.probe = _probe(head.probe, source) if head.probe is not None else None
    trace.stacks = stacks_of(head.stacks, source) if head.stacks is not None else None
    if head.requests is not None:
        trace.requests = _requests(head.requests, source)
    return trace


def _lane(head: LaneHead, source: Source) -> Lane:
    identity = LaneIdentity(
        number=head.number,
        pid=head.pid,
        native_id=head.native_id,
        kind=WorkerKind(head.kind),
        interpreter=head.interpreter,
        gil=head.gil,
        layers=Layer(head.layers & sum(Layer)),
        thread_state=head.thread_state,
        shares_gil=head.shares_gil,
        process=head.process,
        thread=head.thread,
        starter=head.starter,
        thread_name="".join(each for each in head.thread_name[:LONGEST_NAME] if each.isprintable()),
    )
    count = head.times.count
    times = source.values(head.times, "times")
    states = source.values(head.states, "states", count)
    evidence = source.values(head.evidence, "evidence", count)
    tasks = source.values(head.tasks, "tasks", count)
    _check(times, 0, MOST_TIME, "times")
    _check(states, 0, len(State) - 1, "states")
    _check(evidence, 0, len(Evidence) - 1, "evidence")
    _check(tasks, NO_TASK, MOST_TASKS, "tasks")
    if bool((times[1:] < times[:-1]).any()):
        raise RecordingError("time goes backwards in one of its lanes")
    if count and not head.known_until - times[0] <= MOST_SPAN:
        raise RecordingError("one of its lanes lasts for weeks")
    lane: Lane
    if count:
        columns = (times, states.astype(np.uint8), evidence.astype(np.uint8), tasks.astype(np.int32))
        lane = FinishedLane(identity, *columns, head.known_until)
    else:
        lane = Lane(identity, chunk_size=1)
        lane.known_until = head.known_until
    lane.settled_until = head.settled_until
    lane.dropped, lane.corrected = head.dropped, head.corrected
    lane.tasks_done, lane.closed = head.tasks_done, head.closed
    lane.recording_ns = head.recording_ns
    lane.lost_switches, lane.overruns = head.lost_switches, head.overruns
    lane.ticks, lane.ticks_until = head.ticks, head.ticks_until
    lane.more_threads, lane.more_ns = head.more_threads, head.more_ns
    return lane


def _probe(head: ProbeHead, source: Source) -> Probe:
    count = head.starts.count
    starts, ends = source.values(head.starts, "looks", count), source.values(head.ends, "looks", count)
    for times in (starts, ends):
        _check(times, 0, MOST_TIME, "looks")
    if bool((ends < starts).any()) or bool((starts[1:] < ends[:-1]).any()):
        raise RecordingError("time goes backwards in the looks at a GIL")
    return Probe(
        starts=starts,
        ends=ends,
        holders=source.values(head.holders, "holders", count),
        held=source.values(head.held, "holders", count) != 0,
        samples=head.samples,
        hand_offs=head.hand_offs,
        blind_ns=head.blind_ns,
        interval_ns=head.interval_ns,
        span_ns=head.span_ns,
        dropped=head.dropped,
    )


def _memory(head: MemoryHead, source: Source) -> Memory:
    if head.kind not in KINDS or not head.times.count:
        raise RecordingError("what it says of memory can't be true")
    count = head.times.count
    times = source.values(head.times, "memory samples", count)
    sizes, processes = source.values(head.sizes, "memory samples", count), source.values(head.processes, "memory samples", count)
    for values in (times, sizes):
        _check(values, 0, MOST_TIME, "memory samples")
    _check(processes, 0, 1 << 22, "memory samples")
    samples = zip(times.tolist(), sizes.tolist(), processes.tolist(), strict=True)
    return Memory(head.kind, tuple(MemorySample(*sample) for sample in samples))


def _requests(head: RequestsHead, source: Source) -> Times:
    count = head.sent.count
    columns = [source.values(column, "requests", count) for column in (head.sent, head.read, head.answered)]
    for values in columns:
        _check(values, 1, MOST_TIME, "requests")
    requests = np.stack(columns, axis=1)
    if bool((requests[:, 1:] < requests[:, :-1]).any()):
        raise RecordingError("a request of it was answered before it was sent")
    return requests


def _check(values: Ints, least: int, most: int, what: str) -> None:
    if len(values) and not least <= int(values.min()) <= int(values.max()) <= most:
        raise RecordingError(f"its {what} are out of range")
