"""What is wrong with several runs is told once, with its reason."""

from __future__ import annotations

import pytest

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.problem_words import together

LANES = "more lanes than that can't be told apart, and that many processes can exhaust a machine."


def problems(workers: int, *executors: str, processes: int | None = None) -> list[str]:
    variants = tuple(Variant(executor, processes=processes) for executor in executors)
    return ExperimentSpec("sleep", 50, 8, workers, variants).problems()


@pytest.mark.parametrize(
    ("workers", "executors", "told"),
    [
        (65, ("pool",), [f"The workers of pool must be 1 to 64, not 65: {LANES}"]),
        (65, ("threading", "pool", "pool"), [f"The workers of threading and pool must be 1 to 64, not 65: {LANES}"]),
        (
            65,
            ("thread", "asyncio", "threading", "pool"),
            [f"The workers of thread, threading and pool must be 1 to 64, not 65: {LANES}"],
        ),
        (
            2000,
            ("pool", "asyncio", "threading"),
            [
                f"The workers of pool and threading must be 1 to 64, not 2,000: {LANES}",
                "The workers of asyncio must be 1 to 200, not 2,000.",
            ],
        ),
        (
            0,
            ("pool", "asyncio"),
            [
                "The workers of pool must be 1 to 64, not 0: without a worker nothing is done.",
                "The workers of asyncio must be 1 to 200, not 0.",
            ],
        ),
    ],
)
def test_too_many_workers_are_refused_once_with_one_reason(workers: int, executors: tuple[str, ...], told: list[str]) -> None:
    assert problems(workers, *executors) == told


def test_other_reasons_are_kept() -> None:
    found = problems(65, "process-threads", "pool", processes=65)
    assert found == [
        f"The workers of process-threads and pool must be 1 to 64, not 65: {LANES}",
        "The processes must be 1 to 64, not 65: that many can exhaust a machine.",
    ]


def test_a_sentence_without_a_reason_stays_as_it_is() -> None:
    assert together([("a", ["It is."]), ("b", ["It is.", "It is not."])]) == ["It is.", "It is not."]
