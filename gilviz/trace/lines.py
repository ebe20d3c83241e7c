"""What hinders threads: in which lines of the user's code the GIL was held, and in which threads waited for it.

All of it is sampled: a share is a count of looks, and comes with the interval in which the true one surely lies (19 times out of
20). Looks of one round are not independent of each other, where one worker holds the GIL the others don't: so it is rounds that
count, however many workers there are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.chunk import Ints, Segments
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.stacks import LINE_MASK, Code, Stacks

_SURE = 1.96
"""Standard deviations on either side, in which 19 of 20 lie."""


class Doing(IntEnum):
    """What a worker did in a line."""

    ELSE = 0
    """It waited for something else than the GIL, or computed without it, or it is not known."""
    HELD = 1
    """It held the GIL."""
    WAITED = 2
    """It waited for the GIL."""


_OTHERS = (Doing.ELSE, Doing.WAITED)


@dataclass(frozen=True)
class Place:
    """A line of the user's code.

    Args:
        file: Where it is.
        line: Its number.
        function: The function that it is in.
        text: What it says, without the space around it; empty where that is not known.
    """

    file: str
    line: int
    function: str
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Share:
    """A part of the looks.

    Args:
        count: In how many.
        of: Of how many.
        rounds: In how many rounds these were: what can be told from them is told from that many.
        blind: The part of the time in which nobody could look: what happened then is not known at all.
    """

    count: int
    of: int
    rounds: int
    blind: float = 0.0

    @property
    def percent(self) -> float:
        """Per cent of the looks."""
        return 100 * self.count / self.of if self.of else 0.0

    @property
    def surely(self) -> tuple[float, float]:
        """Per cent between which the true share lies, 19 times out of 20: Wilson's interval, and anything while it was blind."""
        n = self.rounds
        if not n:
            return 0.0, 100.0
        part, z = self.percent / 100, _SURE * _SURE / n
        middle = (part + z / 2) / (1 + z)
        width = _SURE / (1 + z) * math.sqrt(part * (1 - part) / n + z / (4 * n))
        low, high = max(0.0, middle - width), min(1.0, middle + width)
        return 100 * low * (1 - self.blind), 100 * (high * (1 - self.blind) + self.blind)


@dataclass(frozen=True)
class Line:
    """What was seen of one line.

    Args:
        place: Which.
        held: In how many rounds a worker held the GIL in it.
        waited: At how many looks a worker waited for the GIL in it.
        samples: How many looks found a worker in it, whatever it did.
        inside: What it had called, most often seen first: ``raw_decode (decoder.py:353)``; empty where it was the line itself.
    """

    place: Place
    held: Share
    waited: Share
    samples: int
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """What was seen of the user's code in one run, or in several of the same kind.

    Args:
        lines: Those in which the GIL was held or waited for most come first.
        rounds: Rounds of looks that found a worker in the user's code.
        samples: Looks that did.
        torn: Looks that were thrown away, for they could not be read in one piece.
        blind: The part of the time for which the onlooker had no core.
        refused: Why nobody looked; empty where somebody did.
    """

    lines: tuple[Line, ...]
    rounds: int = 0
    samples: int = 0
    torn: int = 0
    blind: float = 0.0
    refused: str = ""


@dataclass(frozen=True)
class Seen:
    """The looks of one run that found a worker in the user's code: n of them, in the order of time.

    Args:
        times: int64[n], ns.
        lanes: int64[n]: the place of the worker's lane among the run's.
        doing: uint8[n]: a ``Doing``.
        rounds: int64[n]: in which round.
        places: int64[n]: the place of the line in ``known``.
        inner: int64[n]: as in ``Stacks``.
        known: The lines.
    """

    times: Ints
    lanes: Ints
    doing: NDArray[np.uint8]
    rounds: Ints
    places: Ints
    inner: Ints
    known: tuple[Place, ...]

    def __len__(self) -> int:
        """How many looks there are."""
        return len(self.times)

    def nearest(self, lane: int, time: int) -> int | None:
        """The look at that lane which is nearest to a time in ns; None where there is none."""
        its = np.flatnonzero(self.lanes == lane)
        return int(its[np.abs(self.times[its] - time).argmin()]) if len(its) else None

    def at(self, place: Place) -> Ints:
        """The looks that found a worker in that line, by their numbers."""
        wanted = [number for number, known in enumerate(self.known) if known == place]
        return np.flatnonzero(np.isin(self.places, wanted))


def seen(trace: RunTrace) -> Seen | None:
    """The looks of a run that has ended; None where nobody looked."""
    stacks = trace.stacks
    if stacks is None or stacks.refused or trace.end is None:
        return None
    stacks = stacks.between(trace.origin or 0, trace.end)
    lanes = _lanes(trace.lanes, stacks)
    mine = (stacks.own > 0) & (lanes >= 0)
    packed, places = np.unique(stacks.own[mine], return_inverse=True)
    doing = _doing(trace.lanes, stacks, lanes)[mine]
    return Seen(
        times=stacks.times[mine],
        lanes=lanes[mine],
        doing=doing,
        rounds=stacks.rounds[mine],
        places=places.reshape(-1).astype(np.int64),
        inner=stacks.inner[mine],
        known=_places(stacks.codes, packed.tolist()),
    )


def _places(codes: Sequence[Code], packed: Sequence[int]) -> tuple[Place, ...]:
    """The lines; one in which several functions begin (a generator expression, a lambda) is that of the outermost."""
    outermost: dict[tuple[str, int], tuple[int, Place]] = {}
    for each in packed:
        place, first = _place(codes, each), codes[(each >> 32) - 1].first
        key = place.file, place.line
        if key not in outermost or first < outermost[key][0]:
            outermost[key] = first, place
    found = (_place(codes, each) for each in packed)
    return tuple(outermost[place.file, place.line][1] for place in found)


