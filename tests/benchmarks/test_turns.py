"""Turns are taken by real recordings, each as often first; hand-offs are counted where there are some."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gilviz.experiment.workspace import Workspace
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.spec import JobSpec
from tests.benchmarks.pairs import COPIES, WARM_UP, Copies, in_random_order, own_copy
from tests.benchmarks.recording_cost import opening_times
from tests.benchmarks.recording_turns import Order
from tests.benchmarks.runs import wall_time
from tests.benchmarks.slice_length import counting_python, in_turns, in_window, last_slice
from tests.benchmarks.slice_window import Order as WindowOrder
from tests.patience import AGES_S

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def test_each_pair_has_both_turns_and_chance_says_which_is_first() -> None:
    turns: list[bool] = []

    def turn(recorded: bool) -> int:
        turns.append(recorded)
        return 2 if recorded else 1

    shuffled: list[int] = []
    pairs = in_random_order(turn, 60, lambda: shuffled.append(len(turns)))
    assert [next(pairs) for _ in range(50)] == [(1, 2)] * 50
    asked = [(turns[place], turns[place + 1]) for place in range(0, len(turns), 2)]
    assert len(asked) == 50 + WARM_UP
    assert set(asked) == {(False, True), (True, False)}
    assert shuffled == list(range(0, len(turns), 2))


def test_each_copy_of_a_workload_has_code_of_its_own() -> None:
    first, second = own_copy("primes"), own_copy("primes")
    assert first(100, NoLane()) == second(100, NoLane()) == 25
    assert first.__code__ is not second.__code__


def test_chance_chooses_among_copies_and_either_way_of_working_has_its_own() -> None:
    copies = Copies("primes")
    chosen = set()
    for _ in range(200):
        copies.shuffle()
        assert copies.works[0](100, NoLane()) == copies.works[1](100, NoLane()) == 25
        chosen.add(copies.works)
    assert len(chosen) == COPIES
    assert len({work for works in chosen for work in works}) == 2 * COPIES


@pytest.mark.parametrize(
    "order",
    [
        Order("primes", 3000, 300, "sequential", 1, None, 0.2),
        pytest.param(Order("primes", 3000, 300, "threading", 2, 0.0005, 0.2), marks=needs_linux),
        Order("primes", 3000, 300, "pool", 2, None, 0.2),
    ],
    ids=lambda order: order.executor,
)
def test_real_recordings_are_measured_in_turns(order: Order) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.recording_turns", order.to_json()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=AGES_S, check=True)
    pairs = json.loads(done.stdout)
    assert len(pairs) > 1
    assert all(len(pair) == 2 for pair in pairs)


def test_opening_a_lane_takes_some_time() -> None:
    assert min(opening_times()) > 0


@needs_linux
@pytest.mark.parametrize("record", [False, True])
def test_the_gil_counts_the_hand_offs_of_a_run_recorded_or_not(tmp_path: Path, record: bool) -> None:
    report = tmp_path / "counted"
    python = counting_python(tmp_path, report)
    with Workspace() as workspace:
        wall_s = wall_time(JobSpec("countdown", 2_000_000, "threading", 2, 4, python, record=record), workspace)
    assert 0 < last_slice(report.read_text(encoding="ascii")) < 1000 * wall_s


def test_a_slice_is_the_time_over_the_hand_offs_of_the_last_run() -> None:
    assert last_slice('{"ns": 7, "hand_offs": 7}\n{"ns": 10000000, "hand_offs": 2}\n') == 5.0


def test_all_ways_are_tried_in_every_round(tmp_path: Path) -> None:
    report = tmp_path / "counted"

    def count(hand_offs: int) -> None:
        report.write_text(json.dumps({"ns": 1_000_000, "hand_offs": hand_offs}), encoding="ascii")

    slices = in_turns({"one": lambda: count(1), "two": lambda: count(2)}, report)
    assert set(slices["one"]) == {1.0}
    assert set(slices["two"]) == {0.5}
    assert len(slices["one"]) == len(slices["two"]) > 1


def test_a_window_draws_the_run_whose_hand_offs_are_counted() -> None:
    assert in_window(WindowOrder("sleep", 300, 2, 2, "threading", sys.executable)) > 0
