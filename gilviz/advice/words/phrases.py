"""A sentence with the runs it rests on, and what sentences are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.advice.limits import CROWDED
from gilviz.advice.measured import Gain
from gilviz.advice.plan import Try
from gilviz.advice.verdict import Facts, Verdict
from gilviz.runner.protocol import WorkerKind
from gilviz.trace.facts import percent, seconds
from gilviz.trace.visible import one_line


@dataclass(frozen=True)
class Reason:
    """One sentence.

    Args:
        text: What it says, on one line: what it repeats of others' words can't do anything there (``trace.visible``).
        runs: The places of the runs it rests on, among all runs.
        advises: Whether it is the one that says what to use.
    """

    text: str
    runs: tuple[int, ...] = ()
    advises: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", one_line(self.text))


def crew(what: Try) -> str:
    """``4 threads``, ``2 processes``."""
    noun, plural = {
        WorkerKind.THREAD: ("thread", "threads"),
        WorkerKind.PROCESS: ("process", "processes"),
        WorkerKind.INTERPRETER: ("interpreter", "interpreters"),
        WorkerKind.COROUTINE: ("coroutine", "coroutines"),
        WorkerKind.MAIN: ("plain loop", "plain loops"),
    }[what.info.kind]
    return f"{what.workers} {noun if what.workers == 1 else plural}"


def times(gain: Gain) -> str:
    """``1.87 times as fast (1.80 to 1.92)``."""
    return f"{gain.median:.2f} times as fast{_between(gain.ratios)}"


def work_times(gain: Gain) -> str:
    """The same of its work alone, without starting and ending workers."""
    return f"{gain.work:.2f} times as fast{_between(gain.works)}"


def _between(ratios: Sequence[float]) -> str:
    return f" ({ratios[0]:.2f} to {ratios[-1]:.2f})" if len(ratios) > 1 else ""


def duration(time_s: float) -> str:
    """A time as people say it: ``12 ms``, ``3.4 s``, ``15 µs``."""
    if time_s >= 1:
        return seconds(time_s)
    if time_s >= 0.001:
        return f"{time_s * 1000:.3g} ms"
    return f"{time_s * 1e6:.3g} µs"


def items_of(facts: Facts) -> str:
    """``1,000 items``, ``all 5,000 items`` where fewer were measured."""
    count = facts.survey.items
    return f"{count:,} item{'s' * (count != 1)}" if facts.plan.tasks >= count else f"all {count:,} items"


def kind_of(gain: Gain) -> WorkerKind:
    """What its workers are."""
    return gain.what.info.kind


def runs_of(gain: Gain | None) -> tuple[int, ...]:
    """The places of the runs that show it."""
    return tuple(each.number for each in gain.samples) if gain is not None else ()


def crowded(verdict: Verdict) -> str:
    """Whose cores they were, where others had them; else empty."""
    if verdict.crowding <= CROWDED:
        return ""
    return f"other programs had the cores for {percent(verdict.crowding)} of the time"


def after_colon(sentence: str) -> str:
    """The same as the end of another sentence: ``its results can't be sent back.``"""
    begins = sentence.split(" ", 1)[0] in ("A", "It", "Its", "The")
    return f"{sentence[0].lower() if begins else sentence[:1]}{sentence[1:]}".rstrip(".") + "."
