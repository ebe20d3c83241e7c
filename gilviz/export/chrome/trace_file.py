"""The file: all runs' events in one order, and what has no place in an event."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, TextIO

from gilviz.export.chrome import tracks
from gilviz.export.chrome.facts import facts
from gilviz.export.chrome.slices import Event, lane_slices
from gilviz.export.chrome.words import FORMAT, KEY, written
from gilviz.export.target import open_target
from gilviz.recording import Recording
from gilviz.recording.watched import Step, unwatched
from gilviz.render.evidence_text import worker_text
from gilviz.render.headline import title
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.record import RunRecord

TOGETHER = 1000
"""Events that are written at once."""


@dataclass(frozen=True)
class _Placed:
    """A run's place in the file: its process, the time that is 0 there (ns), the threads of all it has in common (0 means another
    thing to some viewers), of its lanes, and of the observer.
    """

    record: RunRecord
    pid: int
    zero: int
    common: tracks.Common
    tids: tuple[int, ...]
    probe_tid: int


def write_chrome(target: Path | TextIO, recording: Recording, step: Step = unwatched) -> None:
    """Write all runs.

    Args:
        target: A stream, or a file: that is replaced as a whole once it is complete, and left as it was if it can't be.
        recording: The runs, in their order, and what is known of them.
        step: Hears how far that is; what it raises ends it.

    Raises:
        OSError: it can't be written.
    """
    if isinstance(target, Path):
        with open_target(target) as stream:
            _write(stream, recording, step)
    else:
        _write(target, recording, step)


def _place(records: Sequence[RunRecord]) -> list[_Placed]:
    """Number everything, and let all runs begin together, at or after 0."""
    lead = max((_origin(record) - _earliest(record) for record in records), default=0)
    tids = itertools.count(1)
    return [
        _Placed(
            record,
            pid=number,
            zero=_origin(record) - lead,
            common=tracks.Common(number, next(tids), _origin(record) - lead),
            tids=tuple(next(tids) for _ in record.trace.lanes),
            probe_tid=next(tids),
        )
        for number, record in enumerate(records, start=1)
    ]


def _origin(record: RunRecord) -> int:
    origin = record.trace.origin
    return _first_transition(record) if origin is None else origin


def _first_transition(record: RunRecord) -> int:
    return min((lane.start for lane in record.trace.lanes if lane.start is not None), default=0)


def _earliest(record: RunRecord) -> int:
    """The time of the first thing that is drawn, in ns."""
    trace = record.trace
    found = [_origin(record)]
    found += [lane.start for lane in trace.lanes if lane.start is not None]
    found += [sample.time for sample in record.memory.samples] if record.memory is not None else []
    found += trace.probe.starts[:1].tolist() if trace.probe is not None else []
    found += trace.requests.min(axis=0)[:1].tolist() if len(trace.requests) else []
    return min(found)


def _write(stream: TextIO, recording: Recording, step: Step) -> None:
    placed = _place([run.record() for run in recording.runs])
    last = max((lane.known_until - run.zero for run in placed for lane in run.record.trace.lanes if len(lane)), default=0)
    stream.write('{"displayTimeUnit":"ns","traceEvents":[\n')
    names = [written(event) for run in placed for event in _names(run)]
    stream.write(",\n".join(names))
    behind = ",\n" if names else ""
    ordered = heapq.merge(*_tracks(placed), key=attrgetter("ts"))
    while some := list(itertools.islice(ordered, TOGETHER)):
        stream.write(behind + ",\n".join([event.text for event in some]))
        behind = ",\n"
        step(min(max(some[-1].ts / max(last, 1), 0.0), 1.0))
    stream.write('\n],"metadata":')
    about = {
        "title": recording.title,
        "made by": recording.made_by,
        "made at": recording.made_at.isoformat(),
        "machine": recording.machine.text,
    }
    own = {"format": FORMAT, "runs": [_numbers(run) for run in placed], "facts": facts(recording)}
    stream.write(written({**about, KEY: own}))
    stream.write("}\n")


def _names(run: _Placed) -> Iterator[dict[str, Any]]:
    """What viewers call the run, its lanes and the rest, and in which order they show them."""
    record = run.record
    mark = f"{record.mark} · " if record.mark else ""
    name = f"{run.pid}: {mark}{title(record.spec, record.runtime, record.source)}"
    yield {"ph": "M", "pid": run.pid, "tid": run.common.tid, "name": "process_name", "args": {"name": name}}
    yield {"ph": "M", "pid": run.pid, "tid": run.common.tid, "name": "process_sort_index", "args": {"sort_index": run.pid}}
    threads = [(run.common.tid, "all workers")]
    threads += [(tid, worker_text(lane.identity)) for lane, tid in zip(record.trace.lanes, run.tids, strict=True)]
    if record.trace.probe is not None:
        threads.append((run.probe_tid, "GIL, seen from outside"))
    for tid, who in threads:
        yield {"ph": "M", "pid": run.pid, "tid": tid, "name": "thread_name", "args": {"name": who}}
        yield {"ph": "M", "pid": run.pid, "tid": tid, "name": "thread_sort_index", "args": {"sort_index": tid}}


def _tracks(placed: Sequence[_Placed]) -> list[Iterable[Event]]:
    """Every track's events, each in the order of their times. Of events at one time those of an earlier track come first:
    slices before the arrows that are to be bound to them.
    """
    slices: list[Iterable[Event]] = []
    others: list[Iterable[Event]] = []
    ids = itertools.count(1)
    for run in placed:
        record, trace = run.record, run.record.trace
        slices += [lane_slices(lane, run.pid, tid, run.zero) for lane, tid in zip(trace.lanes, run.tids, strict=True)]
        if trace.probe is not None:
            slices.append(tracks.observed(trace.probe, trace.lanes, run.pid, run.probe_tid, run.zero))
        by_lane = {id(lane): tid for lane, tid in zip(trace.lanes, run.tids, strict=True)}
        groups = [group for group in lanes_by_gil(trace.lanes).values() if changes_hands(group)]
        others += [tracks.arrows(group, by_lane, run.pid, run.zero, ids) for group in groups]
        others += [tracks.executing(trace.lanes, run.common), tracks.instants(record, run.common)]
        if record.memory is not None:
            others.append(tracks.memory(record.memory, run.common))
    return slices + others


def _numbers(run: _Placed) -> dict[str, Any]:
    """Where in the file a run's lanes and its observer are, and which time is 0 there."""
    return {
        "pid": run.pid,
        "zero_ns": run.zero,
        "lanes": list(run.tids),
        "observer": run.probe_tid if run.record.trace.probe is not None else None,
    }
