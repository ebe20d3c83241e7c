"""What the live window costs the job: how much slower it gets on while the window moves than while it stands still.

See ``window_probe`` for how that is measured. The window is drawn on the display there is (``DISPLAY``), else offscreen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.launch.runtimes import default_runtime
from tests.benchmarks.figures import Benchmark, Figure
from tests.benchmarks.runs import calibrated_size
from tests.benchmarks.window_probe import Beat, Order

TASK_S = 0.005
RUN_S = 12
ROUNDS = 4
TIMEOUT_S = 600
EXECUTORS = ("sequential", "threading", "pool")
SPARE_PERCENT, NONE_TO_SPARE_PERCENT = 3.0, 5.0


@dataclass(frozen=True)
class Pair:
    """A beat of the living window between two in which it stood still."""

    before: Beat
    live: Beat
    after: Beat

    @property
    def slower_percent(self) -> float:
        """By how much longer the job takes for the same work while the window lives."""
        still = self.before.tasks + self.after.tasks
        return 100 * (still / (self.before.seconds + self.after.seconds) / (self.live.tasks / self.live.seconds) - 1)

    @property
    def waits_percent(self) -> float:
        """By how much longer its threads wait for a core meanwhile, in per cent of the time."""
        still = self.before.waited_s + self.after.waited_s
        return 100 * (self.live.waited_s / self.live.seconds - still / (self.before.seconds + self.after.seconds))


def measure() -> list[Figure]:
    """By how much the window slows jobs down that leave a core to spare, and jobs that leave none."""
    order = Order(
        workload="primes",
        size=calibrated_size("primes", TASK_S),
        tasks=round(RUN_S / TASK_S),
        workers=default_runtime().cores,
        executors=EXECUTORS,
        rounds=ROUNDS,
    )
    found = pairs(in_window(order))
    return [figure for executor in EXECUTORS for figure in _figures(executor, [p for p in found if p.live.executor == executor])]


def _figures(executor: str, mine: Sequence[Pair]) -> list[Figure]:
    spare = executor != "pool"
    most = SPARE_PERCENT if spare else NONE_TO_SPARE_PERCENT
    least = 30.0 if spare else None
    title = f"primes, {executor}"
    return [
        Figure(f"{title}: slower beside the window", tuple(p.slower_percent for p in mine), "%", most=most),
        Figure(f"{title}: waits longer for a core", tuple(p.waits_percent for p in mine), "%"),
        Figure(f"{title}: frames meanwhile", tuple(p.live.paints / p.live.seconds for p in mine), "/s", least=least),
        Figure(f"{title}: the window takes", tuple(100 * p.live.window_s / p.live.seconds for p in mine), "% of a core"),
    ]


def pairs(beats: Sequence[Beat]) -> list[Pair]:
    """Every living beat with its neighbours, where all three are of one run and follow each other."""
    triples = zip(beats, beats[1:], beats[2:], strict=False)
    return [Pair(*three) for three in triples if three[1].live and len({beat.run for beat in three}) == 1 and _adjacent(three)]


def _adjacent(beats: Sequence[Beat]) -> bool:
    """Whether none is missing between them: neighbours are not both alive."""
    return [beat.live for beat in beats] == [False, True, False]


def in_window(order: Order) -> list[Beat]:
    """The beats of an order, carried out in a window of its own process."""
    return [Beat.from_json(line) for line in _output(["-m", "tests.benchmarks.window_probe", order.to_json()]).splitlines()]


def _output(arguments: list[str]) -> str:
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


WINDOW = Benchmark("window-cost", "How much slower is a job because it is watched in the window?", measure)
