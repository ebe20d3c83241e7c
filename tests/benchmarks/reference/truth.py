"""What really happened, from what the kernel reported: when threads entered and left CPython's GIL, and their cores.

Two things are followed for each thread, and together they say what it does. On the GIL: it is out of it, it enters (inside
``take_gil``), it has it (from ``take_gil``'s return to ``drop_gil``'s entry), or it leaves (inside ``drop_gil``, where a thread
that was asked to let go waits until another one has taken over). On the core: it is on one, it is ready for one (woken, or
preempted), or it is blocked: for a lock, if it is recorded what threads call the system for, and that was the last.

Who lets go of the GIL and gets it back, and never leaves its core in ``drop_gil`` or ``take_gil``, did not wait: it was on its
core without the GIL, and the µs that it spent in those two are the probes' own. Nothing is inferred, and no threshold is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from tests.benchmarks.reference.events import Event, Kind
from tests.benchmarks.reference.timeline import Doing, Timeline


class _Gil(Enum):
    OUT = 0
    ENTERS = 1
    HAS = 2
    LEAVES = 3
    ENTERS_AT_ONCE = 4
    LEAVES_AT_ONCE = 5


class _Core(Enum):
    ON = 0
    READY = 1
    BLOCKED = 2


_GIL_AFTER = {Kind.TAKE: _Gil.ENTERS, Kind.TOOK: _Gil.HAS, Kind.DROP: _Gil.LEAVES, Kind.DROPPED: _Gil.OUT}
_CORE_AFTER = {Kind.ON_CORE: _Core.ON, Kind.PREEMPTED: _Core.READY, Kind.BLOCKED: _Core.BLOCKED}
_CALLS = frozenset({Kind.ASKS_FOR_LOCK, Kind.CALLS})
_AT_ONCE = {_Gil.ENTERS: _Gil.ENTERS_AT_ONCE, _Gil.LEAVES: _Gil.LEAVES_AT_ONCE}
_WAITS = frozenset(_AT_ONCE)


def timeline(events: Iterable[Event]) -> Timeline:
    """What one thread did, from everything that happened to it."""
    return Timeline.of(_changes(list(events)))


def holding(events: Iterable[Event]) -> Timeline:
    """When one thread had the GIL, on a core or not: then it is said to run, else to be absent."""
    held = ((event.time, event.kind) for event in events if event.kind in (Kind.TOOK, Kind.DROP, Kind.ENDED))
    return Timeline.of((time, Doing.RUNNING if kind is Kind.TOOK else Doing.ABSENT) for time, kind in held)


def _changes(events: Sequence[Event]) -> Iterator[tuple[int, Doing]]:
    knows_calls = any(event.kind in _CALLS for event in events)
    gil, core, asks, woken = _Gil.OUT, _Core.BLOCKED, False, False
    for event, waits in zip(events, _waits(events), strict=True):
        # Who is woken on its way off its core is ready for one as soon as it has left it. Where calls are not known, it may have
        # come back, and left for the next wait.
        was_woken, woken = woken, knows_calls and event.kind is Kind.WOKEN and core is _Core.ON
        if event.kind in _CALLS:
            asks = event.kind is Kind.ASKS_FOR_LOCK
            continue
        if event.kind is Kind.ENDED:
            # Its number can be given to another one; its last switch is nobody's any more.
            yield event.time, Doing.ABSENT
            return
        if event.kind is Kind.WOKEN:
            core = _Core.READY if core is _Core.BLOCKED else core
        elif event.kind is Kind.BLOCKED and was_woken:
            core = _Core.READY
        elif event.kind in _CORE_AFTER:
            core = _CORE_AFTER[event.kind]
        else:
            # Who does something is on a core, whatever was seen before.
            gil, core = _GIL_AFTER[event.kind], _Core.ON
            if not waits:
                gil = _AT_ONCE.get(gil, gil)
        doing = _doing(gil, core)
        yield event.time, Doing.LOCKED if asks and doing is Doing.BLOCKED else doing


def _waits(events: Sequence[Event]) -> list[bool]:
    """For each event whether its thread leaves its core as it lets go of the GIL, or as it gets it back."""
    found = [False] * len(events)
    cycle: list[int] = []
    inside = leaves = False
    for place, event in enumerate(events):
        if event.kind in (Kind.DROP, Kind.TAKE):
            inside = True
            cycle.append(place)
        elif event.kind in (Kind.DROPPED, Kind.TOOK):
            inside = False
        elif inside and event.kind in (Kind.BLOCKED, Kind.PREEMPTED):
            leaves = True
        if event.kind is Kind.TOOK:
            for each in cycle:
                found[each] = leaves
            cycle, leaves = [], False
    for each in cycle:
        found[each] = leaves
    return found


def _doing(gil: _Gil, core: _Core) -> Doing:
    if core is _Core.READY:
        return Doing.CPU_WAIT
    if gil in _WAITS:
        return Doing.GIL_WAIT
    if core is _Core.BLOCKED:
        return Doing.BLOCKED
    return Doing.RUNNING if gil is _Gil.HAS else Doing.NATIVE


def hand_offs(events: Iterable[Event], process: int, at_work: Mapping[int, tuple[int, int]]) -> int:
    """How often a process's GIL went from one worker to another.

    Args:
        events: In the order of time.
        process: Whose GIL.
        at_work: The workers' threads; from when until when each of them counts, in ns. A worker that has the GIL before it has
            a task or after it had its last one (it opens its lane, it ends) is like any other thread: it is not seen.
    """
    last, count = 0, 0
    taken: dict[int, int] = {}
    for event in events:
        if event.process != process or event.thread not in at_work:
            continue
        if event.kind is Kind.TOOK:
            taken[event.thread] = event.time
        elif event.kind is Kind.DROP:
            start, end = at_work[event.thread]
            if event.time > start and taken.get(event.thread, end) < end:
                count += last not in (0, event.thread)
                last = event.thread
    return count


def all_hand_offs(events: Iterable[Event], process: int, span: tuple[int, int]) -> int:
    """How often any thread took a process's GIL that was not the last one to have it, within a span in ns."""
    last, count = 0, 0
    for event in events:
        if event.process == process and event.kind is Kind.TOOK and event.time < span[1]:
            count += event.time >= span[0] and last not in (0, event.thread)
            last = event.thread
    return count
