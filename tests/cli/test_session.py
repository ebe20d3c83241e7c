from __future__ import annotations

import dataclasses
import errno
import json
import signal
from pathlib import Path

import pytest

from gilviz.cli import output
from gilviz.cli.interrupts import Interrupts
from gilviz.cli.progress import Experiment
from gilviz.cli.request import Request
from gilviz.cli.session import Result, conduct, hand_over, run_request
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.recording import read
from gilviz.trace.record import Outcome
from tests.cli.fakes import Script, Watcher, no_pause, record, run


def play(experiment: Script) -> Result:
    with Interrupts() as interrupts:
        return conduct(experiment, Watcher(), interrupts, no_pause)


def set_phase(one: Run, phase: Phase) -> None:
    one.phase = phase


def request(csv: Path | None = None) -> Request:
    return Request(ExperimentSpec("primes", 1000, 2, 2, (Variant("threading"),)), csv)


def test_a_run_that_finished_with_the_right_results_is_a_success() -> None:
    result = play(Script([run(phase=Phase.FINISHED)]))
    assert (result.status, len(result.records), result.failures) == (0, 1, ())


def test_a_baseline_that_nobody_asked_for_is_not_among_the_results() -> None:
    result = play(Script([run("sequential", Phase.FINISHED, listed=False), run("pool", Phase.FINISHED)]))
    assert [r.spec.executor for r in result.records] == ["pool"]


def test_a_run_that_failed_is_told_with_its_traceback_and_makes_the_status_1() -> None:
    failed = run(phase=Phase.FAILED)
    failed.error, failed.traceback = "It broke.", "Traceback …\nValueError: 3"
    result = play(Script([failed]))
    assert result.status == 1
    assert result.failures == ("threading: It broke.\nTraceback …\nValueError: 3",)


def test_without_a_traceback_the_log_of_a_failed_run_is_shown() -> None:
    failed = run(phase=Phase.FAILED)
    failed.error, failed.log = "It crashed.", "Segmentation fault\n"
    assert play(Script([failed])).failures == ("threading: It crashed.\nSegmentation fault",)


def test_an_experiment_that_could_not_be_calibrated_says_why_and_fails() -> None:
    result = play(Script([], error="Calibration failed."))
    assert (result.status, result.failures, result.records) == (1, ("Calibration failed.",), ())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_the_experiment_and_keeps_what_was_recorded(number: signal.Signals) -> None:
    runs = [run("threading", Phase.FINISHED), run("pool", Phase.RUNNING), run("process-pool")]
    experiment = Script(runs, [lambda: signal.raise_signal(number)] * 50)
    result = play(experiment)
    assert experiment.asked_to_stop
    assert experiment.polls == 2
    assert [r.outcome for r in result.records] == [Outcome.FINISHED, Outcome.PARTIAL]
    assert (result.skipped, result.status) == (1, 128 + number)


def test_after_an_experiment_signals_mean_again_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    play(Script([]))
    assert signal.getsignal(signal.SIGINT) is before


def test_whatever_breaks_nothing_is_left_running() -> None:
    class Broken(Watcher):
        def show(self, experiment: Experiment) -> None:
            raise SystemExit(experiment.status)

    experiment, display = Script([run(phase=Phase.RUNNING)], [lambda: None] * 9), Broken()
    with pytest.raises(SystemExit), Interrupts() as interrupts:
        conduct(experiment, display, interrupts, no_pause)
    assert experiment.asked_to_stop
    assert experiment.finished
    assert display.closed


def test_progress_is_shown_after_every_poll() -> None:
    display = Watcher()
    experiment = Script([], [lambda: None] * 3)
    with Interrupts() as interrupts:
        conduct(experiment, display, interrupts, no_pause)
    assert len(display.seen) == experiment.polls == 4


def test_json_is_the_only_thing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    failed = record(outcome=Outcome.FAILED, error="It broke.", wall_s=None)
    status = hand_over(request(), Result((record(), failed), ("threading: It broke.",), 0, None), as_json=True)
    out, err = capsys.readouterr()
    shown = json.loads(out)
    assert status == 1
    assert (shown["workload"], [r["outcome"] for r in shown["runs"]]) == ("primes", ["finished", "failed"])
    assert err == "gilviz: threading: It broke.\n"


