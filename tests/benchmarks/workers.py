"""What interpreters and coroutines gain: the first compute at once in one process, the second wait at once in one thread."""

from __future__ import annotations

from gilviz.experiment.plan import Variant
from tests.benchmarks.executors import parallelisms, speedups
from tests.benchmarks.figures import Benchmark, Figure, Skipped
from tests.benchmarks.runs import compare
from tests.interpreters import find_interpreter

WITH_INTERPRETERS = ("python3.12", "python3.13", "python3.14", "python3.15")


def measure_interpreters() -> list[Figure]:
    """Interpreters on pure Python, on every Python that has them."""
    found = {name: path for name in WITH_INTERPRETERS if (path := find_interpreter(name))}
    if not found:
        raise Skipped(f"none of {', '.join(WITH_INTERPRETERS)} was found: tools/runtimes.sh installs some")
    figures = []
    for name, path in found.items():
        runs = compare("primes", [Variant("interpreter-pool", python=path)], workers=2, tasks=8)
        what = f"primes, interpreter-pool on {name}, 2 workers"
        figures.append(Figure(f"{what}: executing at once", parallelisms(runs, "interpreter-pool"), least=1.8))
        figures.append(Figure(f"{what}: speed-up", speedups(runs, "interpreter-pool"), "×"))
    return figures


def measure_coroutines() -> list[Figure]:
    """A hundred coroutines that wait, and ten that block."""
    runs = compare("sleep", ["asyncio"], size=100, workers=100, tasks=100)
    blocked = compare("sleep", ["asyncio-blocking"], size=100, workers=10, tasks=20)
    return [
        Figure("sleep, asyncio, 100 coroutines: speed-up", speedups(runs, "asyncio"), "×", least=50),
        Figure("sleep, asyncio-blocking, 10 coroutines: speed-up", speedups(blocked, "asyncio-blocking"), "×", most=1.05),
    ]


INTERPRETERS = Benchmark("interpreters", "Do interpreters of one process compute at once?", measure_interpreters)
COROUTINES = Benchmark("coroutines", "Do coroutines wait at the same time, unless one blocks?", measure_coroutines)
