"""What a sentence of advice rests on: runs, by their places among all of them, with the figures that decided."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.advice.measured import Sample
from gilviz.advice.plan import LOOP, Try
from gilviz.advice.words import Reason, crew, duration
from gilviz.runner.protocol import State
from gilviz.trace.facts import percent
from gilviz.trace.memory import MB

HEADINGS = (
    "run", "round", "took", "its work", "starting, ending", "memory",
    "with the GIL", "outside it", "waiting for the GIL", "waiting for a core",
)  # fmt: skip
"""What the columns of ``cells`` say."""


def named(what: Try) -> str:
    """``plain loop``, ``process-pool, 2 processes``."""
    return "plain loop" if what == LOOP else f"{what.executor}, {crew(what)}"


def cells(sample: Sample) -> tuple[str, ...]:
    """One run's figures, a text for each of ``HEADINGS``; the last four are shares of what its workers did with their tasks."""
    spent = sample.states_s
    whole = sum(seconds for label, seconds in spent.items() if label != State.IDLE.label)
    shares = (percent(spent[state.label] / whole) if whole > 0 else "" for state in _TOLD)
    memory = f"{sample.memory / MB:.0f} MB" if sample.memory is not None else ""
    times = (duration(seconds) for seconds in (sample.wall_s, sample.work_s, max(0.0, sample.aside_s)))
    return named(sample.what), str(sample.round + 1), *times, memory, *shares


def evidence_of(reason: Reason, samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """The runs that a sentence rests on, as far as they finished, in their order."""
    return tuple(sorted((each for each in samples if each.number in reason.runs), key=lambda each: each.number))


def rests_on(reason: Reason, samples: Sequence[Sample]) -> str:
    """The same in a few words: ``plain loop (3 runs), process-pool, 2 processes (3 runs)``; empty where it is no run."""
    kinds = [each.what for each in evidence_of(reason, samples)]
    counts = {what: kinds.count(what) for what in dict.fromkeys(kinds)}
    return "; ".join(f"{named(what)} ({count} run{'s' * (count != 1)})" for what, count in counts.items())


_TOLD = (State.RUNNING, State.NATIVE, State.GIL_WAIT, State.CPU_WAIT)
