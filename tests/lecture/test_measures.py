from __future__ import annotations

import pytest

from gilviz.lecture.measures import MEASURES
from gilviz.runner.protocol import State
from tests.trace.runs import record, worker

RUN, WAIT, IO = State.RUNNING, State.GIL_WAIT, State.IO_WAIT


def test_a_turn_lasts_until_another_worker_runs_whatever_interrupts_it_briefly() -> None:
    first = worker(1, [(RUN, 3), (State.CPU_WAIT, 1), (RUN, 2), (WAIT, 6), (RUN, 6)])
    second = worker(2, [(WAIT, 6), (RUN, 6), (WAIT, 6)])
    assert MEASURES["slice"].of(record("threading", [first, second], wall_ms=18)) == 6


def test_shares_and_numbers_at_once_are_of_the_time_with_tasks() -> None:
    waiting = record("threading", [worker(1, [(IO, 10)]), worker(2, [(IO, 10)])], wall_ms=10)
    assert MEASURES["waiting-together"].of(waiting) == 2
    turns = record("threading", [worker(1, [(RUN, 5), (WAIT, 5)]), worker(2, [(WAIT, 5), (RUN, 5)])], wall_ms=10)
    assert MEASURES["gil-wait"].of(turns) == 50
    assert MEASURES["ready"].of(turns) == 1


@pytest.mark.parametrize("name", [name for name in MEASURES if name not in ("wall", "one-thread")])
def test_a_run_of_which_nothing_was_recorded_has_no_figure(name: str) -> None:
    assert MEASURES[name].of(record("threading", [], wall_ms=10)) in (None, 0.0)


def test_figures_have_their_unit_and_what_is_unknown_a_dash() -> None:
    assert MEASURES["wall"].text(2.0409) == "2.04 s"
    assert MEASURES["hand-offs"].text(12480) == "12,480"
    assert MEASURES["speedup"].text(None) == "–"
