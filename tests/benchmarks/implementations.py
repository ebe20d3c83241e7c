"""Who runs at once in which Python: two threads on pure Python, in every implementation that is here."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from gilviz.experiment.plan import Variant
from tests.benchmarks.executors import TWO_WORKERS, parallelisms, speedups
from tests.benchmarks.figures import Benchmark, Figure, Skipped
from tests.benchmarks.runs import compare
from tests.interpreters import find_interpreter


@dataclass(frozen=True)
class Claim:
    """What an implementation promises of two threads.

    Args:
        title: What it is called.
        command: What starts it, as ``tests.interpreters`` finds it.
        least: How many execute at once, at least; None where nothing is promised.
        most: The same, at most.
    """

    title: str
    command: str
    least: float | None = None
    most: float | None = None


EXECUTOR = "threading"
CLAIMS = (
    Claim("CPython", "python{}.{}".format(*sys.version_info[:2]), most=1.05),
    Claim("CPython 3.13 without its GIL", "python3.13t", least=1.8),
    Claim("PyPy", "pypy3", most=1.05),
    Claim("Jython", "jython", least=1.7),
)


def measure_implementations() -> list[Figure]:
    """Each against its own sequential run, at the size that takes half a second there."""
    absent = [claim.command for claim in CLAIMS if find_interpreter(claim.command) is None]
    if absent:
        print(f"  Not measured, for they are not here: {', '.join(absent)}", file=sys.stderr)
    figures = [figure for claim in CLAIMS if claim.command not in absent for figure in _measure(claim)]
    if not figures:
        raise Skipped("No interpreter was found: run runtimes.sh, or name their folder in GILVIZ_RUNTIMES.")
    return figures


def _measure(claim: Claim) -> list[Figure]:
    # Longer than elsewhere: Java's compiler goes on for a while beside the job, on the same cores.
    runs = compare("primes", [Variant(EXECUTOR, python=find_interpreter(claim.command))], task_seconds=0.5, **TWO_WORKERS)
    name = f"primes, {claim.title}, {EXECUTOR}, 2 workers"
    return [
        Figure(f"{name}: executing at once", parallelisms(runs, EXECUTOR), least=claim.least, most=claim.most),
        Figure(f"{name}: speed-up", speedups(runs, EXECUTOR), "×"),
    ]


IMPLEMENTATIONS = Benchmark("implementations", "In which Pythons do threads run at once?", measure_implementations)
