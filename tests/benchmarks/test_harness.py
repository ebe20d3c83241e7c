from __future__ import annotations

import math
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gilviz.runner.protocol import State
from tests.benchmarks.figures import Figure, in_turns, machine, median_interval, percent_more
from tests.benchmarks.waiting import waited_ns
from tests.benchmarks.window_cost import pairs
from tests.benchmarks.window_probe import Beat, Order, with_tasks
from tests.patience import AGES_S
from tests.trace.lanes import identity, lane_of


def test_the_median_decides_whether_a_promise_is_kept() -> None:
    assert Figure("x", (1.0, 9.0, 2.0), most=2.0).met
    assert not Figure("x", (1.0, 9.0, 2.0), most=1.9).met
    assert not Figure("x", (1.0, 9.0, 2.0), least=2.1).met
    assert Figure("x", (3.0,)).met, "nothing was promised"


def test_a_figure_says_its_value_its_spread_and_its_promise() -> None:
    text = str(Figure("threads: speed-up", (1.0, 0.9, 1.1), "×", most=1.05))
    assert "threads: speed-up" in text
    assert "1.00×   (0.90 to 1.10, 3 measurements)  promised ≤ 1.05×: kept" in text


def test_a_figure_of_many_measurements_says_how_sure_its_median_is() -> None:
    figure = Figure("x", (*(1.0 + step / 100 for step in range(20)), 50.0), "%")
    assert figure.interval == (1.05, 1.15)
    assert "1.10 %  (1.05 to 1.15 surely, 21 measurements)" in str(figure)
    assert figure.to_json()["interval"] == (1.05, 1.15)


@pytest.mark.parametrize(("count", "cut"), [(6, 1), (8, 1), (9, 2), (10, 2), (20, 6), (50, 18), (100, 40)])
def test_the_median_lies_between_the_samples_of_the_sign_test(count: int, cut: int) -> None:
    samples = [float(number) for number in range(1, count + 1)]
    random.Random(0).shuffle(samples)
    assert median_interval(samples) == (cut, count + 1 - cut)


def test_five_measurements_are_too_few_to_be_sure() -> None:
    assert median_interval([1.0, 2.0, 3.0, 4.0, 5.0]) is None


def test_the_interval_holds_the_true_median_nineteen_times_out_of_twenty() -> None:
    chance = random.Random(1)
    held = 0
    for _ in range(1000):
        low, high = median_interval([chance.expovariate(1.0) for _ in range(41)]) or (0.0, 0.0)
        held += low <= math.log(2) <= high
    assert held >= 940


def test_two_things_are_measured_in_turns_each_as_often_first() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    pairs = list(in_turns(3, lambda: measure("a"), lambda: measure("b")))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert pairs == [(1.0, 2.0), (4.0, 3.0), (5.0, 6.0)]


def test_a_difference_is_told_in_per_cent_of_the_first() -> None:
    assert percent_more([(2.0, 2.1), (4.0, 3.0)]) == pytest.approx((5.0, -25.0))


def test_the_machine_is_described() -> None:
    facts = machine()
    assert facts["processor"]
    assert facts["cores"] >= 1


def a_beat(start_ms: int, *, live: bool, tasks: float, run: int = 0, waited_s: float = 0.0) -> Beat:
    return Beat(run, "sequential", live, start_ms * 10**6, (start_ms + 250) * 10**6, 8 * live, 0.02, waited_s, tasks)


def test_a_living_beat_is_held_against_its_two_neighbours_of_the_same_run() -> None:
    beats = [
        a_beat(0, live=False, tasks=100),
        a_beat(250, live=True, tasks=100, waited_s=0.025),
        a_beat(500, live=False, tasks=110, waited_s=0.01),
        a_beat(750, live=True, tasks=10),
        a_beat(0, live=False, tasks=110, run=1),
    ]
    (pair,) = pairs(beats)
    assert pair.slower_percent == pytest.approx(5)
    assert pair.waits_percent == pytest.approx(8)


def test_tasks_are_counted_by_their_share_of_a_beat() -> None:
    seconds = 10**9
    one = lane_of([(k * seconds, State.RUNNING, k) for k in range(5)], 5 * seconds, identity(1))
    beats = [
        Beat(0, "sequential", True, start, end, 0, 0.0, 0.0) for start, end in ((seconds // 2, 2 * seconds), (4, 5 * seconds))
    ]
    (counted,) = with_tasks([one], beats)
    assert counted.tasks == pytest.approx(1.5), "nobody knows when the last task ends"


def test_waiting_for_a_core_is_added_up_over_all_threads(tmp_path: Path) -> None:
    for process, thread, waited in (("self", "", 0), ("7", "task/7", 40), ("7", "task/8", 2)):
        place = tmp_path / process / thread
        place.mkdir(parents=True)
        (place / "schedstat").write_text(f"1000 {waited} 5\n")
    assert waited_ns({7, 9}, tmp_path) == 42
    assert math.isnan(waited_ns({7}, tmp_path / "nothing"))


def test_the_window_is_measured_by_what_really_ran_in_it() -> None:
    executors = ("sequential", "threading")
    beats: list[Beat] = []
    for tasks in (100, 400, 1600):  # on a busy machine a window beats the time late, and a short run is over by then
        order = Order("sleep", size=10, tasks=tasks, workers=2, executors=executors, rounds=1, beat_s=0.1)
        command = [sys.executable, "-m", "tests.benchmarks.window_probe", order.to_json()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=AGES_S, check=True)
        beats = [Beat.from_json(line) for line in done.stdout.splitlines()]
        if {beat.executor for beat in beats} == set(executors) and any(beat.paints for beat in beats if beat.live):
            break
    assert {beat.executor for beat in beats} == set(executors)
    assert {beat.live for beat in beats} == {True, False}
    assert any(beat.paints for beat in beats if beat.live)
    assert all(beat.tasks > 0 for beat in beats)
