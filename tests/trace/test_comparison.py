"""The sentence that compares runs of the same work."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.runner.protocol import State
from gilviz.trace.comparison import comparison
from gilviz.trace.record import Outcome, RunRecord
from tests.trace.runs import record, runtime, worker


def run(wall_ms: float | None, **changes: object) -> RunRecord:
    return dataclasses.replace(record("threading", [], wall_ms=wall_ms, workers=2), **changes)  # type: ignore[arg-type]


def test_of_two_the_faster_one_is_named_with_both_times() -> None:
    said = comparison([("threading", run(2040)), ("pool", run(1070))])
    assert said == "pool was 1.91× as fast as threading: 1.07 s instead of 2.04 s for the same 8 tasks."


def test_what_one_run_each_cannot_tell_apart_took_about_as_long() -> None:
    assert comparison([("threading", run(1040)), ("asyncio", run(1000))]) == (
        "Both took about as long for the same 8 tasks: asyncio 1.00 s and threading 1.04 s."
    )
    assert comparison([("a", run(1000)), ("b", run(1010)), ("c", run(1020))]).startswith("All 3 took about as long")


def test_of_several_each_is_held_against_the_fastest() -> None:
    said = comparison([("threading", run(2000)), ("pool", run(1000)), ("sequential", run(2100))])
    assert said == "pool was the fastest, with 1.00 s for the same 8 tasks: threading took 2.0× and sequential took 2.1× as long."


def test_where_the_plain_loop_was_disturbed_a_lead_may_be_none() -> None:
    loop = {"baseline_s": 2.0, "baseline_lost": 0.4}
    said = comparison([("threading", run(2000, **loop)), ("pool", run(1000, **loop))])
    assert said.endswith(
        "for the same 8 tasks. But the plain loop was disturbed, so they may have been, too: another time it may be otherwise."
    )


@pytest.mark.parametrize(("cores", "hedged"), [(2, True), (1, False)])
def test_who_had_to_wait_for_cores_that_were_enough_for_it_may_do_better_another_time(cores: int, hedged: bool) -> None:
    lanes = [worker(number, [(State.RUNNING, 500), (State.CPU_WAIT, 500)]) for number in (1, 2)]
    crowded = record("pool", lanes, wall_ms=1000, runs_on=runtime(cores=cores))
    said = comparison([("threading", run(500)), ("pool", crowded)])
    assert said.startswith("threading was 2.0× as fast as pool")
    hedge = " But pool had to wait for cores that other programs took: another time it may be otherwise."
    assert said.endswith(hedge) is hedged


OTHER_SIZE = dataclasses.replace(run(1).spec, size=7)


@pytest.mark.parametrize(
    "named",
    [
        [],
        [("pool", run(1000))],
        [("pool", run(1000)), ("threading", run(None))],
        [("pool", run(1000)), ("threading", run(900, outcome=Outcome.PARTIAL))],
        [("pool", run(1000)), ("threading", run(2000, spec=OTHER_SIZE))],
        [("pool", run(1000, mark="A")), ("pool", run(2000, mark="B"))],
        [("pool", run(1000, alone_ms=0.2)), ("threading", run(2000, alone_ms=0.2))],
        [("threading", run(1000)), ("threading", run(1010)), ("threading", run(1020))],
        [("pool", run(1000)), ("threading", run(2000)), ("pool", run(1500))],
        [("VizTracer", run(1000, source="VizTracer")), ("VizTracer", run(2000, source="VizTracer"))],
    ],
)  # fmt: skip
def test_what_is_no_comparison_is_not_said(named: list[tuple[str, RunRecord]]) -> None:
    assert comparison(named) == ""
