"""Each reader against the beginning of a real output, cut short: ``samples/`` beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.benchmarks.comparison import outputs
from tests.trace.lanes import identity, lane_of

SAMPLES = Path(__file__).with_name("samples")


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def test_viztracer_draws_calls_that_span_the_waits_within_them() -> None:
    picture = outputs.viztracer(sample("viztracer.json"), {2022, 2023})
    # Ticks of the first, of the second, of the first again; then both threads' own calls end, one after the other.
    assert picture.hand_offs == 3
    # The second began 5.5 ms after the first, whose call lasted 582.6 ms; the second's own lasted 651.5 ms.
    assert picture.both_share() == pytest.approx((582.551 - 5.533) / (5.533 + 651.462), abs=1e-4)


def test_py_spy_leaves_the_stack_of_a_thread_open_that_lost_the_gil() -> None:
    first, second = 140285531162304, 140285522769600
    picture = outputs.py_spy(sample("py_spy.json"), {first, second})
    assert picture.hand_offs == 2
    # From the second's first sample on, both have open frames until the sample's end.
    assert picture.both_share() == pytest.approx((161.113 - 150.377) / (161.113 - 142.518), abs=1e-4)


def test_the_gecko_profile_says_who_has_the_gil_when() -> None:
    picture = outputs.gecko(sample("gecko.json"), {2195, 2196})
    assert picture.hand_offs == 5
    assert [pytest.approx(span) for span in picture.running[2195][:2]] == [(0.057827, 0.069897), (0.078997, 0.086997)]
    assert picture.both_share() == 0


def test_threads_that_are_not_workers_are_left_out() -> None:
    assert outputs.gecko(sample("gecko.json"), {2196}).hand_offs == 0
    assert outputs.viztracer(sample("viztracer.json"), {2023}).hand_offs == 0
    assert list(outputs.py_spy(sample("py_spy.json"), {140285522769600}).running) == [140285522769600]


def test_the_other_gilviz_infers_one_running_thread_for_each_of_its_samples() -> None:
    picture = outputs.pypi_gilviz(sample("pypi_gilviz.json"))
    assert picture.hand_offs == 2
    assert picture.both_share() == 0
    assert len(picture.running[140354806781632]) == 2


def test_a_recording_of_ours_counts_segments_in_running() -> None:
    first = lane_of([(0, State.RUNNING, 0), (5, State.GIL_WAIT, 0), (10, State.RUNNING, 0)], 20, identity(1))
    second = lane_of([(0, State.GIL_WAIT, 1), (5, State.RUNNING, 1), (10, State.GIL_WAIT, 1)], 20, identity(2))
    picture = outputs.gilviz(RunTrace.of([first, second], origin=0, end=20))
    assert [pytest.approx(span) for span in picture.running[1]] == [(0, 5e-9), (10e-9, 20e-9)]
    assert [pytest.approx(span) for span in picture.running[2]] == [(5e-9, 10e-9)]
    assert picture.hand_offs == 2
    assert picture.both_share() == 0
