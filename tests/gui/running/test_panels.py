from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gilviz.experiment.run import Phase, Run
from gilviz.gui.running import panels
from gilviz.runner.protocol import Gil
from gilviz.runner.spec import JobSpec
from gilviz.trace.metrics import measure
from gilviz.trace.truth import Grade, Truth
from tests.gui.fakes import FakeConductor, FakeWorkspace, spec_of


@pytest.fixture
def conductor(tmp_path: Path) -> FakeConductor:
    made = FakeConductor(spec_of("threading", "pool"), FakeWorkspace(tmp_path))
    made.start()
    return made


def message(conductor: FakeConductor, index: int, cost: float | None = None) -> str:
    return panels.panel(index, conductor.runs, None, cost, conductor.status).message


def test_a_run_that_waits_says_what_it_waits_for(conductor: FakeConductor) -> None:
    conductor.begin(0)
    assert message(conductor, 1) == "Before run 1 of 2: the baseline, sequential"


def test_a_run_that_was_never_reached_says_how_to_run_it(conductor: FakeConductor) -> None:
    conductor.end(0, Phase.PARTIAL)
    assert message(conductor, 1) == "before its turn; Ctrl+R runs it"
    assert panels.panel(1, conductor.runs, None, None, "").phase is Phase.PARTIAL


def test_a_run_says_so_too_where_the_experiment_was_stopped_between_two_runs(conductor: FakeConductor) -> None:
    conductor.end(1)
    shown = panels.panel(2, conductor.runs, None, None, "Stopped", over=True)
    assert (shown.phase, shown.message) == (Phase.PARTIAL, "before its turn; Ctrl+R runs it")


def test_a_finished_run_says_what_the_window_cost(conductor: FakeConductor) -> None:
    conductor.end(1)
    assert message(conductor, 1, 0.0132) == "window 0.01 cores"
    assert message(conductor, 1) == ""


def test_stopped_and_failed_runs_say_so(conductor: FakeConductor) -> None:
    conductor.end(1, Phase.PARTIAL)
    kept = "the recording is kept"
    assert message(conductor, 1) == kept
    assert message(conductor, 1, 0.02) == f"{kept} · window 0.02 cores"
    conductor.end(2, Phase.FAILED, "Task 3 raised ValueError: seven.")
    assert message(conductor, 2) == "Task 3 raised ValueError: seven."


def test_a_panel_shows_the_baseline_before_its_own_run_has_ended(conductor: FakeConductor) -> None:
    conductor.end(0)
    conductor.begin(1)
    shown = panels.panel(1, conductor.runs, None, None, "")
    assert shown.baseline_ns == 2_000_000_000
    assert shown.workers == 2
    assert panels.panel(0, conductor.runs, None, None, "").baseline_ns is None


@pytest.mark.parametrize(
    ("phase", "tone", "advice"),
    [(Phase.FINISHED, "success", ""), (Phase.PARTIAL, "warning", "is kept"), (Phase.FAILED, "failure", "try again")],
)
def test_each_way_to_end_has_its_sentence_its_look_and_its_advice(
    conductor: FakeConductor, phase: Phase, tone: str, advice: str
) -> None:
    run = conductor.end(1, phase, None if phase is Phase.FINISHED else "Task 3 raised ValueError: seven.")
    run.traceback = "Traceback …"
    assert run.trace is not None
    line = panels.outcome(1, run, measure(run.trace))
    assert (line.title, line.tone, line.details) == ("threading", tone, "Traceback …")
    assert advice in line.advice
    assert line.sentence.endswith(".")


def test_a_panel_says_whether_the_gil_is_disabled_and_what_re_enabled_it(conductor: FakeConductor) -> None:
    conductor.end(1)
    run = conductor.runs[1]
    assert run.runtime is not None
    run.runtime = dataclasses.replace(run.runtime, gil=False, gil_state=Gil.DISABLED.value)
    assert panels.panel(1, conductor.runs, None, None, "").headline.title.endswith("CPython 3.13t · GIL disabled")
    run.runtime = dataclasses.replace(run.runtime, gil=True, gil_state=Gil.IMPORT.value)
    assert panels.panel(1, conductor.runs, None, None, "").headline.title.endswith("· GIL re-enabled by an import")


def test_the_results_can_be_pasted_as_text(conductor: FakeConductor) -> None:
    conductor.end_all()
    shown = [panels.panel(index, conductor.runs, None, None, "") for index in (1, 2)]
    runs = [conductor.runs[index] for index in (1, 2)]
    lines = [panels.outcome(1, runs[0], measure(runs[0].trace))] if runs[0].trace else []
    text = panels.as_text(shown, lines)
    assert text.startswith("threading · 2 workers · CPython 3.13 · GIL\nwall time 2.00 s, speed-up 1.00×")
    assert lines[0].sentence in text
    assert "\n\npool · 2 workers" in text


def test_a_finished_run_says_how_far_its_picture_can_be_trusted() -> None:
    truth = Truth({"ticks": 2}, 2, 99.96, 0.0, 0.0, 1.2, 0, None, Grade.GOOD, "")
    run = Run(JobSpec("primes", 100, "threading"), phase=Phase.FINISHED, truth=truth)
    assert panels.message(run, False, 0.013, "") == "evidence good, 100 % agreed · window 0.01 cores"
    run.truth = dataclasses.replace(truth, agreement_pct=None, grade=Grade.DOUBTFUL, reason="7 records are missing: …")
    assert panels.message(run, False, None, "") == "evidence doubtful"


def test_provenance_counts_the_cores_that_gilviz_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {3}, raising=False)
    assert ", 1 core · 2026-11-22 17:50" in panels.provenance(datetime(2026, 11, 22, 17, 50, tzinfo=UTC))


def test_nobody_is_told_how_to_repeat_a_run_that_was_recorded_elsewhere() -> None:
    conductor = FakeConductor(spec_of("threading"), FakeWorkspace(Path()))
    conductor.start()
    run = conductor.end(1, Phase.PARTIAL)
    assert run.trace is not None
    metrics = measure(run.trace)
    assert "Ctrl+R" in panels.outcome(1, run, metrics).advice
    assert "Ctrl+R" not in panels.outcome(1, run, metrics, badge="recorded 2026-11-22").advice
