"""Rounds before the run's zero: as many as make a difference, and none larger than the run's own."""

from __future__ import annotations

import pytest

from gilviz.runner27 import offer
from gilviz.runner27.warm_up import LONGEST_NS, ROUND_NS, STEADY, warm_up


class Machine:
    """Its clock goes on as it plays: so many ns for each unit of size, and less from round to round."""

    def __init__(self, ns: int, faster: float) -> None:
        self.now = 0
        self.ns = float(ns)
        self.faster = faster
        self.played: list[int] = []

    def clock(self) -> int:
        return self.now

    def play(self, size: int) -> None:
        self.played.append(size)
        self.now += int(size * self.ns)
        self.ns *= self.faster


def play(machine: Machine, workload: str, size: int) -> list[int]:
    offered = offer.workload(workload)
    warm_up(machine.play, size, offered, lambda size, factor: int(size * factor), machine.clock)
    return machine.played


def test_rounds_end_once_they_gain_nothing() -> None:
    played = play(Machine(200_000, 1.0), "primes", 1_000)
    assert played == [1_000] * (STEADY + 1)


def test_rounds_go_on_while_each_is_faster_but_not_for_ever() -> None:
    machine = Machine(1_000_000, 0.9)
    assert len(play(machine, "primes", 1_000)) > STEADY + 1
    assert play(Machine(ROUND_NS, 0.9), "countdown", 10)[:2] == [10, 10]
    assert machine.now <= LONGEST_NS + ROUND_NS * 10


def test_rounds_grow_to_what_can_be_timed_and_no_larger_than_the_run_s_own_tasks() -> None:
    played = play(Machine(1, 1.0), "countdown", 400_000)
    assert played[0] == 50_000
    assert played == sorted(played)
    assert max(played) == 400_000


@pytest.mark.parametrize("workload", ["sleep", "http"])
def test_waiting_needs_one_round_only(workload: str) -> None:
    assert play(Machine(1_000_000, 1.0), workload, 250) == [1]
