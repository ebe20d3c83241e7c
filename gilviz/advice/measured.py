"""What the runs of one function say, as numbers: how long, of that how much was start-up, what states, which results."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gilviz.advice.plan import LOOP, Try
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.metrics import NS, OwnMetrics, measure, task_span
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.truth import Grade, judge

MANY_UNSEEN = 0.2
"""Cores that threads without a lane must have taken, from which on they are taken for a library's, in C."""
_ASIDE = frozenset({State.IDLE.label, State.OVERHEAD.label})
_COMPUTES = frozenset({State.RUNNING.label, State.NATIVE.label, State.CPU_WAIT.label})
_WAITS = (State.IO_WAIT, State.LOCK_WAIT)


@dataclass(frozen=True)
class Sample:
    """One run that finished.

    Args:
        what: What ran.
        round: Its round, from 0.
        tasks: How many tasks.
        wall_s: Seconds from the executor's call to its return.
        work_s: Of that, from the first task's start to the last one's end.
        states_s: Seconds in each state over all lanes, by label.
        watched: Whether the GIL was looked at from outside, so that C code outside it could be seen.
        memory: Bytes that its processes took at most; None where nobody looked.
        number: The run's place among all runs, to find its picture by.
        own: What threads did that the function started itself; None without any.
        doubt: Why its lanes are not to be trusted; empty where they are.
    """

    what: Try
    round: int
    tasks: int
    wall_s: float
    work_s: float
    states_s: dict[str, float]
    watched: bool
    memory: int | None
    number: int = 0
    own: OwnMetrics | None = None
    doubt: str = ""

    @property
    def aside_s(self) -> float:
        """Seconds that are not work: starting workers, and ending them."""
        return self.wall_s - self.work_s

    def total_s(self, items: int) -> float:
        """Seconds that so many items would take: the start-up once, the work as often as there are more."""
        return self.aside_s + self.work_s * items / self.tasks


def sample(record: RunRecord, number_of_round: int, number: int = 0) -> Sample | None:
    """What a run says; None where it did not finish."""
    if record.outcome is not Outcome.FINISHED or record.wall_s is None:
        return None
    span = task_span(record.trace.lanes)
    work = (span[1] - span[0]) / NS if span is not None else record.wall_s
    measured = measure(record.trace)
    truth = judge(record.trace)
    return Sample(
        what=Try(record.spec.executor, record.spec.workers, record.spec.executor_plug_in),
        round=number_of_round,
        tasks=record.spec.tasks,
        wall_s=record.wall_s,
        work_s=min(work, record.wall_s),
        states_s=measured.states_s,
        watched=record.trace.probe is not None,
        memory=record.memory.peak.size if record.memory is not None else None,
        number=number,
        own=measured.own,
        doubt=truth.reason if truth.grade is Grade.BAD else "",
    )


@dataclass(frozen=True)
class Gain:
    """How a try compares with the plain loop of the same round, for a number of items.

    Args:
        what: What was tried.
        ratios: How many times as fast it was, one for each round, in rising order.
        samples: What it rests on.
        works: How many times as fast it did the work alone, without starting and ending workers, likewise.
    """

    what: Try
    ratios: tuple[float, ...]
    samples: tuple[Sample, ...]
    works: tuple[float, ...]

    @property
    def work(self) -> float:
        """How many times as fast it did the work alone, in the middle round."""
        return statistics.median(self.works)

    @property
    def median(self) -> float:
        """In the middle round."""
        return statistics.median(self.ratios)

    @property
    def least(self) -> float:
        """In the worst round."""
        return self.ratios[0]

    @property
    def sure(self) -> float:
        """What every round shows."""
        return sure_of(self.ratios)

    @property
    def most(self) -> float:
        """In the best round."""
        return self.ratios[-1]


def gains(samples: Sequence[Sample], items: int) -> list[Gain]:
    """What each try gained, the best first.

    Args:
        samples: All runs, the plain loops among them.
        items: For how many items.
    """
    loops = {each.round: each for each in samples if each.what == LOOP}
    found = []
    for what in dict.fromkeys(each.what for each in samples if each.what != LOOP):
        own = tuple(each for each in samples if each.what == what and each.round in loops)
        ratios = sorted(loops[each.round].total_s(items) / max(each.total_s(items), 1e-9) for each in own)
        if ratios:
            works = sorted(loops[each.round].work_s / max(each.work_s, 1e-9) for each in own)
            found.append(Gain(what, tuple(ratios), own, tuple(works)))
    return sorted(found, key=lambda gain: -gain.median)