def test_an_interrupted_experiment_prints_its_partial_runs(capsys: pytest.CaptureFixture[str]) -> None:
    status = hand_over(request(), Result((record(outcome=Outcome.PARTIAL, wall_s=None),), (), 2, signal.SIGINT), as_json=True)
    out, err = capsys.readouterr()
    assert status == 130
    assert json.loads(out)["runs"][0]["outcome"] == "partial"
    assert "interrupted: 2 of the runs did not begin" in err


def test_the_segments_are_written_where_they_were_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "segments.csv"
    assert hand_over(request(file), Result((record(),), (), 0, None), as_json=False) == 0
    assert file.read_text().startswith("run,lane,worker,pid,native_id,start_ns,end_ns,state,task,evidence\n1,T1,1,")
    assert capsys.readouterr().err == f"Every segment is in {file}.\n"


def test_segments_that_could_not_be_written_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gone" / "segments.csv"
    assert hand_over(request(file), Result((record(),), (), 0, None), as_json=False) == 1
    assert f"{file} could not be written (No such file or directory)" in capsys.readouterr().err


def test_where_nothing_can_be_recorded_nothing_runs_and_a_sentence_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    def full() -> Workspace:
        raise WorkspaceError("The disk is full: free some space.")

    assert run_request(request(), as_json=True, make_workspace=full) == 1
    assert capsys.readouterr() == ("", "gilviz: The disk is full: free some space.\n")


def test_an_interrupted_experiment_does_not_promise_what_it_has_not(capsys: pytest.CaptureFixture[str]) -> None:
    hand_over(request(), Result((), (), 2, signal.SIGINT), as_json=False)
    assert capsys.readouterr().err == "gilviz: interrupted before the first of the runs began: there is nothing to compare.\n"
    hand_over(request(), Result((record(),), (), 0, signal.SIGINT), as_json=True)
    assert capsys.readouterr().err == "gilviz: interrupted: what was recorded until then follows.\n"


def test_a_workspace_is_made_and_removed_out_of_reach_of_signals(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> Workspace:
        signal.raise_signal(signal.SIGTERM)
        raise WorkspaceError("The disk is full: free some space.")

    assert run_request(request(), as_json=True, make_workspace=interrupted) == 1
    assert capsys.readouterr().err == "gilviz: The disk is full: free some space.\n"


def test_results_that_could_not_be_printed_are_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_text: str, **_how: bool) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output, "emit", full)
    assert hand_over(request(), Result((record(),), (), 0, None), as_json=True) == 1
    assert capsys.readouterr().err.startswith("gilviz: The results could not be printed (No space left on device): ")


def test_a_recording_is_kept_with_the_baseline_that_nobody_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = play(Script([run("sequential", Phase.FINISHED, listed=False), run("pool", Phase.FINISHED)]))
    asked = dataclasses.replace(request(), save=tmp_path / "a.gilviz")
    assert hand_over(asked, result, as_json=False) == 0
    assert "a.gilviz: `gilviz open` shows it" in capsys.readouterr().err
    found = read(tmp_path / "a.gilviz")
    assert [(kept.run.spec.executor, kept.listed) for kept in found.runs] == [("sequential", False), ("pool", True)]
    assert found.title == "primes · 1,000 numbers searched · 2 tasks"


def test_a_recording_of_the_baseline_alone_has_something_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = play(Script([run("sequential", Phase.PARTIAL, listed=False), run("pool")]))
    hand_over(dataclasses.replace(request(), save=tmp_path / "a.gilviz"), result, as_json=False)
    assert "a.gilviz: `gilviz open` shows it" in capsys.readouterr().err
    assert [(kept.run.spec.executor, kept.listed) for kept in read(tmp_path / "a.gilviz").runs] == [("sequential", True)]


def test_a_recording_that_cannot_be_kept_makes_the_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = play(Script([run("pool", Phase.FINISHED)]))
    assert hand_over(dataclasses.replace(request(), save=tmp_path / "gone" / "a.gilviz"), result, as_json=False) == 1
    assert "can't be written" in capsys.readouterr().err
    nothing = play(Script([run("pool")]))
    assert hand_over(dataclasses.replace(request(), save=tmp_path / "a.gilviz"), nothing, as_json=False) == 1
    assert "Nothing was recorded" in capsys.readouterr().err
    assert not (tmp_path / "a.gilviz").exists()
