"""Whole experiments with real processes: what they find out, and how they end when something goes wrong."""

from __future__ import annotations

import os
import re
import signal
import venv
from pathlib import Path

import psutil
import pytest

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.runner.protocol import Gil, State
from tests.experiment.bench import (
    FOREVER_IN_WORKERS,
    conduct,
    conduct_until,
    experiment,
    is_at_work,
    replace_workload,
    run_of,
    start,
)
from tests.interpreters import FindInterpreter

UNTIL_SEEN = """
    import multiprocessing

    def work(item, lane):
        one = "pool" if multiprocessing.parent_process() else "threading"
        while threading.current_thread() is not threading.main_thread() or one == "pool":
            if os.path.exists(os.path.join({!r}, one)):
                break
            time.sleep(0.005)
            lane.tick()
        return item
"""
"""Ends at once in the sequential run, and elsewhere when there is a file that is called like the executor."""


def test_an_experiment_runs_one_job_after_another_and_measures_each_against_its_baseline(workspace: Workspace) -> None:
    conductor = conduct(experiment("threading", "pool", workload="primes", size=20_000), workspace)
    assert [run.phase for run in conductor.runs] == [Phase.FINISHED] * 3
    baseline, *others = conductor.runs
    assert [run.baseline_s for run in others] == [baseline.wall_s] * 2
    ends = [run.trace.end for run in conductor.runs if run.trace]
    starts = [run.started_ns for run in conductor.runs]
    assert all(begun and ended and begun > ended for begun, ended in zip(starts[1:], ends, strict=False))


def test_a_baseline_that_nobody_asked_for_is_not_counted_among_the_runs(workspace: Workspace) -> None:
    said: list[str] = []
    conductor = Conductor(experiment("threading", "thread", repeat=2), workspace)
    conductor.start()

    def finished() -> bool:
        said.append(conductor.status)
        return conductor.finished

    conduct_until(conductor, finished)
    assert list(dict.fromkeys(said)) == [
        "Before run 1 of 4: the baseline, sequential", "Run 1 of 4: threading", "Run 2 of 4: thread",
        "Before run 3 of 4: the baseline, sequential", "Run 3 of 4: threading", "Run 4 of 4: thread", "Finished",
    ]  # fmt: skip
    asked_for = Conductor(experiment("sequential", "threading"), workspace)
    asked_for.start()
    assert asked_for.status == "Run 1 of 2: sequential"
    conduct_until(asked_for, lambda: asked_for.finished)


def test_the_memory_of_all_processes_of_a_run_is_on_record(workspace: Workspace, tmp_path: Path) -> None:
    replace_workload(workspace, UNTIL_SEEN.format(str(tmp_path)))
    conductor = Conductor(experiment(Variant("threading"), Variant("pool", "spawn")), workspace)
    conductor.start()

    def is_over() -> bool:
        for run in conductor.runs:
            if run.memory is not None and run.memory.peak.processes >= (2 if run.spec.executor == "pool" else 1):
                (tmp_path / run.spec.executor).touch()
        return conductor.finished

    conduct_until(conductor, is_over)
    threads, processes = (run.record().memory for run in conductor.runs if run.listed)
    assert threads is not None
    assert processes is not None
    # The GIL's observer is not counted, but until it has become another program nobody can tell it from the job.
    assert 1 in {sample.processes for sample in threads.samples} <= {1, 2}
    assert processes.peak.processes >= 2
    assert processes.peak.size > threads.peak.size


def test_one_interpreter_runs_with_its_gil_and_without_each_against_its_own_baseline(
    workspace: Workspace, interpreter: FindInterpreter
) -> None:
    python = interpreter("python3.13t")
    wishes = [Variant("threading", python=python, python_gil=gil) for gil in (1, 0)]
    conductor = conduct(experiment(*wishes, size=20_000), workspace)
    runs = [(run.spec.executor, run.runtime.gil, run.runtime.gil_state) for run in conductor.runs if run.runtime]
    assert runs == [(executor, gil, state.value) for gil, state in ((True, Gil.ENVIRONMENT), (False, Gil.DISABLED))
                    for executor in ("sequential", "threading")]  # fmt: skip
    assert [run.baseline_s for run in conductor.runs[1::2]] == [run.wall_s for run in conductor.runs[::2]]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX: an environment of links")
