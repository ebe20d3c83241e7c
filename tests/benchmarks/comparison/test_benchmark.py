from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks.comparison import benchmark, installed
from tests.benchmarks.comparison.ordinary_user import first_closed, view
from tests.benchmarks.comparison.picture import Picture
from tests.benchmarks.comparison.scripts import JOB, environment, folders_of
from tests.benchmarks.comparison.subject import Look, Script, Subject
from tests.skips import ALLOWED

needs_linux = pytest.mark.skipif(any(skip.holds for skip in ALLOWED if skip.reason == "needs Linux"), reason="needs Linux")
TURNS = Picture({1: [(0.0, 1.0)], 2: [(1.0, 2.0)]}, hand_offs=90)


def test_each_tool_is_held_against_the_truth_of_its_own_runs() -> None:
    pairs = [(Look(2.0, 80), Look(2.2, 100, TURNS))]
    figures = {figure.name: figure for figure in benchmark.tabulate("spy", "1.0: spy it", pairs)}
    assert figures["spy: hand-offs seen, of the true ones"].value == pytest.approx(90)
    assert figures["spy: hand-offs seen, of the true ones"].note == "90 of 100"
    assert figures["spy: both threads drawn as running"].value == 0
    assert figures["spy: adds to the run"].value == pytest.approx(10)
    assert figures["spy: true hand-offs a second, under it"].value == pytest.approx(100 / 2.2)
    assert figures["spy: true hand-offs a second, without it"].value == 40


def test_where_nobody_counted_without_the_tool_nothing_is_said_of_it() -> None:
    names = [figure.name for figure in benchmark.tabulate("spy", "", [(Look(2.0, None), Look(2.2, 100, TURNS))])]
    assert "spy: true hand-offs a second, without it" not in names


def test_a_run_with_the_tool_and_one_without_take_turns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    order: list[str] = []

    def look() -> Look:
        order.append("look")
        return Look(2.0, 100, TURNS)

    def plain() -> Look:
        order.append("plain")
        return Look(1.0, 100)

    def refused() -> str:
        return "exit status 1: Permission denied"

    def untried() -> str:
        raise installed.Missing("no namespaces here")

    monkeypatch.setattr(benchmark, "PAIRS", 2)
    figures = benchmark.figures_of(Subject("spy", "", look, plain, {"attach": refused, "run": untried}))
    assert order == ["look", "plain", "look", "look", "plain"]
    adds = next(figure for figure in figures if figure.name == "spy: adds to the run")
    assert list(adds.samples) == [100, 100]
    assert (figures[-1].value, figures[-1].note) == (0, "exit status 1: Permission denied")
    assert "SKIPPED spy as an ordinary user: no namespaces here" in capsys.readouterr().err


def test_what_cannot_be_installed_is_missing_and_not_guessed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installed, "environments", lambda: tmp_path)
    monkeypatch.setattr(sys, "executable", str(_failing_python(tmp_path)))
    with pytest.raises(installed.Missing, match="spy can't be installed: no network"):
        installed.environment_with("spy")


def _failing_python(folder: Path) -> Path:
    python = folder / "python"
    python.write_text("#!/bin/sh\necho no network >&2\nexit 1\n", encoding="ascii")
    python.chmod(0o755)
    return python


@needs_linux
def test_the_job_tells_its_own_truth(tmp_path: Path) -> None:
    look = Script([sys.executable], JOB, 30_000).run(tmp_path, environment())
    report = json.loads((tmp_path / "report.json").read_text(encoding="ascii"))
    assert look.picture is None
    assert look.true is not None
    assert look.true >= 2, "two threads at least took the GIL from the main one"
    assert len({numbers[1] for numbers in report["workers"]}) == 2


@needs_linux
def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="No module named"):
        Script([sys.executable], "tests.benchmarks.comparison.no_such", 1).run(tmp_path, environment())


@needs_linux
def test_an_interpreter_is_read_from_the_folders_of_its_files() -> None:
    folders = folders_of(sys.executable)
    assert Path(sys.executable).parent in folders
    assert Path(sys.base_prefix) in folders


def test_only_folders_that_others_may_not_enter_are_replaced(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "python"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    barrier = first_closed(inner)
    assert barrier is not None
    assert inner.is_relative_to(barrier)
    shell = view([inner, Path("/")])
    assert f"mount -t tmpfs -o mode=755 tmpfs {barrier}\n" in shell
    assert f"mount --rbind /mnt/{inner.relative_to(barrier)} {inner}\n" in shell
    assert view([Path("/")]) == ""
