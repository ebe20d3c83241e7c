"""The same work recorded and unrecorded, in turns of some ms: ``python -m tests.benchmarks.recording_turns ORDER`` prints pairs.

A shared machine's speed drifts by some per cent within a tenth of a second, and from one process to the next by more than what is
looked for. So one process does both, and takes turns as short as they can be: a pair then meets the same speed twice (``pairs``).
What is recorded is recorded by the real thing: ``Recording``, its lanes, a ``Task``, an executor.

Workers that share no GIL are never in each other's way. Each takes turns by itself, within one long task; the layers that cost
nothing while a worker is on its core stay on throughout.

Threads that share a GIL pay where it changes hands, with every layer there is. There are two teams of them in the process, one
recorded and one not, and one team waits at its gates (in ``acquire``, without asking for the GIL) while the other computes. The
observer of the GIL is stopped (SIGSTOP) while the unrecorded team does. The last member of a team to finish reads the clock,
and it alone wakes whoever opens the gates, so that nobody else asks for the GIL meanwhile. Beginning a turn costs a recorded team
some tenths of a ms, which no run pays: so each turn is told as what it took more than a very short one. And before both there is
one that counts for nothing: whatever lanes do once in a while is due after the other team's turn.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psutil

from gilviz.runner import catalog
from gilviz.runner.executors.crew import Crew, Func
from gilviz.runner.probe.attend import observed
from gilviz.runner.probe.pace import pace_of
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.recording.recording import Recording
from gilviz.runner.recording.switches import made_ready
from gilviz.runner.recording.tenure import AnyLane
from gilviz.runner.task import Task
from gilviz.runner.watch import Watch
from gilviz.runner.work_left import work_is_left
from tests.benchmarks.pairs import Copies, Pair, in_random_order

SETTLING_S = 0.001
"""Between two turns of teams: the observer has stopped by then, or looks again."""


@dataclass(frozen=True)
class Order:
    """What to measure.

    Args:
        workload: Its name.
        size: How much each worker does in a turn.
        short: How much each member of a team does in the short turn that is taken off.
        executor: Its name.
        workers: How many workers share the work.
        switch_interval: In seconds; None leaves the interpreter's own.
        seconds: How long to go on.
    """

    workload: str
    size: int
    short: int
    executor: str
    workers: int
    switch_interval: float | None
    seconds: float

    def to_json(self) -> str:
        """The order as text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        return cls(**json.loads(text))


class Unrecorded(Recording):
    """No recording, whatever lane the calling worker may have had."""

    def lane(self) -> AnyLane:
        """Nothing is recorded."""
        return NoLane()


class Alternating:
    """A workload of its own: the ordered one, again and again, on the worker's lane and on none.

    Args:
        order: What to measure.
    """

    def __init__(self, order: Order) -> None:
        self._order = order

    def __call__(self, size: int, lane: AnyLane) -> list[Pair]:
        """What each pair took; the size is the order's."""
        lanes, copies = (NoLane(), lane), Copies(self._order.workload)
        clock = time.perf_counter_ns

        def turn(recorded: bool) -> int:
            here, work = lanes[recorded], copies.works[recorded]
            lane.tick()  # what there is to tell of the turn before is told now
            start = clock()
            work(size, here)
            return clock() - start

        return list(in_random_order(turn, self._order.seconds, copies.shuffle))


class Teams:
    """Two teams of threads: each computes when its gates are opened.

    Args:
        order: What to measure.
    """

    def __init__(self, order: Order) -> None:
        self._members = order.workers
        self._size = 0
        self._gates = [[_locked() for _ in range(order.workers)] for _ in range(2)]
        self._copies = Copies(order.workload)
        self.shuffle = self._copies.shuffle
        self._left: list[int] = []
        self._ended = 0
        self._over = _locked()
        self._dismissed = False

    def member(self, team: int, number: int, lane: AnyLane) -> None:
        """What a thread does until it is dismissed."""
        gate, copies = self._gates[team][number], self._copies
        while gate.acquire() and not self._dismissed:
            copies.works[team](self._size, lane)
            if self._left.pop() == 0:
                self._ended = time.perf_counter_ns()
                self._over.release()

    def turn(self, team: int, size: int) -> int:
        """Has a team compute, each member that much; in ns."""
        self._size = size
        self._left = list(range(self._members))
        start = time.perf_counter_ns()
        for gate in self._gates[team]:
            gate.release()
        self._over.acquire()
        return self._ended - start

    def dismiss(self) -> None:
        """Sends everybody home."""
        self._dismissed = True
        for team in self._gates:
            for gate in team:
                gate.release()


def _locked() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


def by_workers_alone(order: Order, directory: str) -> list[Pair]:
    """Workers that share no GIL, each of which takes turns by itself."""
    info = catalog.executor(order.executor)
    run = importlib.import_module(f"gilviz.runner.executors.{info.module}").run
    recording = Recording(directory, info.kind, True, order.workers)
    watch = Watch(lambda: work_is_left(directory, order.workers), print)
    watching = watch.watching() if info.kind is WorkerKind.PROCESS else contextlib.nullcontext()
    with watching, made_ready():
        task = Task(Alternating(order), recording)
        everybody = run(task, [(number, order.size) for number in range(order.workers)], Crew(order.workers, recording.begin))
        recording.end()
    return [pair for pairs in everybody for pair in pairs]


def by_teams(order: Order, directory: str) -> list[Pair]:
    """Threads that share a GIL."""
    info = catalog.executor(order.executor)
    run = importlib.import_module(f"gilviz.runner.executors.{info.module}").run
    recording = Recording(directory, info.kind, True, order.workers)
    teams = Teams(order)
    looking = pace_of(sys.getswitchinterval())
    with made_ready(), observed(directory, looking), ThreadPoolExecutor(1) as beside:
        (observer,) = psutil.Process().children()
        run_all = beside.submit(run, _member_of(teams, recording), _places(order), Crew(2 * order.workers, lambda: None))

        def turn(recorded: bool) -> int:
            os.kill(observer.pid, signal.SIGCONT if recorded else signal.SIGSTOP)
            time.sleep(SETTLING_S)
            teams.turn(recorded, order.short)
            short = teams.turn(recorded, order.short)
            return teams.turn(recorded, order.size) - short

        try:
            return list(in_random_order(turn, order.seconds, teams.shuffle))
        finally:
            teams.dismiss()
            run_all.result()


def _places(order: Order) -> list[tuple[int, tuple[int, int]]]:
    """For each thread its number, and its team and place in it."""
    return list(enumerate((team, number) for team in range(2) for number in range(order.workers)))


def _member_of(teams: Teams, recording: Recording) -> Func:
    def work(place: tuple[int, int], lane: AnyLane) -> None:
        teams.member(*place, lane)

    tasks = Task(work, Unrecorded(None, recording.kind, recording.gil, recording.workers)), Task(work, recording)

    def join(numbered: tuple[int, tuple[int, int]]) -> Any:
        return tasks[numbered[1][0]](numbered)

    return join


def main(text: str) -> None:
    """Carries an order out and prints its pairs."""
    order = Order.from_json(text)
    if order.switch_interval is not None:
        sys.setswitchinterval(order.switch_interval)
    measure = by_teams if catalog.executor(order.executor).kind is WorkerKind.THREAD else by_workers_alone
    with tempfile.TemporaryDirectory(prefix="gilviz-") as directory:
        print(json.dumps(measure(order, directory)))


if __name__ == "__main__":
    main(sys.argv[1])
