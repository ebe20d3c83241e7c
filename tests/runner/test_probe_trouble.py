"""A probe that loses its target ends in good order; one that can't prove where the GIL's words are never begins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gilviz.launch.stage import environment, stage_runner
from gilviz.runner.protocol import PROBE_FILE_NAME
from gilviz.trace.probe import Probe, read_probe
from tests.patience import AGES_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

OBSERVED = """
import mmap, os, signal, subprocess, sys, threading, time
from gilviz.runner.probe import attend
from gilviz.runner.probe.pace import Pace
from gilviz.runner.protocol import ProbeHeader
directory = sys.argv[1]

def looks():
    with open(os.path.join(directory, "probe"), "rb") as file:
        file.seek(ProbeHeader.SAMPLES * 8)
        return int.from_bytes(file.read(8), "little")

def until(condition):
    deadline = time.monotonic() + 100
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)
"""
JOB_DIES = """
with attend.observed(directory, Pace(500_000, 500_000)):
    until(lambda: looks() > 20)
    os.kill(os.getpid(), signal.SIGKILL)
"""
OBSERVER_DIES = """
started = []
class Noted(subprocess.Popen):
    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        started.append(self)
attend.subprocess.Popen = Noted
with attend.observed(directory, Pace(500_000, 500_000)):
    until(lambda: looks() > 20)
    os.kill(started[0].pid, signal.SIGKILL)
    until(lambda: started[0].poll() is not None)
print("the job went on")
"""
MEMORY_GOES = """
# Observed is a page of our own that says what a GIL would, and that is gone while the observer looks.
import ctypes, struct
page = mmap.mmap(-1, mmap.PAGESIZE)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
page[8:32] = struct.pack("<QiiQ", 4242, 1, 0, 7)
attend.gil_address = lambda memory: address
munmap = ctypes.CDLL(None).munmap
munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
kept = attend.subprocess.Popen.kill
attend.subprocess.Popen.kill = lambda observer: print("it ended by itself:", observer.wait(100))
with attend.observed(directory, Pace(500_000, 500_000)):
    until(lambda: looks() > 20)
    munmap(address, mmap.PAGESIZE)
sys.stdout.flush()
os._exit(0)
"""
NO_ROOM = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with attend.observed(directory, Pace(500_000, 500_000)):
        print("it looks")
except OSError as error:
    print(error.strerror)
"""
YOUNG = """
from gilviz.runner.probe import locate
locate.LOCKED, locate.SWITCHES = locate.SWITCHES, locate.LOCKED
try:
    print(locate.gil_address(os.open("/proc/self/mem", os.O_RDONLY)))
except OSError as error:
    print(error.strerror)
"""
REFUSED = """
from gilviz.runner.probe import locate
{}
before = sys.getswitchinterval()
try:
    print(locate.gil_address(os.open("/proc/self/mem", os.O_RDONLY)))
except OSError as error:
    print(error)
if sys.getswitchinterval() == before:
    print("the switch interval is as it was")
"""
NO_THREAD = """
import _thread
def refuse(*_):
    raise RuntimeError("can't start new thread")
_thread.start_new_thread = refuse
"""


def run_observed(directory: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Runs that in a process of its own; both pipes reach their end only when the observer is gone, too."""
    stage = stage_runner(directory / "stage")
    command = [sys.executable, "-S", "-s", "-c", OBSERVED + code, str(directory)]
    return subprocess.run(command, env=environment(stage, directory), capture_output=True, text=True, check=False, timeout=AGES_S)


def seen(directory: Path) -> Probe:
    probe = read_probe(directory / PROBE_FILE_NAME)
    assert probe
    assert probe.samples > 20
    return probe


def test_an_observer_ends_with_the_job_it_observes_and_what_it_saw_is_kept(tmp_path: Path) -> None:
    done = run_observed(tmp_path, JOB_DIES)
    assert done.returncode < 0
    assert done.stderr == ""
    assert seen(tmp_path).ends[-1] >= seen(tmp_path).starts[0]


def test_a_job_goes_on_when_its_observer_is_killed(tmp_path: Path) -> None:
    done = run_observed(tmp_path, OBSERVER_DIES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "the job went on\n", "")
    assert seen(tmp_path).samples < 1_000_000


def test_memory_that_can_be_read_no_more_ends_the_looking_in_good_order(tmp_path: Path) -> None:
    done = run_observed(tmp_path, MEMORY_GOES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "it ended by itself: 0\n", "")
    assert set(seen(tmp_path).holders.tolist()) == {4242}


def test_an_observer_that_finds_no_room_says_nothing_of_its_own(tmp_path: Path) -> None:
    done = run_observed(tmp_path, NO_ROOM)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The GIL's observer did not begin to look\n", "")


ORDERS = {
    "the count before the lock": (8, 24, 16),
    "the lock before the holder": (16, 8, 24),
    "the lock where nothing is": (8, 32, 24),
    "no count": (8, 16, 32),
    "the holder's other half": (12, 16, 24),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_words_in_another_order_are_never_taken_for_a_gils(tmp_path: Path, order: tuple[int, int, int]) -> None:
    assert "another order" in refusal(tmp_path, f"locate.HOLDER, locate.LOCKED, locate.SWITCHES = {order}")


def test_a_young_interpreter_s_first_switch_is_not_taken_for_its_lock(tmp_path: Path) -> None:
    done = run_observed(tmp_path, YOUNG)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The GIL's words are in another order in this interpreter\n", "")


def test_a_switch_interval_that_stands_elsewhere_is_not_found(tmp_path: Path) -> None:
    assert "found at 0 places" in refusal(tmp_path, "locate.thread_state = lambda: 0x1234_5678_9ABC")


def test_a_system_without_another_thread_can_prove_nothing(tmp_path: Path) -> None:
    assert "no thread left" in refusal(tmp_path, NO_THREAD)


def refusal(directory: Path, change: str) -> str:
    """Why an interpreter's GIL is not found after that change; its switch interval is then as it was.

    An interpreter of its own is soon looked through: in that of all tests it takes seconds.
    """
    done = run_observed(directory, REFUSED.format(change))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("the switch interval is as it was\n")
    return done.stdout
