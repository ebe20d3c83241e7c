"""Whether lanes of code that never heard of gilviz are true, and what they cost: no ticks, no declared waits, all from outside.

``reference`` says how the truth is had. Here it is also told what threads call the system for, so that a wait for a lock is told
from one for a socket or a sleep. What is counted is stricter than in ``reference``: each worker's time with a task, of which its
lane must say what it did: with the GIL, in C code without it, waiting for it, for a core, for a lock, for something else.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilviz.experiment.workspace import Workspace
from gilviz.runner import catalog
from gilviz.runner.spec import JobSpec, UserCode
from tests.benchmarks.figures import Benchmark, Figure, percent_more
from tests.benchmarks.own_code_turns import Order, turns_of
from tests.benchmarks.recording_cost import size_for
from tests.benchmarks.reference.compare import Moments
from tests.benchmarks.reference.events import CALLS
from tests.benchmarks.reference.observe import observe
from tests.benchmarks.reference.perf_tool import Watcher, watcher
from tests.benchmarks.reference.timeline import Doing

ROUNDS = 3
AGREES = 97.0
"""Per cent of threads' time that lanes must tell rightly."""
MOST_PERCENT = 2.0
"""By how many per cent being recorded may lengthen the work."""
PROCESSES = 20
TURNS = (("one thread", 1, 0.03, 1.0), ("2 threads", 2, 0.06, 2.0))
"""What it costs: of how many threads, for how many seconds each computes in a turn, and for how many a process goes on."""
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A function, and how it is called.

    Args:
        function: ``FILE:NAME``, as a job finds it.
        items: What it is called with.
        executor: By which executor.
        workers: Of how many workers.
        tasks: How often.
        threads: How many threads that starts.
    """

    function: str
    items: str
    executor: str = "thread-pool"
    workers: int = 2
    tasks: int = 8
    threads: int = 0

    def __str__(self) -> str:
        name = self.function.partition(":")[2]
        return f"{name}, {self.executor}, {self.workers}" if self.workers > 1 else f"{name}, a plain loop"

    @property
    def job(self) -> JobSpec:
        """What is run."""
        code = UserCode(self.function, self.items, str(_FOLDER.parent), self.threads)
        return JobSpec(catalog.OWN_FUNCTION.name, 1, self.executor, workers=self.workers, tasks=self.tasks, code=code)


CASES = (
    Case("reference/unmodified.py:collatz", "[5000] * 8"),
    Case("reference/unmodified.py:collatz", "[5000] * 8", workers=4),
    Case("advised.py:parse", "[8000] * 8"),
    Case("advised.py:digest", "range(16)", tasks=16),
    Case("advised.py:compress", "[6] * 8"),
    Case("advised.py:fetch", "addresses", workers=4, tasks=24),
    Case("advised.py:both", "[2000] * 12", workers=4, tasks=12),
    Case("reference/unmodified.py:one_at_a_time", "[1500] * 12", workers=3, tasks=12),
    Case("reference/unmodified.py:in_threads", "[2000] * 3", "sequential", 1, tasks=3, threads=6),
)


def measure() -> list[Figure]:
    """How far lanes agree with the truth, and what they cost.

    Raises:
        Skipped: this machine can't be watched.
    """
    return [*agreement(), *costs()]


def agreement(cases: Sequence[Case] = CASES, rounds: int = ROUNDS) -> list[Figure]:
    """Of each function by itself, and of all their threads' time together.

    Raises:
        Skipped: this machine can't be watched.
    """
    figures = []
    with tempfile.TemporaryDirectory() as directory, watcher(Path(directory)) as watching, Workspace() as workspace:
        for case in cases:
            found = tuple(moments.thread_time() for moments in _moments(watching, workspace, case, rounds))
            figures.append(Figure(f"{case}: who runs, and why not", found, "%", least=AGREES))
    return figures


def _moments(watching: Watcher, workspace: Workspace, case: Case, rounds: int) -> Iterator[Moments]:
    for (run,) in observe(watching, workspace, [case.job], lambda act: act(), rounds, [CALLS]):
        yield Moments.of(run.pairs, run.span)


def table(moments: Moments) -> str:
    """What workers did (rows) and what their lanes say (columns), in per cent of their time: to see what is wrong."""
    cells = moments.table()
    share = 100 * cells / max(1, cells.sum())
    names = [doing.name.lower() for doing in Doing]
    head = " " * 10 + "".join(f"{name:>10}" for name in names)
    rows = [f"{name:>10}" + "".join(f"{value:10.2f}" for value in row) for name, row in zip(names, share.tolist(), strict=True)]
    return "\n".join([head, *rows])


def costs(processes: int = PROCESSES) -> list[Figure]:
    """By how many per cent being recorded lengthens work that says nothing of itself."""
    figures = []
    for name, workers, turn_s, seconds in TURNS:
        order = Order("fib", size_for("fib", turn_s), workers, seconds)
        found = tuple(statistics.median(percent_more(turns_of(order))) for _ in range(processes))
        figures.append(Figure(f"unchanged code, {name}: recording adds", found, "%", most=MOST_PERCENT))
    return figures


OWN_CODE = Benchmark("own-code", "Are lanes of unchanged code true, by the kernel's own account, and what do they cost?", measure)
