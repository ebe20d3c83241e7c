"""What the charts beside the lanes are made of: their figures, sentences and tables."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from gilviz.render.chart_words import ANSWERS, EXECUTING, KINDS, SLICES, STATES, WAITS, as_csv, as_text
from gilviz.render.run_chart import COLUMNS, RunChart, run_chart
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.render.hand_made import MS, ORIGIN, lane, processes, threads, trace


def chart(run: RunTrace, title: str = "threading · 2 workers") -> RunChart:
    made = run_chart(1, title, run, (0.005,))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def taking_turns() -> RunChart:
    return chart(threads(2, 400 * MS))


@pytest.fixture(scope="module")
def at_once() -> RunChart:
    return chart(processes(2, 20 * MS, 380 * MS), "pool · 2 workers")


def table(kind: str, *runs: RunChart) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(next(each for each in KINDS if each.name == kind), runs))))


def test_threads_stay_below_their_gils_ceiling_and_processes_do_not(taking_turns: RunChart, at_once: RunChart) -> None:
    assert taking_turns.one_gil
    assert not at_once.one_gil
    assert taking_turns.curve.max() <= 1 + 1e-9
    assert at_once.curve.max() == 2
    assert len(taking_turns.curve) == COLUMNS
    assert "one GIL lets one execute Python code at a time" in EXECUTING.sentence(taking_turns)
    assert EXECUTING.sentence(at_once).endswith("of 2 executed at once on average")


def test_the_states_add_up_to_the_time_of_all_workers(taking_turns: RunChart) -> None:
    run = threads(2, 400 * MS)
    assert taking_turns.total_ns == sum(lane.known_until - (lane.start or 0) for lane in run.lanes)
    rows = table("states", taking_turns)
    assert sum(float(row["seconds"]) for row in rows) == pytest.approx(taking_turns.total_ns / 1e9)
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1, abs=1e-5)
    assert "waiting for the GIL" in STATES.sentence(taking_turns)


def test_slices_and_waits_are_told_with_their_median_and_p99(taking_turns: RunChart) -> None:
    assert taking_turns.slices is not None
    assert taking_turns.waits is not None
    assert 5 * MS < taking_turns.slices.median < 6.1 * MS, "a little longer than the switch interval"
    assert SLICES.sentence(taking_turns).startswith(f"{taking_turns.slices.count} slices, median 5.")
    assert "99\N{NO-BREAK SPACE}% at most" in WAITS.sentence(taking_turns)
    rows = table("waits", taking_turns)
    assert sum(int(row["count"]) for row in rows) == taking_turns.waits.count
    assert all(int(row["from_ns"]) < int(row["to_ns"]) for row in rows)


def test_one_of_something_is_not_said_as_several() -> None:
    one = chart(trace([lane(1, [(0, State.RUNNING), (3 * MS, State.IDLE)], 5 * MS, closed=True)], 5 * MS))
    assert SLICES.sentence(one).startswith("1 slice, median 3.00 ms")


def test_a_chart_without_anything_says_what_to_run(at_once: RunChart) -> None:
    assert not WAITS.has(at_once)
    assert as_text(WAITS, [at_once]).splitlines()[1] == WAITS.empty
    assert "echo+cpu" in as_text(ANSWERS, [at_once])
    assert as_csv(WAITS, [at_once]) == "run,from_ns,to_ns,count\n"


def test_answers_are_as_long_as_they_took() -> None:
    run = threads(2, 100 * MS)
    sent = ORIGIN + np.arange(10, dtype=np.int64) * 8 * MS
    run.requests = np.stack([sent, sent + MS, sent + 5 * MS], axis=1)
    found = chart(run)
    assert found.answers is not None
    assert (found.answers.count, found.answers.median) == (10, 5 * MS)
    assert ANSWERS.sentence(found) == "10 answers, median 5.00 ms, 99\N{NO-BREAK SPACE}% at most 5.00 ms, longest 5.00 ms"


def test_of_a_run_without_lanes_there_is_no_chart() -> None:
    assert run_chart(1, "x", RunTrace.of([], ORIGIN, ORIGIN + MS), ()) is None
    assert run_chart(1, "x", RunTrace(None), ()) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_chart_is_text_and_table(kind: object, taking_turns: RunChart, at_once: RunChart) -> None:
    chosen = next(each for each in KINDS if each is kind)
    runs = [run for run in (taking_turns, at_once) if chosen.has(run)]
    lines = as_text(chosen, (taking_turns, at_once)).splitlines()
    assert lines[0] == chosen.heading
    assert len(lines) == 1 + max(len(runs), 1)
    rows = list(csv.reader(io.StringIO(as_csv(chosen, (taking_turns, at_once)))))
    assert rows[0] == ["run", *chosen.columns]
    assert {row[0] for row in rows[1:]} == {run.title for run in runs}


def test_a_curve_in_a_table_has_its_times(taking_turns: RunChart) -> None:
    rows = table("executing", taking_turns)
    assert len(rows) == COLUMNS
    assert 0 < float(rows[0]["time_s"]) < float(rows[-1]["time_s"]) < taking_turns.length_ns / 1e9


@pytest.mark.parametrize("until", [0, 1, 1000, 36_000_000 * MS])
def test_runs_of_any_length_have_charts(until: int) -> None:
    found = chart(trace([lane(1, [(0, State.RUNNING), (until, State.IDLE)], until, closed=True)], until))
    for kind in KINDS:
        assert as_text(kind, [found]).startswith(kind.heading)
        assert as_csv(kind, [found]).startswith("run,")
