"""Which of the runs that have ended count as measurements, and which are told as failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.advice.measured import Sample
from gilviz.advice.plan import LOOP, Refused, Try


@dataclass(frozen=True)
class Ended:
    """What came of one run.

    Args:
        what: What ran.
        sample: What it measured, where it finished with right results.
        failure: Why it counts for nothing.
        wrong: Whether its results were others than a plain loop's.
        late: Whether the budget ended it.
    """

    what: Try
    sample: Sample | None = None
    failure: str | None = None
    wrong: bool = False
    late: bool = False


def counted(runs: Sequence[Ended], refused: Sequence[Refused]) -> tuple[tuple[Sample, ...], tuple[Refused, ...]]:
    """The samples that advice may rest on, and a word on each executor that can't be used or failed.

    Wrong results with some workers say that the function must not be shared out by that executor at all; any other failure
    says something of that number of workers only. That the budget ended says nothing of what had finished before.

    Args:
        runs: In their order.
        refused: What was not run at all.
    """
    finished = {each.what for each in runs if each.sample is not None}
    telling = [each for each in runs if not (each.late and each.what in finished)]
    failures = {each.executor: each for each in refused}
    for each in telling:
        if each.failure is not None:
            failures.setdefault(each.what.executor, Refused(each.what.executor, each.failure))
    wrong = {each.what.executor for each in telling if each.wrong}
    failed = {each.what for each in telling if each.failure is not None and each.what != LOOP}
    samples = (each.sample for each in telling if each.what not in failed and each.what.executor not in wrong)
    return tuple(sample for sample in samples if sample is not None), tuple(failures.values())