@pytest.mark.parametrize("executor", ["threading", "pool"])
def test_an_interpreter_below_a_strange_path_runs_jobs(workspace: Workspace, tmp_path: Path, executor: str) -> None:
    venv.create(tmp_path / "Umgebung für 蛇", symlinks=True)
    python = str(tmp_path / "Umgebung für 蛇" / "bin" / "python")
    run = run_of(conduct(experiment(Variant(executor, python=python)), workspace), executor)
    assert (run.phase, run.error) == (Phase.FINISHED, None)
    assert run.runtime
    assert run.runtime.path == python


def test_what_was_recorded_outlives_the_files_it_came_from(workspace: Workspace) -> None:
    run = run_of(conduct(experiment("pool"), workspace), "pool")
    assert [path.name for path in workspace.directory.iterdir()] == ["owner", "stage"]
    assert run.trace
    assert sum(lane.tasks_done for lane in run.trace.lanes) == 4


def test_an_automatic_size_is_calibrated_once_in_a_session(workspace: Workspace) -> None:
    first = conduct(experiment("threading", size=None, task_seconds=0.01), workspace)
    second = Conductor(experiment("threading", size=None, task_seconds=0.01), workspace)
    second.start()
    assert first.size
    assert second.size == first.size
    assert second.runs
    second.stop()
    conduct_until(second, lambda: second.finished)


def test_a_wrong_result_is_an_error_of_the_run(workspace: Workspace) -> None:
    replace_workload(workspace, "def work(item, lane): return threading.current_thread() is threading.main_thread()")
    conductor = conduct(experiment("threading"), workspace)
    run = run_of(conductor, "threading")
    assert run.phase is Phase.FAILED
    assert run.error
    assert run.error.startswith("4 of 4 results are wrong: task 0 returned False, the sequential run True.")


@pytest.mark.parametrize("executor", ["sequential", "thread", "threading", "dummy-pool", "thread-pool", "pool", "process-pool"])
def test_a_task_that_raises_ends_its_run_with_a_sentence_and_a_traceback(workspace: Workspace, executor: str) -> None:
    replace_workload(workspace, 'def work(item, lane): raise LookupError("no such prime")')
    conductor = conduct(experiment(executor), workspace)
    run = run_of(conductor, executor)
    assert run.phase is Phase.FAILED
    assert run.error == "A task raised LookupError: no such prime"
    assert "in work" in run.traceback
    assert run.trace


def test_a_baseline_that_failed_is_shown_though_nobody_asked_for_it(workspace: Workspace) -> None:
    replace_workload(workspace, 'def work(item, lane): raise LookupError("no such prime")')
    conductor = conduct(experiment("threading"), workspace)
    assert [(run.spec.executor, run.listed) for run in conductor.runs] == [("sequential", True), ("threading", True)]


@pytest.mark.parametrize(
    "variant",
    [Variant("pool", "fork"), Variant("pool", "spawn"), Variant("pool", "forkserver"), Variant("process-pool", "spawn")],
)
def test_a_worker_that_is_killed_ends_the_run_and_is_named(workspace: Workspace, variant: Variant) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = start(workspace, variant)
    conduct_until(conductor, lambda: len(conductor.runs) > 1 and is_at_work(conductor.runs[1]))
    run = conductor.runs[1]
    assert run.trace
    victim = run.trace.lanes[1].identity
    os.kill(victim.pid, signal.SIGKILL)
    conduct_until(conductor, lambda: conductor.finished)
    assert run.phase is Phase.FAILED
    assert run.error
    assert f"Worker P{victim.number} (process {victim.pid}) was killed by SIGKILL" in run.error
    # A pool may have hired another worker in the meantime.
    assert all(lane.totals()[State.RUNNING] > 0 for lane in run.trace.lanes if lane.identity.number <= 2)


@pytest.mark.parametrize("executor", ["pool", "process-pool"])
def test_workers_that_are_killed_at_once_are_all_named_with_their_tasks(workspace: Workspace, executor: str) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = start(workspace, executor)
    conduct_until(conductor, lambda: len(conductor.runs) > 1 and is_at_work(conductor.runs[1]))
    run = conductor.runs[1]
    assert run.trace
    victims = [psutil.Process(lane.identity.pid) for lane in run.trace.lanes[:2]]
    parent = victims[0].parent()
    assert parent
    # Whoever looks after them is held meanwhile: else it could look between the two, and end the second itself.
    parent.suspend()
    for victim in victims:
        victim.kill()
    conduct_until(conductor, lambda: all(victim.status() == psutil.STATUS_ZOMBIE for victim in victims))
    parent.resume()
    conduct_until(conductor, lambda: conductor.finished)
    assert run.phase is Phase.FAILED
    first, second = (victim.pid for victim in victims)
    assert (run.error or "").startswith(f"Workers P1 (process {first}) and P2 (process {second}) were killed by SIGKILL")
    assert "Under way were tasks" in (run.error or "")


