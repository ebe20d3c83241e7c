"""What is seen from outside of workers whose tasks are the user's own code."""

from __future__ import annotations

import os
import platform
import struct
import sys
import threading
import time
from pathlib import Path

import pytest

from gilviz.runner.probe.waits import Looked, make_file, state_of, words_of
from gilviz.runner.protocol import WAITS_HEADER_WORDS, WAITS_OPEN, WAITS_RECORD_WORDS, Evidence, State, WaitsHeader
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.trace.waits_follower import WaitsFollower
from tests.runner.jobs import Played, play

GIL = 0x5555_0000
CODE = """
import threading, time
LOCK = threading.Lock()
def nap(seconds): time.sleep(seconds)
def count(steps):
    while steps: steps -= 1
def locked(seconds):
    with LOCK: time.sleep(seconds)
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of system calls are this machine's")
@pytest.mark.parametrize(
    ("line", "state"),
    [
        (b"running\n", State.RUNNING),
        (b"202 0x55550024 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f\n", State.GIL_WAIT),
        (b"202 0x555500a4 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f\n", State.GIL_WAIT),
        (b"202 0x66660024 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f\n", State.LOCK_WAIT),
        (b"230 0x0 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f\n", State.IO_WAIT),
        (b"45 0x3 0x7f 0x2000 0x0 0x0 0x0 0x7f 0x7f\n", State.IO_WAIT),
        (b"73 0x3 0x2 0x0 0x0 0x0 0x0 0x7f 0x7f\n", State.LOCK_WAIT),
        (b"-1 0x7f 0x7f\n", State.IO_WAIT),
        (b"", State.RUNNING),
        (b"nonsense\n", State.RUNNING),
    ],
)
def test_a_system_call_tells_what_is_waited_for(line: bytes, state: State) -> None:
    assert state_of(line, GIL) is state


def played(tmp_path: Path, function: str, items: str, executor: str = "thread-pool") -> Played:
    (tmp_path / "mine.py").write_text(CODE, encoding="utf-8")
    found = play(tmp_path, JobSpec("function", 1, executor, 2, 4, code=UserCode(f"mine.py:{function}", items, str(tmp_path))))
    assert found.status == 0, (found.messages, found.log)
    return found


def spent(found: Played, state: State) -> float:
    """Seconds in that state, of all lanes together."""
    return sum(int(lane.totals()[state]) for lane in found.trace.lanes) / 1e9


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what threads wait for")


@pytest.mark.alone
@linux
@pytest.mark.parametrize("executor", ["sequential", "thread-pool", "process-pool"])
def test_sleeping_in_code_without_a_word_is_waiting_for_io_and_not_for_the_gil(tmp_path: Path, executor: str) -> None:
    found = played(tmp_path, "nap", "[0.2] * 4", executor)
    assert spent(found, State.IO_WAIT) > 2 * (spent(found, State.GIL_WAIT) + spent(found, State.LOCK_WAIT))


@pytest.mark.alone
@linux
def test_threads_that_take_turns_wait_for_the_gil(tmp_path: Path) -> None:
    found = played(tmp_path, "count", "[3_000_000] * 4")
    assert spent(found, State.GIL_WAIT) > spent(found, State.IO_WAIT) + spent(found, State.LOCK_WAIT)


@pytest.mark.alone
@linux
def test_a_lock_between_threads_is_neither(tmp_path: Path) -> None:
    found = played(tmp_path, "locked", "[0.1] * 4")
    assert min(spent(found, State.LOCK_WAIT), spent(found, State.IO_WAIT)) > 2 * spent(found, State.GIL_WAIT)
    known = {Evidence(each) for lane in found.trace.lanes for block in lane.blocks() for each in block.evidence.tolist()}
    assert Evidence.SAMPLED in known


def test_what_is_no_such_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "waits").write_bytes(b"nonsense" * 100)
    with pytest.raises(OSError, match="no such file"):
        WaitsFollower(tmp_path / "waits")


@linux
def test_a_look_reads_for_how_long_the_thread_waited_for_a_core(tmp_path: Path) -> None:
    counted = Path("/proc/thread-self/schedstat")
    make_file(str(tmp_path))
    words = words_of(str(tmp_path / "waits"))
    before = int(counted.read_text(encoding="ascii").split()[1])
    looked = Looked(os.getpid(), threading.get_native_id())
    while words[WaitsHeader.COUNT] < 2:  # a look that took too long is none
        looked.look(words, 0, tells_locks=True)
    looked.close()
    after = int(counted.read_text(encoding="ascii").split()[1])
    waits = WaitsFollower(tmp_path / "waits")
    waits.poll(ended=True)
    sums = waits.waits.sums(threading.get_native_id(), 0, time.perf_counter_ns())
    assert len(sums) == 2
    assert all(before <= total <= after for _, total in sums)
    assert waits.waits.asks_after == round(sys.getswitchinterval() * 1e9)


@linux
def test_a_long_wait_stays_in_sight_of_who_follows_however_much_others_do_meanwhile(tmp_path: Path) -> None:
    make_file(str(tmp_path))
    words = words_of(str(tmp_path / "waits"))
    follower = WaitsFollower(tmp_path / "waits")
    over, number = threading.Event(), []

    def wait() -> None:
        number.append(threading.get_native_id())
        over.wait()

    waiting = threading.Thread(target=wait)
    waiting.start()
    try:
        while not number:
            time.sleep(0.001)
        looked = Looked(os.getpid(), number[0])
        _look_until(looked, words, follower, number[0], 0)
        for _ in range(2 * WAITS_OPEN):  # others' records
            place = WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * words[WaitsHeader.COUNT]
            words[place : place + WAITS_RECORD_WORDS] = memoryview(struct.pack("4q", 1, State.IO_WAIT, 1, 1)).cast("q")
            words[WaitsHeader.COUNT] += 1
        follower.poll()
        _look_until(looked, words, follower, number[0], time.perf_counter_ns())
        looked.close()
    finally:
        over.set()
        waiting.join()
        follower.close()


def _look_until(looked: Looked, words: memoryview, follower: WaitsFollower, thread: int, after: int) -> None:
    """Looks until the follower knows of a wait after that time: a look that took too long is none."""
    for _ in range(1_000):
        looked.look(words, 0, tells_locks=True)
        follower.poll()
        if follower.waits.seen(thread, after, time.perf_counter_ns()):
            return
    pytest.fail("nobody who follows sees it wait")