def sure_of(ratios: Sequence[float]) -> float:
    """What every round shows, of ratios in rising order; of four and more rounds one may have been disturbed."""
    return ratios[len(ratios) // 4]


def spread(values: Iterable[float]) -> float:
    """How far the values lie from their median at most, as a share of it."""
    known = sorted(values)
    middle = statistics.median(known)
    return max(known[-1] - middle, middle - known[0]) / middle if middle > 0 else 0.0


def crowding(samples: Iterable[Sample], cores: int, *, gil: bool) -> float:
    """For what share of their tasks' time workers could have computed and had no core, though there were enough for all of them.

    Others had it then: no executor can gain on a machine that is taken. Threads are left out, which wait for the GIL first; but
    those that a plain loop's function starts itself count, where one GIL lets no more of them compute than there are cores.
    So are processes that are sent more than they compute: who sends it computes beside them, and has one of their cores.
    """
    spent = waited = 0.0
    for each in samples:
        apart = each.what.info.kind not in (WorkerKind.THREAD, WorkerKind.COROUTINE)
        if apart and _computes(each) and each.what.workers <= cores and (not each.own or (gil and each.what == LOOP)):
            waited += each.states_s[State.CPU_WAIT.label]
            # Who started threads waits for them meanwhile: that is none of the time in which somebody could have computed.
            counted = _COMPUTES if each.own else each.states_s.keys() - _ASIDE
            spent += sum(each.states_s[label] for label in counted)
    return waited / spent if spent > 0 else 0.0


def _computes(sample: Sample) -> bool:
    """Whether its workers computed for longer than they were sent things."""
    told = sample.states_s
    return told[State.RUNNING.label] + told[State.NATIVE.label] >= told[State.OVERHEAD.label]


@dataclass(frozen=True)
class Shares:
    """What the plain loop did with its time; the three add up to 1.

    Args:
        gil: Computing with the GIL.
        native: Computing in C code that let go of it.
        waiting: Waiting for something.
        known: Whether the first two were told apart by an observer.
    """

    gil: float
    native: float
    waiting: float
    known: bool


def shares(loops: Sequence[Sample], waiting: float, own_threads: float) -> Shares:
    """What the plain loops did, all together.

    Args:
        loops: The plain loops.
        waiting: The share of its time in which nothing computed for it, as its own clock has it: the surest there is.
        own_threads: How many cores its other threads took, with a lane or without.
    """
    running = sum(each.states_s[State.RUNNING.label] for each in loops)
    native = sum(each.states_s[State.NATIVE.label] for each in loops)
    computing = running + native
    in_native = native / computing if computing > 0 else 0.0
    unseen = own_threads - sum(each.own.executed_s for each in loops if each.own) / max(sum(each.work_s for each in loops), 1e-9)
    if unseen > MANY_UNSEEN:
        # While threads of C compute, the one that called them waits for them.
        in_native = max(in_native, min(1.0, unseen / (1 + unseen)))
    busy = 1 - waiting
    return Shares(busy * (1 - in_native), busy * in_native, waiting, known=any(each.watched for each in loops))


@dataclass(frozen=True)
class Checked:
    """How an executor's results compare with the plain loop's.

    Args:
        wrong: Items whose result is another, with a word on each.
        compared: How many could be compared.
    """

    wrong: tuple[tuple[int, str], ...]
    compared: int


RIGHT_WORDS = ("ok", "raised ")
UNCOMPARED = "not compared"


def unsteady(loops: Sequence[Sequence[str]]) -> frozenset[int]:
    """The items for which a plain loop itself returns one thing now and another then."""
    return frozenset(number for told in loops for number, word in enumerate(told) if _is_wrong(word))


def _is_wrong(word: str) -> bool:
    return not word.startswith((*RIGHT_WORDS, UNCOMPARED))


def check(told: Sequence[str], changing: frozenset[int]) -> Checked:
    """What an executor's results were worth.

    Args:
        told: The word on each result, as the runner said it.
        changing: Items that nothing follows from.
    """
    sure = [(number, word) for number, word in enumerate(told) if number not in changing]
    wrong = tuple((number, word) for number, word in sure if _is_wrong(word))
    return Checked(wrong, sum(word != UNCOMPARED for _, word in sure))
