"""``gilviz sweep``: what can be typed, and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gilviz.cli import app
from gilviz.cli.request import Asked, Unusable
from gilviz.cli.session import Result
from gilviz.cli.sweep import SweepRequest, hand_over, make_sweep
from gilviz.experiment.sweep import measurement, parse_counts, series_of, sweep_of
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.recording import read
from tests.cli.fakes import run
from tests.experiment.bench import experiment
from tests.experiment.test_sweep import ended


def nobody(_python: str) -> RuntimeDescription:
    raise AssertionError("nobody was to be asked")


def test_counts_are_taken_in_rising_order_each_once() -> None:
    assert parse_counts("4,1,2,2, 4") == (1, 2, 4)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("0", "workers of threading must be 1 to 64, not 0"),
        ("1,1000", "not 1,000"),
        ("a,b", "whole numbers with commas between them, like 1,2,4,8, not 'a,b'"),
        ("", "not ''"),
        ("1,,2", "not '1,,2'"),
        ("-2", "not -2"),
    ],
)
def test_counts_that_cannot_be_used_are_told_before_anything_runs(counts: str, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        make_sweep(Asked("primes", ("threading",)), counts, nobody)


def test_all_counts_share_the_same_tasks_enough_for_the_largest() -> None:
    request = make_sweep(Asked("primes", ("threading", "pool"), repeat=2), "1,3,4", nobody)
    assert request.experiment.tasks == 12
    assert [(each.executor, each.workers) for each in request.experiment.variants] == [
        (executor, count) for count in (1, 3, 4) for executor in ("threading", "pool")
    ]


def test_a_sweep_of_the_baseline_alone_is_refused() -> None:
    with pytest.raises(Unusable, match="baseline of every sweep"):
        make_sweep(Asked("primes", ("sequential",)), None, nobody)


def request(csv: Path | None = None) -> SweepRequest:
    return SweepRequest(sweep_of(experiment("pool"), (1, 4)), csv)


def test_the_table_has_a_row_for_every_count_and_marks_those_beyond_the_cores(capsys: pytest.CaptureFixture[str]) -> None:
    measured = [ended(1, 1.0), ended(4, 0.4), ended(16, 0.3)]
    spec = SweepRequest(sweep_of(experiment("pool"), (1, 4, 16)))
    assert hand_over(spec, Result((), (), 0, None), measured, 100, as_json=False) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "countdown · size 100 (steps) · 4 tasks · 1 round · 8 cores"
    assert [line.split()[-6 if number == 0 else 0] for number, line in enumerate(printed[2:5])][1:] == ["4", "16*"]
    assert "* more workers than cores" in printed


def test_a_sweep_that_was_interrupted_says_so_and_prints_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert hand_over(request(), Result((), (), 1, 2), [ended(1, 1.0)], 100, as_json=True) == 130
    captured = capsys.readouterr()
    assert "The sweep was interrupted: 1 of its 2 runs ended, and what they measured follows." in captured.err
    found = json.loads(captured.out)
    assert not found["complete"]
    assert found["series"][0]["points"][0]["workers"] == 1


def test_an_executor_that_failed_at_some_counts_keeps_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    failures = ("pool: The pool broke.",)
    assert hand_over(request(), Result((), failures, 0, None), [ended(1, 1.0), ended(4, None)], 100, as_json=False) == 1
    captured = capsys.readouterr()
    assert "The pool broke." in captured.err
    assert "With 4 processes the run failed: The pool broke." in captured.out
    assert "0 of 1" in captured.out


def test_the_file_has_a_line_for_every_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sweep.csv"
    assert hand_over(request(file), Result((), (), 0, None), [ended(1, 1.0), ended(4, 0.4)], 100, as_json=False) == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3
    assert str(file) in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.csv"]


def test_a_run_that_was_lost_before_it_spoke_is_a_measurement_without_figures() -> None:
    series = series_of([measurement(0, run())])[0]
    assert series.points[0].wall_s is None
    assert series.cores == 1


def test_the_command_sweeps_and_keeps_the_sweep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["sweep", "countdown", "-x", "threading", "-w", "1,2", "--size", "1000", "--repeat", "1", "--json"]
    assert app.main([*asked, "--save", str(tmp_path / "s.gilviz")]) == 0
    kept = read(tmp_path / "s.gilviz")
    assert kept.sweep
    assert [run.run.spec.workers for run in kept.runs if run.listed] == [1, 2]
    found = json.loads(capsys.readouterr().out)
    assert [point["workers"] for point in found["series"][0]["points"]] == [1, 2]
    assert found["complete"]