def _lanes(lanes: Sequence[Lane], stacks: Stacks) -> Ints:
    """The place of the lane that each look was at, int64[n]; -1 where it was at none.

    Of coroutines that share a thread it was at the one that executed, or had lost its core to do so: a machine's only core goes
    to whoever looks. Where none did, it was at none of them.
    """
    found = np.full(len(stacks), -1, dtype=np.int64)
    of_thread: dict[int, list[int]] = {}
    for number, lane in enumerate(lanes):
        of_thread.setdefault(lane.identity.native_id, []).append(number)
    for thread, numbers in of_thread.items():
        its = np.flatnonzero(stacks.threads == thread)
        if len(numbers) == 1:
            found[its] = numbers[0]
            continue
        for number in numbers if len(its) else ():
            states = _states_at(lanes[number], stacks.times[its])
            found[its[np.isin(states, (State.RUNNING, State.NATIVE, State.CPU_WAIT))]] = number
    return found


def _states_at(lane: Lane, times: Ints) -> NDArray[np.int64]:
    """The lane's state at each of these times, in ns; -1 before its first."""
    if not len(lane):
        return np.full(len(times), -1, dtype=np.int64)
    whole = Segments.join(list(lane.blocks()))
    at = np.searchsorted(whole.starts, times, side="right") - 1
    return np.where(at >= 0, whole.states[np.maximum(at, 0)].astype(np.int64), -1)


def lines_of(traces: Iterable[RunTrace]) -> Lines:
    """What was seen in all of these runs together, which executed the same code in the same way."""
    rounds = samples = torn = blind = span = 0
    counts: dict[Doing, Counter[Place]] = {doing: Counter() for doing in Doing}
    found: Counter[Place] = Counter()
    inside: dict[Place, Counter[str]] = {}
    refused = ""
    for trace in traces:
        stacks, looks = trace.stacks, seen(trace)
        refused = refused or (stacks.refused if stacks is not None else "")
        if stacks is None or looks is None:
            continue
        rounds += len(np.unique(looks.rounds))
        samples += len(looks)
        torn += stacks.torn
        blind += stacks.blind_ns
        span += int(stacks.times[-1] - stacks.times[0]) if len(stacks) else 0
        for place, doing, count in _counted(looks):
            counts[doing][place] += count
        found.update(looks.known[number] for number in looks.places.tolist())
        _note_calls(looks, stacks.codes, inside)
    unseen = min(1.0, blind / span) if span else 0.0
    lines = [
        Line(
            place,
            Share(counts[Doing.HELD][place], rounds, rounds, unseen),
            Share(counts[Doing.WAITED][place], samples, rounds, unseen),
            found[place],
            tuple(name for name, _ in inside.get(place, Counter()).most_common(3)),
        )
        for place in found
    ]
    lines.sort(key=lambda line: (-line.held.percent - line.waited.percent, -line.samples, line.place.file, line.place.line))
    return Lines(tuple(lines), rounds, samples, torn, unseen, "" if rounds else refused)


def _counted(looks: Seen) -> Iterable[tuple[Place, Doing, int]]:
    """How often which line was seen; where the GIL was held, in how many rounds, for it may have been handed on within one."""
    held = looks.doing == Doing.HELD
    pairs = np.unique(np.stack([looks.places[held], looks.rounds[held]], axis=1), axis=0)
    for doing, places in ((Doing.HELD, pairs[:, 0]), *((each, looks.places[looks.doing == each]) for each in _OTHERS)):
        numbers, counts = np.unique(places, return_counts=True)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
            yield looks.known[number], doing, count


def _note_calls(looks: Seen, codes: Sequence[Code], inside: dict[Place, Counter[str]]) -> None:
    """Add what the lines had called, where that is not the user's own code."""
    for place, inner in zip(looks.places.tolist(), looks.inner.tolist(), strict=True):
        if not inner:
            continue
        line = looks.known[place]
        called = _place(codes, inner)
        if (called.file, called.function) != (line.file, line.function) and (called.file, called.line) != (line.file, line.line):
            file = called.file.replace("\\", "/").rpartition("/")[2]
            inside.setdefault(line, Counter())[f"{called.function} ({file}:{called.line})"] += 1


def _place(codes: Sequence[Code], packed: int) -> Place:
    code, line = codes[(packed >> 32) - 1], packed & LINE_MASK
    return Place(code.file, line, code.function, code.text(line))


def _doing(lanes: Sequence[Lane], stacks: Stacks, numbers: Ints) -> NDArray[np.uint8]:
    """What each look found its worker do.

    Who holds the GIL, its own words say, and of whoever is off its core the kernel says what it waits for. A worker that is on a
    core without the GIL, or wants to be, may have been woken to take it: of that its lane knows more than one look can tell.
    """
    doing = np.full(len(stacks), Doing.ELSE, dtype=np.uint8)
    doing[stacks.states == State.RUNNING] = Doing.HELD
    doing[stacks.states == State.GIL_WAIT] = Doing.WAITED
    unsure = (stacks.states == State.NATIVE) | (stacks.states == State.IDLE)
    for number, lane in enumerate(lanes):
        its = np.flatnonzero(unsure & (numbers == number))
        if len(its):
            doing[its[_states_at(lane, stacks.times[its]) == State.GIL_WAIT]] = Doing.WAITED
    return doing
