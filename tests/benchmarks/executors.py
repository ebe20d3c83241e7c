"""What the program is about: who runs at once, and what that gains."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.experiment.run import Run
from gilviz.trace.metrics import measure
from tests.benchmarks.figures import Benchmark, Figure
from tests.benchmarks.runs import compare

TWO_WORKERS = {"workers": 2, "tasks": 8}
EIGHT_WORKERS = {"workers": 8, "tasks": 16}


def speedups(runs: Sequence[Run], executor: str) -> tuple[float, ...]:
    """How many times faster than the sequential run of the same round."""
    mine = [run for run in runs if run.spec.executor == executor]
    return tuple(run.baseline_s / run.wall_s for run in mine if run.baseline_s and run.wall_s)


def parallelisms(runs: Sequence[Run], executor: str) -> tuple[float, ...]:
    """How many workers executed at once on average."""
    traces = [run.trace for run in runs if run.spec.executor == executor]
    found = [measure(trace).parallelism for trace in traces if trace is not None]
    return tuple(value for value in found if value is not None)


def measure_parallelism() -> list[Figure]:
    """Threads and processes on pure Python."""
    runs = compare("primes", ["threading", "pool", "process-pool"], **TWO_WORKERS)
    return [
        Figure("primes, threading, 2 workers: executing at once", parallelisms(runs, "threading"), most=1.05),
        Figure("primes, threading, 2 workers: speed-up", speedups(runs, "threading"), "×", least=0.85, most=1.15),
        Figure("primes, pool, 2 workers: executing at once", parallelisms(runs, "pool"), least=1.8),
        Figure("primes, pool, 2 workers: speed-up", speedups(runs, "pool"), "×"),
        Figure("primes, process-pool, 2 workers: executing at once", parallelisms(runs, "process-pool"), least=1.8),
        Figure("primes, process-pool, 2 workers: speed-up", speedups(runs, "process-pool"), "×"),
    ]


def measure_io() -> list[Figure]:
    """Threads that wait."""
    figures = []
    for workload in ("sleep", "http"):
        runs = compare(workload, ["thread-pool", "threading"], size=200, **EIGHT_WORKERS)
        for executor in ("thread-pool", "threading"):
            name = f"{workload}, {executor}, 8 workers: speed-up"
            figures.append(Figure(name, speedups(runs, executor), "×", least=6.0))
    return figures


def measure_sha256() -> list[Figure]:
    """Threads in C code that lets go of the GIL."""
    runs = compare("sha256", ["threading", "pool"], **TWO_WORKERS)
    return [
        Figure("sha256, threading, 2 workers: speed-up", speedups(runs, "threading"), "×", least=1.6),
        Figure("sha256, threading, 2 workers: executing at once", parallelisms(runs, "threading")),
        Figure("sha256, pool, 2 workers: speed-up", speedups(runs, "pool"), "×"),
    ]


PARALLELISM = Benchmark("parallelism", "Do threads take turns on pure Python, and do processes run at once?", measure_parallelism)
IO = Benchmark("io", "Do threads wait at the same time?", measure_io)
SHA256 = Benchmark("sha256", "Do threads compute at once where C code lets go of the GIL?", measure_sha256)
