"""The number of hand-offs is that of whoever saw most of them, and says whose it is, wherever it is told."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.cli.report import Page, report
from gilviz.experiment.run import Phase, Run
from gilviz.export.summary import run_summary
from gilviz.gui.running.panels import message
from gilviz.runner.protocol import State
from gilviz.trace.hand_offs import HandOffs, hand_offs
from gilviz.trace.metrics import measure
from gilviz.trace.record import RunRecord
from gilviz.trace.verdict import verdict
from tests.trace.runs import record, worker
from tests.trace.test_truth import probe

SEEN = dataclasses.replace(probe((2, 10, 1, True)), hand_offs=12_480)


@pytest.mark.parametrize(
    ("in_lanes", "counted", "expected"),
    [
        (390, 12_480, HandOffs(12_480, by_probe=True)),
        (390, 400, HandOffs(390, by_probe=False)),
        (1, 12, HandOffs(1, by_probe=False)),
        (390, 3, HandOffs(390, by_probe=False)),
        (None, None, None),
        (7, None, HandOffs(7, by_probe=False)),
    ],
    ids=["far more", "a few more", "the main thread's", "an observer that came late", "no GIL", "no observer"],
)
def test_the_gil_s_own_count_stands_where_lanes_show_far_fewer(
    in_lanes: int | None, counted: int | None, expected: HandOffs | None
) -> None:
    seen = None if counted is None else dataclasses.replace(SEEN, hand_offs=counted)
    assert hand_offs(in_lanes, seen) == expected


@pytest.fixture
def small_buffers() -> RunRecord:
    made = record(
        "threading", [worker(1, [(State.NATIVE, 900)]), worker(2, [(State.NATIVE, 900)])], wall_ms=900, baseline_ms=1700
    )
    made.trace.probe = SEEN
    return made


def test_table_verdict_panel_and_json_name_the_count_and_its_source(small_buffers: RunRecord) -> None:
    assert "12,480 (probe)" in report([small_buffers], Page(colour=False, width=None))
    assert "the GIL changed hands 12,480 times by its own count" in verdict(small_buffers, measure(small_buffers.trace))
    run = Run(small_buffers.spec, phase=Phase.FINISHED, trace=small_buffers.trace)
    assert message(run, False, None, "") == "12,480 hand-offs (probe)"
    summary = run_summary(small_buffers)
    assert summary["hand_offs"] == {"count": 12_480, "source": "probe"}
    assert summary["gil_switches"] == 0


@pytest.mark.parametrize(("counted", "words"), [(78, "78 times by its own count, some of them"), (120, "count, most of them")])
def test_most_are_said_to_be_too_quick_only_where_most_are(counted: int, words: str) -> None:
    turns = [(State.RUNNING, 10), (State.GIL_WAIT, 10)] * 20
    run = record("threading", [worker(1, turns), worker(2, turns, start_ms=10)], wall_ms=410)
    assert run.trace.gil_switches == 39
    run.trace.probe = dataclasses.replace(SEEN, hand_offs=counted)
    assert words in verdict(run, measure(run.trace))


def test_a_run_whose_lanes_show_all_says_nothing_of_it(small_buffers: RunRecord) -> None:
    small_buffers.trace.probe = None
    assert "(probe)" not in report([small_buffers], Page(colour=False, width=None))
    assert "own count" not in verdict(small_buffers, measure(small_buffers.trace))
    assert run_summary(small_buffers)["hand_offs"] == {"count": 0, "source": "lanes"}
