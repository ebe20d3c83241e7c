from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from rich.console import Console

from gilviz.cli.output import complain, emit
from gilviz.cli.progress import Bar, Lines, tasks_done
from gilviz.experiment.run import Phase
from tests.cli.fakes import Script, run


def test_results_go_to_standard_output_and_complaints_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    emit("table\n")
    complain("it broke.")
    assert capsys.readouterr() == ("table\n", "gilviz: it broke.\n")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = "from gilviz.cli.output import emit; emit('a' * 100_000); emit('b'); print('c')"
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_lines_say_what_is_going_on_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    for status in ("Run 1 of 2", "Run 1 of 2", "Run 2 of 2"):
        lines.show(Script([], status=status))
    lines.show(Script([], status="Finished", finished=True))
    lines.close()
    assert capsys.readouterr() == ("", "Run 1 of 2\nRun 2 of 2\n")


def test_the_bar_shows_the_status_and_how_many_tasks_are_done() -> None:
    stream = io.StringIO()
    bar = Bar(Console(file=stream, force_terminal=True, width=100))
    bar.show(Script([], status="Calibrating primes…"))
    bar.show(Script([run(phase=Phase.FINISHED), run()], status="Run 2 of 2: pool"))
    bar.close()
    assert "Calibrating primes…" in stream.getvalue()
    assert "Run 2 of 2: pool" in stream.getvalue()
    assert "2/4 tasks" in stream.getvalue()


def test_tasks_of_a_run_that_goes_on_are_counted_as_its_workers_finish_them() -> None:
    going_on = run(phase=Phase.RUNNING)
    assert going_on.trace is not None
    going_on.trace.lanes[0].tasks_done = 1
    assert tasks_done([run(phase=Phase.FINISHED), going_on, run()]) == (3, 6)
