from __future__ import annotations

from gilviz.cli.report import Page, heading, report
from gilviz.runner.protocol import State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import Outcome
from gilviz.trace.run_trace import RunTrace
from tests.cli.fakes import record
from tests.trace.runs import ORIGIN, worker

PLAIN = Page(colour=False, width=None)


def table(text: str) -> list[list[str]]:
    """The table's cells: two blanks at least separate columns."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines()[1:]]


def test_the_table_says_what_each_run_did() -> None:
    cells = table(report([record()], PLAIN))
    assert cells[0] == ["run", "wall", "speed-up", "parallelism", "memory", "GIL hand-offs", "running", "gil-wait"]
    assert cells[1] == ["threading · 2 workers · CPython 3.13 · GIL", "1.00 s", "1.02×", "1.0", "84 MB", "39", "1.00 s", "1.00 s"]


def test_coroutines_have_a_column_of_their_own_for_waiting_for_their_event_loop() -> None:
    waiting = record(trace=RunTrace.of([worker(1, [(State.LOCK_WAIT, 400), (State.RUNNING, 600)])], ORIGIN))
    ready = [(State.LOCK_WAIT, 300), (State.RUNNING, 700)]
    spec = JobSpec("primes", 1000, "asyncio", tasks=1)
    coroutine = record(spec=spec, trace=RunTrace.of([worker(1, ready, kind=WorkerKind.COROUTINE)], ORIGIN))
    cells = table(report([waiting, coroutine], PLAIN))
    assert cells[0][-3:] == ["running", "lock-wait", "event-loop-wait"]
    assert cells[1][-2:] == ["0.60 s", "0.40 s"]
    assert cells[2][-2:] == ["0.70 s", "0.30 s"]
    assert table(report([coroutine], PLAIN))[0][-2:] == ["running", "event-loop-wait"]


def test_below_the_table_stands_one_sentence_for_each_run() -> None:
    lines = report([record(), record()], PLAIN).splitlines()
    assert len(lines) == 1 + 1 + 2 + 2
    assert lines[-1].startswith("threading · 2 workers · CPython 3.13 · GIL: The 2 threads took turns")


def test_outcomes_have_a_column_only_where_they_differ() -> None:
    cells = table(report([record(), record(outcome=Outcome.PARTIAL, wall_s=None, error="It was stopped.")], PLAIN))
    assert cells[0][1] == "outcome"
    assert [row[1] for row in cells[1:3]] == ["finished", "partial"]
    assert cells[2][2:4] == ["–", "–"], "a run that was stopped has no wall time and no speed-up"


def test_markup_in_a_message_is_shown_as_it_is() -> None:
    text = report([record(outcome=Outcome.FAILED, error="KeyError: [red]x[/red] :smile:")], PLAIN)
    assert "[red]x[/red] :smile:" in text


def test_what_a_terminal_would_obey_in_a_message_is_shown_though_the_page_is_coloured() -> None:
    text = report([record(outcome=Outcome.FAILED, error="ValueError: \x1b[31mred\x1b]0;x\x07")], Page(colour=True, width=None))
    assert "\\x1b[31mred\\x1b]0;x\\x07" in text


def test_a_page_of_a_terminal_is_never_wider_than_it() -> None:
    text = report([record()], Page(colour=False, width=60))
    assert max(map(len, text.splitlines())) <= 60


def test_colour_is_used_where_it_is_wanted() -> None:
    assert "\x1b[" in report([record()], Page(colour=True, width=100))
    assert "\x1b[" not in report([record()], PLAIN)


def test_the_heading_says_what_all_runs_have_in_common() -> None:
    spec = JobSpec("primes", 60_000, "threading", tasks=1, switch_interval=0.0005)
    assert heading(record(spec=spec)) == "primes · size 60,000 (numbers searched) · 1 task · switch interval 0.5 ms"


def test_without_a_run_there_is_no_report() -> None:
    assert report([], PLAIN) == ""
