"""Unchanged code, recorded and unrecorded, in turns of some ms: ``python -m tests.benchmarks.own_code_turns ORDER`` prints pairs.

It is done as in ``recording_turns``, with what is different for functions of the user's own. They have no ticks; all that their
lanes tell is noted at a task's end, so each turn of who is recorded ends with that. Three children of the job look on: at its
GIL, at what its threads wait for, and at their stacks. While the unrecorded work goes on they are stopped (SIGSTOP).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from gilviz.runner.probe.attend import observed, waits_watched
from gilviz.runner.probe.attend_stacks import stacks_watched
from gilviz.runner.probe.codes import Own
from gilviz.runner.probe.pace import pace_of
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.recording.recording import Recording
from gilviz.runner.recording.switches import made_ready
from gilviz.runner.recording.tenure import AnyLane
from tests.benchmarks.pairs import Copies, Pair, in_random_order

SETTLING_S = 0.001
"""Between two turns: whoever looks on has stopped by then, or looks again."""
LOOKERS = 3


@dataclass(frozen=True)
class Order:
    """What to measure.

    Args:
        workload: Whose function is called, without a word from its lane.
        size: How much each worker does in a turn.
        workers: How many threads share a GIL; 1: a plain loop.
        seconds: How long to go on.
    """

    workload: str
    size: int
    workers: int
    seconds: float


def turns_of(order: Order) -> list[Pair]:
    """What the work took without and with recording, in ns, turn by turn, in one process.

    Raises:
        RuntimeError: it could not be measured; the text says why.
    """
    command = [sys.executable, "-m", "tests.benchmarks.own_code_turns", json.dumps(dataclasses.asdict(order))]
    # Who looks on starts in the run's directory, without what is installed beside this interpreter.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 2 * order.seconds, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [(plain, recorded) for plain, recorded in json.loads(done.stdout)]


class Team:
    """Threads that compute when they are asked to, all at once.

    Args:
        order: How many there are, and how much each does.
        recording: What they are recorded by; None if they are not.
        copies: What they compute.
    """

    def __init__(self, order: Order, recording: Recording | None, copies: Copies) -> None:
        self._size, self._copies, self._recorded = order.size, copies, recording is not None
        self._begin = threading.Barrier(order.workers + 1)
        self._left: list[int] = []
        self._ended = 0
        self._over = threading.Lock()
        self._over.acquire()
        self._dismissed = False
        self._gates = [threading.Lock() for _ in range(order.workers)]
        self._members = [threading.Thread(target=self._member, args=(gate, recording)) for gate in self._gates]
        for gate, member in zip(self._gates, self._members, strict=True):
            gate.acquire()
            member.start()
        self._begin.wait()

    def turn(self) -> int:
        """Has all of them compute once; in ns, until the last one has noted it."""
        self._left = list(range(len(self._gates)))
        start = time.perf_counter_ns()
        for gate in self._gates:
            gate.release()
        self._over.acquire()
        return self._ended - start

    def dismiss(self) -> None:
        """Sends everybody home."""
        self._dismissed = True
        for gate in self._gates:
            gate.release()
        for member in self._members:
            member.join()

    def _member(self, gate: threading.Lock, recording: Recording | None) -> None:
        lane: AnyLane = recording.lane() if recording is not None else NoLane()
        nobody = NoLane()
        self._begin.wait()
        while gate.acquire() and not self._dismissed:
            lane.begin_task(0)
            self._copies.works[self._recorded](self._size, nobody)
            lane.end_task(None)
            if self._left.pop() == 0:
                self._ended = time.perf_counter_ns()
                self._over.release()


@contextlib.contextmanager
def looked_on(directory: str) -> Iterator[list[int]]:
    """Everybody who looks on at code of the user's: their processes' numbers.

    Raises:
        RuntimeError: not everybody may.
    """
    refused: list[str] = []
    with observed(directory, pace_of(sys.getswitchinterval())) as gil, waits_watched(directory, gil):
        own = Own((os.path.dirname(os.path.abspath(__file__)),), (), ())  # noqa: PTH100, PTH120 - as a job tells it
        with stacks_watched(directory, gil, own, refused.append):
            lookers = [child.pid for child in psutil.Process().children()]
            if refused or len(lookers) != LOOKERS:
                raise RuntimeError(f"Not everybody could look on: {refused}")
            yield lookers


def pairs(order: Order, directory: str) -> list[Pair]:
    """The order's pairs."""
    copies = Copies(order.workload)
    recording = Recording(directory, WorkerKind.THREAD, True, order.workers)
    with made_ready(), looked_on(directory) as lookers:
        teams = Team(order, None, copies), Team(order, recording, copies)

        def turn(recorded: bool) -> int:
            for looker in lookers:
                os.kill(looker, signal.SIGCONT if recorded else signal.SIGSTOP)
            time.sleep(SETTLING_S)
            return teams[recorded].turn()

        try:
            return list(in_random_order(turn, order.seconds, copies.shuffle))
        finally:
            for team in teams:
                team.dismiss()


def main(text: str) -> None:
    """Carries an order out and prints its pairs."""
    with tempfile.TemporaryDirectory(prefix="gilviz-") as directory:
        print(json.dumps(pairs(Order(**json.loads(text)), directory)))


if __name__ == "__main__":
    main(sys.argv[1])
