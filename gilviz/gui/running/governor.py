"""How often the window may draw while a job runs, and what its drawing cost. No Qt in here.

The window watches a job that runs on the same machine. A busy neighbour changes what is measured: with the other core taken, a
woken waiter waits for the scheduler's next tick and a 5 ms slice becomes 8 ms. So the window asks first what the job can use.

- A core to spare (threads under a GIL use one core in all): draw as often as the eye can tell, but with no more than half a core.
- None to spare (as many process workers as cores): drawing may take three hundredths of ONE core, so that the job loses less than
  5 % even when it loses all of that, and what the display spends on it besides. The frames then come as slowly as they must.

The cost of a frame is what the whole process spent since the last one (``time.process_time``), not a guess about painting alone:
reading traces, layouts and a user's own zooming are paid from the same budget. The mean of the last few frames decides. The most
expensive of them counts as ``MOST_AT_ONCE`` ordinary ones at most, so that one bad moment (the first frame of a panel, an import)
doesn't freeze the picture for seconds, and what is dear again and again (a still of the microscope) is paid for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from statistics import median

from gilviz.runner.protocol import WorkerKind
from gilviz.runner.spec import JobSpec

FASTEST = 1 / 34
"""Seconds between frames when nothing is scarce: a growing line looks smooth at 30 frames a second, and each costs the job."""
SLOWEST = 1.0
"""Seconds between frames at worst: a picture that stands still longer looks broken."""
BUDGET_WITH_SPARE = 0.5
"""What drawing may take when a core is spare, in cores."""
BUDGET_BETWEEN = 0.15
"""What drawing may take when a core is spare only now and then, in cores: about 30 frames a second."""
BUDGET_WITHOUT = 0.03
"""What drawing may take when the job can use every core, in cores: with the numbers and the display, that is 4 %."""
MOST_AT_ONCE = 4
"""As how many ordinary frames the most expensive one of late counts at most."""
FIRST_GUESS = 0.008
"""What a frame is taken to cost before any was seen, in seconds of CPU."""


HAND_OVER = 0.5
"""What threads that take turns need beside the core that computes, in cores: whoever is handed the GIL wakes on another one, and
while it waits there for a frame to be finished, nobody computes."""


def job_cores(job: JobSpec, has_gil: bool, cores: int) -> float:
    """How many cores a job can keep busy.

    Args:
        job: What runs.
        has_gil: Whether its interpreter has a GIL; True while that is unknown.
        cores: How many cores the machine offers.
    """
    info = job.executor_info
    if info.kind in (WorkerKind.MAIN, WorkerKind.COROUTINE):
        return 1
    one_gil = info.kind is WorkerKind.THREAD and not info.shared_processes and has_gil
    if one_gil and not job.workload_info.releases_gil:
        return 1 + HAND_OVER * (job.workers > 1)
    return max(1, min(job.workers, cores))


def drawing_budget(used_cores: float, cores: int) -> float:
    """What drawing may take, in cores, beside a job that can use ``used_cores`` of ``cores``."""
    spare = cores - used_cores
    if spare >= 1:
        return BUDGET_WITH_SPARE
    return BUDGET_BETWEEN if spare > 0 else BUDGET_WITHOUT


def frame_interval(cost: float, budget: float) -> float:
    """Seconds from one frame to the next, so that frames of ``cost`` CPU seconds stay within ``budget`` cores."""
    return min(max(cost / budget, FASTEST), SLOWEST)


def typical(costs: Collection[float]) -> float:
    """What a frame costs on average, the dearest within bounds; ``FIRST_GUESS`` while there are too few to say."""
    if len(costs) < 2:
        return FIRST_GUESS
    *others, dearest = sorted(costs)
    return (sum(others) + min(dearest, MOST_AT_ONCE * median(others))) / len(costs)


class FrameGovernor:
    """Remembers what the last frames cost and says when the next is due."""

    def __init__(self) -> None:
        self._costs: deque[float] = deque(maxlen=7)
        self._budget = BUDGET_WITH_SPARE
        self._typical = typical(self._costs)

    @property
    def budget(self) -> float:
        """What drawing may take now, in cores."""
        return self._budget

    @property
    def interval(self) -> float:
        """Seconds from one frame to the next."""
        return frame_interval(self._typical, self._budget)

    def job_uses(self, used_cores: float, cores: int) -> None:
        """A job begins that can use ``used_cores`` of ``cores``."""
        self._budget = drawing_budget(used_cores, cores)

    def frame_cost(self, cost: float) -> None:
        """The process spent ``cost`` CPU seconds since the last frame."""
        self._costs.append(cost)
        self._typical = typical(self._costs)


class CostMeter:
    """What this process spent while a run went on, as a share of one core.

    Args:
        wall: The clock at the run's start, in seconds.
        cpu: ``time.process_time`` at the run's start, in seconds.
    """

    def __init__(self, wall: float, cpu: float) -> None:
        self._wall = wall
        self._cpu = cpu

    def share(self, wall: float, cpu: float) -> float:
        """The share of one core spent between the start and (``wall``, ``cpu``); 0 when no time has passed."""
        passed = wall - self._wall
        return max(0.0, cpu - self._cpu) / passed if passed > 0 else 0.0
