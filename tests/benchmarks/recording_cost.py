"""What recording costs the job: the same work with and without, in turns of some ms (``recording_turns``).

Within one process that is soon known to a tenth of a per cent, but where its code happens to lie in memory makes a difference of
half a per cent either way. So there are many processes for a short time each: the measurements are the medians of their pairs.

The figures hold all that recording takes of the time in which workers compute: ticks, explaining silences, what the kernel notes
for it, and the child that observes the GIL. They do not hold

- what a worker pays once, before its first task: that is measured by itself, in ms;
- what goes on before a run's clock starts (finding the GIL's words), and what reads the lanes meanwhile (``window-cost``);
- the call of ``lane.tick`` itself: unrecorded work calls a method that does nothing, as every job does that is not recorded. A
  function that never heard of lanes calls none, and is faster by some 40 ns in 20 µs. It has no ticks to record either.
"""

from __future__ import annotations

import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.runner import calibrate, catalog
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.recording import Recording
from tests.benchmarks.figures import Benchmark, Figure, percent_more
from tests.benchmarks.pairs import Pair
from tests.benchmarks.recording_turns import Order

MOST_PERCENT = 1.0
SHORT_S = 0.0015
TEAM_TURN_S = SHORT_S + 6 * 0.0052
"""Six slices of 5 ms more than the short turn: so a long turn has as many hand-overs more as a run has in that time. With two
threads that is 60 ms, in which lanes do once what they do once in a while."""
PROCESSES = 20
LANES = 40
"""How many are opened to see what that takes."""


@dataclass(frozen=True)
class Case:
    """What to measure.

    Args:
        workload: Its name.
        executor: Its name.
        workers: How many share the work.
        turn_s: Seconds that each worker computes in a turn.
        seconds: How long each process goes on.
        switch_interval: In seconds; None is the interpreter's own, 5 ms.
    """

    workload: str
    executor: str
    workers: int
    turn_s: float
    seconds: float
    switch_interval: float | None = None

    def __str__(self) -> str:
        interval = f", {1000 * self.switch_interval:g} ms" if self.switch_interval else ""
        return f"{self.workload}, {self.executor}, {self.workers} workers{interval}"


ALONE = (
    Case("primes", "sequential", 1, 0.01, 1),
    Case("fib", "sequential", 1, 0.01, 1),
    Case("primes", "pool", 2, 0.01, 1),
)
TOGETHER = (
    Case("primes", "threading", 2, TEAM_TURN_S, 5),
    Case("primes", "threading", 2, TEAM_TURN_S, 3, switch_interval=0.0005),
    Case("primes", "threading", 4, TEAM_TURN_S, 6),
    Case("primes", "threading", 4, TEAM_TURN_S, 4, switch_interval=0.0005),
)


def measure_alone() -> list[Figure]:
    """Workers that share no GIL, and what opening a lane takes."""
    return [*_figures(ALONE), Figure("a thread's lane: opening it, once", opening_times(), "ms")]


def measure_together() -> list[Figure]:
    """Threads that take turns."""
    return _figures(TOGETHER)


def _figures(cases: Sequence[Case]) -> list[Figure]:
    return [Figure(f"{case}: recording adds", percents_of(case), "%", most=MOST_PERCENT) for case in cases]


def percents_of(case: Case) -> tuple[float, ...]:
    """By how many per cent recording lengthened the work, in the median of each process's pairs.

    Raises:
        RuntimeError: it could not be measured; the text says why.
    """
    size, short = (size_for(case.workload, seconds) for seconds in (case.turn_s, SHORT_S))
    order = Order(case.workload, size, short, case.executor, case.workers, case.switch_interval, case.seconds)
    return tuple(statistics.median(percent_more(pairs_of(order))) for _ in range(PROCESSES))


def pairs_of(order: Order) -> list[Pair]:
    """What the work took without and with recording, in ns, turn by turn, in one process.

    Raises:
        RuntimeError: it could not be measured; the text says why.
    """
    command = [sys.executable, "-m", "tests.benchmarks.recording_turns", order.to_json()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 2 * order.seconds, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [(plain, recorded) for plain, recorded in json.loads(done.stdout)]


def size_for(workload: str, seconds: float) -> int:
    """The size at which the work takes about so long here."""
    module = importlib.import_module(f"gilviz.runner.workloads.{workload}")
    return calibrate.calibrate(module, catalog.workload(workload), seconds)[0]


def opening_times() -> tuple[float, ...]:
    """What it takes a thread to open its lane, in ms, of several threads."""
    took: list[float] = []

    def open_lane(recording: Recording) -> None:
        start = time.perf_counter()
        recording.lane()
        took.append(1000 * (time.perf_counter() - start))

    with tempfile.TemporaryDirectory(prefix="gilviz-") as directory:
        recording = Recording(directory, WorkerKind.THREAD, gil=True, workers=2)
        for _ in range(LANES):
            worker = threading.Thread(target=open_lane, args=(recording,))
            worker.start()
            worker.join()
    return tuple(took)


RECORDING = Benchmark("recording-cost", "How much longer does work take because it is recorded?", measure_alone)
RECORDING_THREADS = Benchmark("recording-cost-threads", "And where threads take turns at the GIL?", measure_together)
