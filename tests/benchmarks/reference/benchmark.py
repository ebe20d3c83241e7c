"""Whether the picture is true: lanes against the kernel's own account of the same run.

Each case is run with everything that lanes can know, and with context switches refused to the job, as hardened systems refuse
them: then lanes have their ticks and the kernel's sums alone. Two cases need more than gilviz offers: threads of which one mostly
waits are a workload of this benchmark's own, put beside the others in the copy of the runner that jobs are started from, and
processes of two threads each are several jobs at once.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gilviz.experiment.workspace import Workspace
from tests.benchmarks.figures import Benchmark, Figure
from tests.benchmarks.reference.cases import Case, Sizes, cases
from tests.benchmarks.reference.disturbance import disturbance
from tests.benchmarks.reference.observe import Start, add_workloads, observe
from tests.benchmarks.reference.perf_tool import Watcher, watcher
from tests.benchmarks.reference.refusal import without_switches
from tests.benchmarks.reference.results import Result
from tests.benchmarks.runs import calibrated_size

ROUNDS = 3
TASK_SECONDS = 0.1
EDGES_US, EDGES_FROM_TICKS_US = 20.0, 50.0
"""µs by which edges of slices (a worker takes the GIL, or lets go of it) may be off at the median."""
HAND_OFFS = 2.0
"""Per cent by which a count of hand-offs may be off."""
WAITS = 95.0
"""Per cent of the waiting that has to be told apart rightly."""


def measure() -> list[Figure]:
    """Runs every case with and without switches.

    Raises:
        Skipped: this machine can't be watched.
    """
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as directory, watcher(Path(directory)) as watching, Workspace() as workspace:
        add_workloads(workspace)
        sizes = Sizes(calibrated_size("primes", TASK_SECONDS), calibrated_size("sha256", TASK_SECONDS))
        for case in cases(sizes):
            for start, suffix in ((_plainly, ""), (without_switches, ", ticks alone")):
                figures += figures_of(f"{case.name}{suffix}", case, _run(watching, workspace, case, start))
        figures.append(disturbance(watching))
    return figures


def figures_of(name: str, case: Case, results: Sequence[Result]) -> list[Figure]:
    """What came of a case, each result one run of it."""
    known = all(result.switches for result in results)
    most = EDGES_US if known else EDGES_FROM_TICKS_US
    note = "" if known or name != case.name else "the recording did without switches"
    # By ticks alone only edges are promised: how long the GIL was nobody's, they can't tell.
    least = case.who if known else None
    figures = [Figure(f"{name}: who runs", tuple(result.who for result in results), "%", least=least, note=note)]
    if case.edges:
        for what, samples in (
            ("GIL taken", [result.starts_us for result in results]),
            ("GIL let go", [result.ends_us for result in results]),
        ):
            there = tuple(sample for sample in samples if sample is not None)
            if there:
                figures.append(Figure(f"{name}: {what} off by", there, "µs", most=most))
    if case.edges or case.probe:
        figures.append(Figure(f"{name}: hand-offs off by", tuple(result.hand_offs for result in results), "%", most=HAND_OFFS))
    probed = tuple(result.probe for result in results if result.probe is not None)
    if case.probe and probed:
        figures.append(Figure(f"{name}: the probe's off by", probed, "%", most=HAND_OFFS))
    if case.waits:
        # Sums alone know no order: what is promised holds where context switches may be read.
        figures.append(Figure(f"{name}: waits", tuple(result.waits for result in results), "%", least=WAITS if known else None))
    return figures


def _run(watching: Watcher, workspace: Workspace, case: Case, start: Start) -> list[Result]:
    with _hogs(case.hogs):
        results = [Result.of(runs) for runs in observe(watching, workspace, case.jobs, start, ROUNDS)]
    if start is without_switches and any(result.switches for result in results):
        raise RuntimeError("Context switches were refused, and lanes have them all the same: nothing is known of ticks alone.")
    return results


def _plainly(act: Callable[[], None]) -> None:
    act()


@contextlib.contextmanager
def _hogs(count: int) -> Iterator[None]:
    """Foreign programs that compute while the body runs; they end by themselves if nobody is left to end them."""
    code = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    for _ in range(1000000): pass"
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            hog = stack.enter_context(subprocess.Popen([sys.executable, "-S", "-c", code]))
            stack.callback(hog.kill)
        yield


REFERENCE = Benchmark("reference", "Are lanes true, by the kernel's own account?", measure)
