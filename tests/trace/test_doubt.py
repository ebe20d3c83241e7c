"""Where the plain loop was disturbed, no speed-up follows from it, and the sentence on a run says so."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.runner.protocol import State
from gilviz.trace.doubt import baseline_doubt, doubted, lost
from gilviz.trace.metrics import measure
from gilviz.trace.record import RunRecord
from gilviz.trace.verdict import verdict
from tests.trace.runs import Stretch, record, worker

RUN, WAIT, CORE, IO = State.RUNNING, State.GIL_WAIT, State.CPU_WAIT, State.IO_WAIT
FIRST: list[Stretch] = [(RUN, 5), (WAIT, 5)] * 50
SECOND: list[Stretch] = [(WAIT, 5), (RUN, 5)] * 50


def turns(baseline_ms: float, baseline_lost: float | None = None) -> RunRecord:
    """Two threads that take turns for half a second."""
    made = record("threading", [worker(1, FIRST), worker(2, SECOND)], wall_ms=500, baseline_ms=baseline_ms)
    return dataclasses.replace(made, baseline_lost=baseline_lost)


def loop(*stretches: Stretch) -> RunRecord:
    whole = sum(length for _, length in stretches)
    return record("sequential", [worker(1, stretches)], wall_ms=whole, baseline_ms=whole)


def test_a_loop_that_ran_all_the_time_is_relied_on() -> None:
    assert baseline_doubt(turns(500, 0.0)) == ""
    assert baseline_doubt(turns(500)) == ""
    assert baseline_doubt(loop((RUN, 500))) == ""
    assert doubted([turns(500), loop((RUN, 500))]) == set()


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (turns(530, 0.12), "other programs had its core for 12 % of the time"),
        (turns(1370), "it took 1.37 s for what took the workers 0.50 s in all"),
    ],
)
def test_what_takes_turns_and_seems_faster_is_held_against_a_loop_that_was_disturbed(run: RunRecord, why: str) -> None:
    assert baseline_doubt(run) == why
    said = verdict(run, measure(run.trace))
    assert f"; but that loop was disturbed, for {why}: " in said
    assert said.endswith(" says little.")
    assert doubted([turns(500), run]) == {run.baseline_s}


def test_a_loop_that_waited_for_its_core_says_so_itself() -> None:
    disturbed = loop((RUN, 300), (CORE, 200))
    assert lost(disturbed.trace) == pytest.approx(0.4)
    assert baseline_doubt(disturbed) == "other programs had its core for 40 % of the time"
    assert "what is held against it seems faster than it is" in verdict(disturbed, measure(disturbed.trace))


def test_waiting_is_no_disturbance() -> None:
    assert baseline_doubt(loop((RUN, 1), (IO, 499))) == ""
    together = [worker(number, [(RUN, 1), (IO, 249)]) for number in (1, 2, 3, 4)]
    assert baseline_doubt(record("threading", together, wall_ms=250, baseline_ms=1000)) == ""


def test_threads_that_compute_while_others_wait_are_as_much_faster_as_they_are() -> None:
    first = [(RUN, 60), (IO, 40), (WAIT, 60), (RUN, 60), (IO, 40)]
    second = [(WAIT, 60), (RUN, 60), (IO, 40), (WAIT, 60), (RUN, 60), (IO, 40)]
    mixed = record("threading", [worker(1, first), worker(2, second)], wall_ms=320, baseline_ms=400)
    assert baseline_doubt(mixed) == ""
    asked = dataclasses.replace(turns(1370), alone_ms=0.1)
    assert baseline_doubt(asked) == ""  # whoever answers waits less for requests where another computes


def test_what_computes_at_once_is_as_much_faster_as_it_is() -> None:
    at_once = [worker(number, [(RUN, 250)], pid=number) for number in (1, 2)]
    assert baseline_doubt(record("pool", at_once, wall_ms=260, baseline_ms=500)) == ""


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert baseline_doubt(record("threading", [], wall_ms=10, baseline_ms=20)) == ""
    assert baseline_doubt(record("threading", [worker(1, FIRST)], wall_ms=500)) == ""
    hidden = turns(1370)
    hidden.trace.lanes[0].more_ns = 1
    assert baseline_doubt(hidden) == ""  # threads without a lane computed, too
