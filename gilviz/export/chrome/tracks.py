"""What a run's file has beside its lanes: counters, arrows, instants, and what an observer saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gilviz.export.chrome.slices import PART, Event, microseconds
from gilviz.export.chrome.words import ANSWER, GIL, PROBE, written
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.memory import Memory
from gilviz.trace.metrics import NS
from gilviz.trace.probe import Probe
from gilviz.trace.record import RunRecord
from gilviz.trace.requests import ANSWERED, READ, SENT

Ints = NDArray[np.int64]


class Common(NamedTuple):
    """Where stands what all workers of a run have in common.

    Args:
        pid: The run's process in the file.
        tid: A thread of its own there.
        zero: The time that is 0 in the file, in ns.
    """

    pid: int
    tid: int
    zero: int


def executing(lanes: Sequence[Lane], where: Common) -> Iterator[Event]:
    """How many workers executed at once, wherever that changed."""
    parts = [_executing(lane) for lane in lanes]
    times = np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)])
    order = times.argsort(kind="stable")
    changes = np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)])[order]
    times, counts = times[order], changes.cumsum()
    last = np.append(times[1:] != times[:-1], True)[: len(times)]  # of several changes at one time only what they lead to
    times, counts = times[last], counts[last]
    changed = np.append(True, counts[1:] != counts[:-1])[: len(times)]
    times, counts = times[changed], counts[changed]
    for part in _parts(len(times)):
        for time, count in zip(times[part].tolist(), counts[part].tolist(), strict=True):
            yield _counter(where, time, "workers", "executing", str(count))


def _parts(length: int) -> Iterator[slice]:
    """All of an array in parts: what makes a list of ten million numbers lets no other thread run meanwhile."""
    return (slice(first, first + PART) for first in range(0, length, PART))


def _executing(lane: Lane) -> tuple[Ints, Ints]:
    """When a worker began and ended to execute, and 1 or −1 for each."""
    times, changes = [], []
    before = 0
    for block in lane.blocks():
        now = np.isin(block.states, (State.RUNNING, State.NATIVE)).astype(np.int64)
        change = np.diff(now, prepend=before)
        at = change.nonzero()[0]
        times.append(block.starts[at])
        changes.append(change[at])
        before = int(now[-1])
    if before:
        times.append(np.array([lane.known_until]))
        changes.append(np.array([-1]))
    empty = np.empty(0, np.int64)
    return np.concatenate([empty, *times]), np.concatenate([empty, *changes])


def memory(looks: Memory, where: Common) -> Iterator[Event]:
    """What all processes took, in bytes: Perfetto reads the last digit of some fractions otherwise than they were written."""
    for sample in looks.samples:
        yield _counter(where, sample.time, "memory", "bytes", str(sample.size))


def _counter(where: Common, time: int, name: str, what: str, value: str) -> Event:
    ts = time - where.zero
    when = f'"ph":"C","pid":{where.pid},"tid":{where.tid},"ts":{microseconds(ts)}'
    return Event(ts, f'{{{when},"name":"{name}","cat":"counter","args":{{"{what}":{value}}}}}')


def arrows(lanes: Sequence[Lane], tids: Mapping[int, int], pid: int, zero: int, ids: Iterator[int]) -> Iterator[Event]:
    """For each time that these lanes' GIL changed hands, two events: where it was let go, and where it was taken.

    Args:
        lanes: Workers that share a GIL.
        tids: Their threads in the file, by ``id`` of the lane.
        pid: The run's process in the file.
        zero: The time that is 0 in the file, in ns.
        ids: Gives each arrow of the file its own.
    """
    for released, source, taken, taker in _passed(lanes):
        number = next(ids)
        for kind, ts, lane in (("s", released - zero, source), ("f", taken - zero, taker)):
            binds = ',"bp":"e"' if kind == "f" else ""
            where = f'"pid":{pid},"tid":{tids[id(lane)]},"ts":{microseconds(ts)}'
            yield Event(ts, f'{{"ph":"{kind}",{where},"name":"GIL","cat":"{GIL}","id":{number}{binds}}}')


def _passed(lanes: Sequence[Lane]) -> Iterator[tuple[int, Lane, int, Lane]]:
    """When a GIL was let go and by which lane, when it was taken next and by which; as ``GilLedger`` counts it.

    An arrow begins within the slice that it leaves, for viewers look for the slice that is open there: a nanosecond before its
    end, or where the next one has begun already.
    """
    starts, ends, holders = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for number, lane in enumerate(lanes):
        for block in lane.blocks():
            ran = block.states == State.RUNNING
            starts.append(block.starts[ran])
            ends.append(block.ends[ran])
            holders.append(np.full(int(ran.sum()), number))
    start, end, holder = np.concatenate(starts), np.concatenate(ends), np.concatenate(holders)
    order = np.lexsort((holder, start))
    start, end, holder = start[order], end[order], holder[order]
    passed = np.flatnonzero(holder[1:] != holder[:-1])
    for part in _parts(len(passed)):
        for i in passed[part].tolist():
            taken = int(start[i + 1])
            released = max(int(start[i]), min(int(end[i]) - 1, taken))
            yield released, lanes[int(holder[i])], taken, lanes[int(holder[i + 1])]


def instants(record: RunRecord, where: Common) -> list[Event]:
    """The moments at which the switch interval was changed, and at which a client had its answers."""
    zero = where.zero
    origin = zero if record.trace.origin is None else record.trace.origin
    events = []
    for change in record.switches:
        name = f"switch interval {change.before * 1000:g} ms → {change.seconds * 1000:g} ms"
        events.append(_instant(where, origin + round(change.t_s * NS) - zero, name, GIL, {"seconds": change.seconds}))
    for request in record.trace.requests.tolist():
        took = {"sent_ns": request[SENT] - zero, "read_ns": request[READ] - zero, "answered_ns": request[ANSWERED] - zero}
        name = f"answer after {(request[ANSWERED] - request[SENT]) / 1e6:.3f} ms"
        events.append(_instant(where, request[ANSWERED] - zero, name, ANSWER, took))
    return sorted(events, key=lambda event: event.ts)


def _instant(where: Common, ts: int, name: str, category: str, args: Mapping[str, float]) -> Event:
    head = f'{{"ph":"i","s":"p","pid":{where.pid},"tid":{where.tid},"ts":{microseconds(ts)}'
    return Event(ts, f'{head},"name":{written(name)},"cat":"{category}","args":{written(args)}}}')


def observed(probe: Probe, lanes: Sequence[Lane], pid: int, tid: int, zero: int) -> Iterator[Event]:
    """What an observer saw of the GIL, a slice for each time span in which it always found the same."""
    named = _Named(lanes)
    head = f'{{"ph":"X","pid":{pid},"tid":{tid},"ts":'
    columns = (probe.starts - zero, probe.ends - probe.starts, probe.holders, probe.held)
    for ts, dur, holder, held in zip(*(column.tolist() for column in columns), strict=True):
        name = written(named.at(holder, ts + zero) if held else "free")
        args = f'{{"holder":"{holder:#x}","held":{"true" if held else "false"},"evidence":"sampled"}}'
        yield Event(ts, f'{head}{microseconds(ts)},"dur":{microseconds(dur)},"name":{name},"cat":"{PROBE}","args":{args}}}')


class _Named:
    """Whose thread state an address is: when a thread has ended, the next one may have the same.

    Args:
        lanes: The workers.
    """

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._owners: dict[int, list[tuple[int, str]]] = {}
        for lane in lanes:
            if lane.identity.thread_state and lane.start is not None:
                self._owners.setdefault(lane.identity.thread_state, []).append((lane.start, lane.identity.name))

    def at(self, holder: int, time: int) -> str:
        """The worker that had it at a time, in ns, or was the first to have it."""
        owners = sorted(self._owners.get(holder, ()))
        begun = [name for start, name in owners if start <= time]
        return begun[-1] if begun else owners[0][1] if owners else "another thread"
