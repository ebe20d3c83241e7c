from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from gilviz.cli.output import complain, emit
from gilviz.cli.progress import Bar, Lines, make_display, tasks_done
from gilviz.experiment.run import Phase
from tests.cli.fakes import Script, run


def test_results_go_to_standard_output_and_complaints_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    emit("table\n")
    complain("it broke.")
    assert capsys.readouterr() == ("table\n", "gilviz: it broke.\n")


def test_what_a_terminal_would_obey_is_shown_instead(capsys: pytest.CaptureFixture[str]) -> None:
    emit("\x1b[2Jtable\n")
    emit("\x1b[1mtable\x1b[0m\x07\n", styled=True)
    complain("\x1b]0;mine\x07 broke.")
    shown = "\\x1b[2Jtable\n\x1b[1mtable\x1b[0m\\x07\n"
    assert capsys.readouterr() == (shown, "gilviz: \\x1b]0;mine\\x07 broke.\n")


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
    bar.show(Script([], status="Looking at \x1b[2Jf[red]"))
    bar.close()
    assert "Looking at \\x1b[2Jf[red]" in stream.getvalue()
    assert "Calibrating primes…" in stream.getvalue()
    assert "Run 2 of 2: pool" in stream.getvalue()
    assert "2/4 tasks" in stream.getvalue()


def test_tasks_of_a_run_that_goes_on_are_counted_as_its_workers_finish_them() -> None:
    going_on = run(phase=Phase.RUNNING)
    going_on.tasks_done = 1
    assert tasks_done([run(phase=Phase.FINISHED), going_on, run()]) == (3, 6)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_was_closed_from_the_start_is_no_error(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, stream, None)
    emit("table\n")
    complain("it broke.")
    assert stream == "stdout" or isinstance(make_display(), Lines)


def test_signs_that_a_terminal_lacks_cost_no_more_than_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    emit("primes · 2 tasks\n")
    assert written.getvalue() == b"primes ? 2 tasks\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a device that is always full")
def test_a_full_disk_is_told_to_whoever_prints_and_only_once() -> None:
    code = "from gilviz.cli.output import emit\ntry:\n  emit('a')\nexcept OSError as e:\n  exit(e.errno)"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (errno.ENOSPC, b"")


def test_a_message_that_nobody_can_read_is_no_error() -> None:
    code = "from gilviz.cli.output import complain\ncomplain('it broke.')"
    reader, writer = os.pipe()
    os.close(reader)
    assert subprocess.run([sys.executable, "-c", code], stderr=writer, check=False).returncode == 0
    os.close(writer)
