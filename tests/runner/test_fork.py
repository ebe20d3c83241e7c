"""A process that forks goes on alone in its lanes: its child has them in memory, and leaves them alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.patience import AGES_S
from tests.runner.kernel import switches_or_skip

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")


def test_a_forked_child_leaves_its_parents_lane_alone(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FORKS, str(tmp_path)], check=True, capture_output=True, text=True, timeout=AGES_S
    )
    assert told.stdout == "0\n", told.stderr
    with RunTrace(tmp_path) as trace:
        trace.finish(10**18)
        (lane,) = trace.lanes
        assert {part.task for part in lane.segments() if part.state is State.RUNNING} == {0}
        assert (lane.tasks_done, lane.closed) == (1, True)
    assert len(list(tmp_path.iterdir())) == 1


FORKS = """
import os, sys, time
from gilviz.runner.protocol import Header, WorkerKind
from gilviz.runner.recording.recording import Recording
lane = Recording(sys.argv[1], WorkerKind.MAIN, gil=True, workers=1).lane()
lane.begin_task(0)
child = os.fork()
if not child:
    for task in range(1, 10_000):
        lane.tick()
        lane.end_task(Header.TASKS_DONE)
        lane.begin_task(task)
    time.sleep(0.001)
    lane.tick()
    lane.close()
    os._exit(0)
status = os.waitpid(child, 0)[1]
lane.end_task(Header.TASKS_DONE)
lane.close()
print(status)
"""


def test_a_forked_child_that_disowns_its_parents_ring_leaves_it_alone() -> None:
    switches_or_skip().close()
    told = subprocess.run([sys.executable, "-c", FORKS_BESIDE_A_RING], check=True, capture_output=True, text=True, timeout=AGES_S)
    assert told.stdout == "0 0\n", told.stderr


FORKS_BESIDE_A_RING = """
import os, sys
from gilviz.runner.recording.switches import Switches
inherited = Switches()
child = os.fork()
if not child:
    inherited.disown()
    print(inherited.waiting, end=" ", flush=True)
    own = Switches()  # It may lie where the parent's ring lies in the parent.
    inherited.close()
    del inherited
    own.copy(memoryview(bytearray(16 * own.waiting)).cast("q"), 0, own.waiting)
    os._exit(0)
print(os.waitpid(child, 0)[1])
"""


def test_a_child_ends_no_lane_of_its_parents_other_threads_and_opens_one_of_its_own(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FORKS_BESIDE_A_THREAD, str(tmp_path)], check=True, capture_output=True, text=True, timeout=AGES_S
    )
    assert told.stdout == "0\n0\n", told.stderr
    with RunTrace(tmp_path) as trace:
        trace.finish(10**18)
        assert sorted(lane.tasks_done for lane in trace.lanes) == [1, 2, 3]
        assert all(lane.closed for lane in trace.lanes)


FORKS_BESIDE_A_THREAD = """
import os, sys, threading, warnings
from gilviz.runner.protocol import Header, WorkerKind
from gilviz.runner.recording.recording import Recording
warnings.simplefilter("ignore", DeprecationWarning)
recording = Recording(sys.argv[1], WorkerKind.THREAD, gil=True, workers=2)
begun, forked = threading.Event(), threading.Event()

def do_tasks(number):
    for task in range(number):
        recording.lane().begin_task(task)
        recording.lane().end_task(Header.TASKS_DONE)

def beside():
    do_tasks(1)
    begun.set()
    forked.wait()
    print(recording.lane()._file.words[Header.CLOSED])
    do_tasks(1)

thread = threading.Thread(target=beside)
thread.start()
begun.wait()
do_tasks(1)
child = os.fork()
if not child:
    do_tasks(3)
    recording.end()
    os._exit(0)
status = os.waitpid(child, 0)[1]
forked.set()
thread.join()
recording.end()
print(status)
"""
