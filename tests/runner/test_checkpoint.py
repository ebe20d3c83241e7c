"""``gilviz.checkpoint``: ticks in the user's own code inside a job, and nothing anywhere else."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

import gilviz
from gilviz.runner import catalog
from gilviz.runner.protocol import State
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.runner.user.here import Here, checkpoint, here
from tests.runner import user_code
from tests.runner.jobs import Played, play

TASKS = 2


class Ticks:
    """A lane that counts."""

    own = None

    def __init__(self) -> None:
        self.count = 0

    def tick(self) -> None:
        self.count += 1


def run(directory: Path, function: str, executor: str, start_method: str | None = None) -> Played:
    code = UserCode(f"user_code.py:{function}", "range(9)", str(Path(user_code.__file__).parent))
    own = catalog.OWN_FUNCTION.name
    return play(directory, JobSpec(own, 1, executor, workers=2, tasks=TASKS, start_method=start_method, code=code))


def test_outside_of_a_job_it_does_nothing() -> None:
    gilviz.checkpoint()
    assert gilviz.checkpoint is not checkpoint, "the window's own process must never provide it"


def test_importing_it_imports_nothing_else() -> None:
    script = "import sys, gilviz; gilviz.checkpoint(); print([name for name in sys.modules if name.startswith('gilviz.')])"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_a_thread_ticks_the_lane_of_the_worker_whose_task_it_executes() -> None:
    outer, inner = Ticks(), Ticks()
    checkpoint()
    first = here.enter(outer)
    checkpoint()
    second = here.enter(inner)
    checkpoint()
    here.leave(second)
    checkpoint()
    here.leave(first)
    checkpoint()
    assert (outer.count, inner.count) == (2, 1)


def test_a_thread_that_executes_no_task_ticks_nobody() -> None:
    lane = Ticks()
    place = Here()
    place.enter(lane)

    def tick() -> None:
        place.tick()  # what the other thread finds there

    other = threading.Thread(target=tick)
    other.start()
    other.join()
    assert lane.count == 0


@pytest.mark.parametrize(
    ("executor", "start_method"),
    [("sequential", None), ("thread", None), ("thread-pool", None), ("process-pool", "fork"), ("pool", "spawn")],
)
def test_inside_a_job_it_ticks_the_calling_worker_s_lane(tmp_path: Path, executor: str, start_method: str | None) -> None:
    if sys.platform == "win32" and start_method == "fork":
        pytest.skip("no fork")
    played = run(tmp_path, "ticks", executor, start_method)
    assert played.said("finished"), played.log
    # A lane's own trial of what a tick costs is not among them.
    assert sum(lane.ticks for lane in played.trace.lanes) == TASKS * user_code.TICKS


def test_what_a_coroutine_has_others_do_for_it_ticks_nobody(tmp_path: Path) -> None:
    played = run(tmp_path, "awaits_and_ticks", "asyncio")
    assert played.said("finished"), played.log
    assert [lane.ticks for lane in played.trace.lanes] == [2, 2]
    assert all(lane.totals()[State.IO_WAIT] > 0 for lane in played.trace.lanes)
