from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.gui.running.governor import (
    BUDGET_WITH_SPARE,
    BUDGET_WITHOUT,
    FASTEST,
    SLOWEST,
    CostMeter,
    FrameGovernor,
    drawing_budget,
    frame_interval,
    job_cores,
)
from gilviz.runner.spec import JobSpec

COSTS = st.floats(0, 10)


def job(executor: str, workload: str = "primes", workers: int = 4) -> JobSpec:
    return JobSpec(workload, 1, executor, workers)


@pytest.mark.parametrize(
    ("spec", "has_gil", "cores"),
    [
        (job("sequential"), True, 1),
        (job("threading"), True, 1.5),
        (job("threading", workers=1), True, 1),
        (job("threading"), False, 4),
        (job("threading", workers=16), False, 8),
        (job("threading", "sha256"), True, 4),
        (job("pool"), True, 4),
        (job("pool", workers=16), True, 8),
        (job("sequential"), False, 1),
    ],
)
def test_threads_under_a_gil_use_one_core_and_a_half_and_others_a_core_per_worker(
    spec: JobSpec, has_gil: bool, cores: float
) -> None:
    assert job_cores(spec, has_gil, cores=8) == cores


@given(COSTS, st.integers(1, 64), st.integers(1, 64))
def test_drawing_never_takes_more_than_its_budget_while_the_picture_can_slow_down(cost: float, used: int, cores: int) -> None:
    budget = drawing_budget(used, cores)
    interval = frame_interval(cost, budget)
    assert FASTEST <= interval <= SLOWEST
    assert interval == SLOWEST or cost / interval <= budget * 1.000001


def test_with_a_core_to_spare_cheap_frames_come_as_often_as_they_may() -> None:
    assert frame_interval(0.005, drawing_budget(1, 2)) == FASTEST


def test_beside_threads_that_take_turns_on_two_cores_drawing_leaves_room_for_whoever_is_handed_the_gil() -> None:
    assert 1 / 45 < frame_interval(0.003, drawing_budget(1.5, 2)) <= 1 / 30
    assert frame_interval(0.003, drawing_budget(1.5, 4)) == FASTEST


def test_without_a_core_to_spare_drawing_costs_at_most_three_hundredths_of_one_core() -> None:
    assert drawing_budget(2, 2) <= 0.03
    assert frame_interval(0.006, drawing_budget(2, 2)) == pytest.approx(0.2)


def test_one_expensive_frame_does_not_freeze_the_picture() -> None:
    governor = FrameGovernor()
    governor.job_uses(1, 2)
    for cost in (0.004, 0.004, 0.4, 0.004):
        governor.frame_cost(cost)
    assert governor.interval == FASTEST


def test_what_is_dear_every_now_and_then_is_paid_for() -> None:
    dear, cheap = FrameGovernor(), FrameGovernor()
    for cost in (0.004, 0.004, 0.012, 0.004, 0.004, 0.004, 0.004):
        dear.frame_cost(cost)
        cheap.frame_cost(0.004)
    for governor in (dear, cheap):
        governor.job_uses(2, 2)
    assert dear.interval > 1.2 * cheap.interval


def test_frames_that_stay_expensive_slow_the_picture_down() -> None:
    governor = FrameGovernor()
    governor.job_uses(4, 4)
    for _ in range(7):
        governor.frame_cost(0.02)
    assert governor.budget == BUDGET_WITHOUT
    assert governor.interval == pytest.approx(0.02 / BUDGET_WITHOUT)


def test_a_governor_that_has_seen_nothing_yet_is_cautious_only_where_cores_are_scarce() -> None:
    governor = FrameGovernor()
    assert governor.budget == BUDGET_WITH_SPARE
    assert governor.interval == FASTEST
    governor.job_uses(2, 2)
    assert governor.interval > 5 * FASTEST


def test_the_meter_tells_cpu_time_as_a_share_of_one_core() -> None:
    meter = CostMeter(wall=10.0, cpu=3.0)
    assert meter.share(12.0, 3.03) == pytest.approx(0.015)
    assert meter.share(10.0, 3.0) == 0.0