def test_an_idle_worker_that_is_killed_with_the_queue_in_its_hands_does_not_hang_the_run(workspace: Workspace) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = start(workspace, "pool", tasks=1)
    conduct_until(conductor, lambda: len(conductor.runs) > 1 and is_at_work(conductor.runs[1], workers=1))
    run = conductor.runs[1]
    conduct_until(conductor, lambda: run.trace is not None and len(run.trace.lanes) == 2)
    assert run.trace
    idle = next(lane for lane in run.trace.lanes if not lane.totals()[State.RUNNING])
    os.kill(idle.identity.pid, signal.SIGKILL)
    conduct_until(conductor, lambda: conductor.finished)
    assert run.phase is Phase.FAILED
    assert "was killed by SIGKILL" in (run.error or "")


@pytest.mark.parametrize("executor", ["pool", "process-pool"])
def test_a_worker_that_exits_is_named_with_its_status(workspace: Workspace, executor: str) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS.replace("lane.tick()", "os._exit(3)"))
    conductor = conduct(experiment(executor), workspace)
    error = run_of(conductor, executor).error or ""
    assert re.search(r"ended by (itself|themselves) with exit status 3", error), error
    assert re.search(r"Under way (was task \d+|were tasks \d+(, \d+)+)\.$", error), error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("os._exit(5)", "ended by itself with exit status 5"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "was killed by SIGSEGV"),
        ("sys.exit(4)", "A task raised SystemExit: 4"),
        ("import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); bytearray(2**30)", "out of memory"),
    ],
)
def test_a_job_that_takes_its_process_with_it_is_told(workspace: Workspace, code: str, words: str) -> None:
    replace_workload(workspace, f"def work(item, lane):\n    {code}")
    conductor = conduct(experiment("threading"), workspace)
    assert {run.phase for run in conductor.runs} == {Phase.FAILED}
    assert all(words in (run.error or "") for run in conductor.runs), [run.error for run in conductor.runs]


def test_a_calibration_that_fails_says_why(workspace: Workspace) -> None:
    replace_workload(workspace, 'def work(item, lane): raise LookupError("no such prime")')
    conductor = conduct(experiment("threading", size=None), workspace)
    assert conductor.error == "A task raised LookupError: no such prime"


def test_a_flood_of_prints_neither_stops_nor_confuses_a_job(workspace: Workspace) -> None:
    replace_workload(
        workspace,
        """
        def work(item, lane):
            print("x" * 3_000_000)
            print('{"kind": "failed"}', flush=True)
            os.write(1, b"raw\\n")
            return item
        """,
    )
    conductor = conduct(experiment("threading"), workspace)
    run = run_of(conductor, "threading")
    assert run.phase is Phase.FINISHED
    assert "characters were printed before this" in run.log
    assert '{"kind": "failed"}' in run.log
    assert len(run.log) < 1_000_000


@pytest.mark.parametrize(
    ("python", "words"),
    [
        ("no-such-python", "There is no program no-such-python"),
        ("/bin/ls", "/bin/ls could not start the job"),
        ("/", "is a folder"),
    ],
)
def test_an_interpreter_that_is_none_ends_in_a_sentence(workspace: Workspace, python: str, words: str) -> None:
    conductor = conduct(experiment(Variant("threading", python=python)), workspace)
    assert all(run.phase is Phase.FAILED and words in (run.error or "") for run in conductor.runs), conductor.runs


def test_a_workspace_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with pytest.raises(WorkspaceError, match=r"can't be written to .*: set TMPDIR to a folder of yours"):
        Workspace()


def test_a_full_disk_is_told_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gilviz.experiment.workspace.ROOM", 10**18)
    with pytest.raises(WorkspaceError, match="is full: free some space"):
        Workspace()


def test_a_workspace_leaves_nothing_behind() -> None:
    with Workspace() as made:
        directory = made.directory
        assert directory.is_dir()
    assert not directory.exists()
