"""What recording costs the job: the same job with and without, in turns."""

from __future__ import annotations

import dataclasses
from functools import partial

from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import JobSpec
from tests.benchmarks.figures import Benchmark, Figure, in_turns, percent_more
from tests.benchmarks.runs import calibrated_size, wall_time

PAIRS = 40
"""Many short pairs: a shared machine's speed drifts, and a pair is quick enough to meet the same speed twice."""
TASK_SECONDS = 0.05
CASES = (("primes", "sequential", 1), ("primes", "threading", 2), ("primes", "pool", 2), ("fib", "sequential", 1))
MOST_PERCENT = 2.0


def measure() -> list[Figure]:
    """By how much recording lengthens each job."""
    sizes = {workload: calibrated_size(workload, TASK_SECONDS) for workload in dict.fromkeys(case[0] for case in CASES)}
    figures = []
    with Workspace() as workspace:
        for workload, executor, workers in CASES:
            recorded = JobSpec(workload, sizes[workload], executor, workers=workers, tasks=8)
            plain = dataclasses.replace(recorded, record=False)
            wall_time(recorded, workspace)  # the first run of all reads files from disk
            pairs = in_turns(PAIRS, partial(wall_time, plain, workspace), partial(wall_time, recorded, workspace))
            figures.append(Figure(f"{workload}, {executor}: recording adds", percent_more(pairs), "%", most=MOST_PERCENT))
    return figures


RECORDING = Benchmark("recording-cost", "How much longer does a job take because it is recorded?", measure)
