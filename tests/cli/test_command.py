"""The command as people use it: real jobs, a process of its own, its output and its exit status."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from gilviz import __version__
from gilviz.cli import main
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.patience import AGES_S, wait_until, within

SMALL = ("--size", "500", "--tasks", "4", "-w", "2")
ENDLESS = ("countdown", "--size", "100000000000", "--tasks", "2", "-w", "2")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gilviz", "run", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=AGES_S, check=False)


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs an endless job, as soon as the job has begun."""
    command = [sys.executable, "-m", "gilviz", "run", *ENDLESS, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        if process.poll() is None:
            process.kill()


def wait_for_work() -> None:
    """Waits until it is on record that somebody has begun to compute."""

    def somebody_runs() -> bool:
        for directory in Path(tempfile.gettempdir()).glob("gilviz-*/r*"):
            with RunTrace(directory) as trace:
                trace.poll(time.perf_counter_ns())
                if any(lane.totals()[State.RUNNING] for lane in trace.lanes):
                    return True
        return False

    wait_until(somebody_runs, pause_s=0.02)


def test_a_comparison_is_printed_as_a_table_with_a_sentence_for_each_run() -> None:
    done = run("primes", *SMALL)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "primes · size 500 (numbers searched) · 4 tasks"
    of_runs = [line for line in lines[2:] if not line.startswith("  ")]  # below a sentence may be what makes it doubtful
    assert [line.split(" · ")[0] for line in of_runs] == ["threading", "pool", "threading", "pool"]
    assert "Before run 1 of 2: the baseline, sequential" in done.stderr


def test_json_is_one_object_with_the_promised_keys() -> None:
    done = run("primes", *SMALL, "-x", "sequential", "-x", "process-pool", "--start-method", "spawn", "--json")
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    assert shown.keys() == {"workload", "runs"}
    assert [(r["executor"], r["start_method"]) for r in shown["runs"]] == [("sequential", None), ("process-pool", "spawn")]
    one = shown["runs"][1]
    assert one.keys() >= {
        "executor", "start_method", "runtime", "python_gil", "workers", "processes", "tasks", "outcome", "error", "wall_s",
        "speedup", "parallelism", "gil_switches", "hand_offs", "states_s", "peak_memory_mb", "memory", "finding", "recording",
        "lanes",
    }  # fmt: skip
    assert one["runtime"].keys() == {"path", "implementation", "version", "gil", "gil_state"}
    promised = {"name", "pid", "native_id", "started_by", "states_s", "transitions", "dropped", "evidence"}
    assert one["lanes"][0].keys() == promised
    assert one["speedup"] == pytest.approx(shown["runs"][0]["wall_s"] / one["wall_s"])


def test_the_baseline_of_an_experiment_is_run_though_nobody_asked_but_not_listed() -> None:
    shown = json.loads(run("primes", *SMALL, "-x", "threading", "--json").stdout)
    assert [(r["executor"], r["speedup"] is None) for r in shown["runs"]] == [("threading", False)]


def test_repeats_are_listed_one_after_another() -> None:
    shown = json.loads(run("primes", *SMALL, "-x", "threading", "--repeat", "2", "--json").stdout)
    assert [r["executor"] for r in shown["runs"]] == ["threading", "threading"]


def test_every_segment_is_written_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "segments.csv"
    assert run("primes", *SMALL, "-x", "thread-pool", "--csv", str(file)).returncode == 0
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["run"] for row in rows} == {"1"}
    assert {row["task"] for row in rows} >= {"0", "1", "2", "3"}
    assert all(int(row["end_ns"]) >= int(row["start_ns"]) > 0 for row in rows)


def test_jobs_run_on_the_interpreter_that_was_named(job_python: str) -> None:
    done = run("primes", *SMALL, "--python", job_python, "--json")
    assert done.returncode == 0, done.stderr
    assert {r["runtime"]["path"] for r in json.loads(done.stdout)["runs"]} == {job_python}


@pytest.mark.alone
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("executor", ["threading", "pool"])
def test_interrupted_it_stops_within_two_seconds_and_keeps_what_was_recorded(
    executor: str, number: signal.Signals, status: int
) -> None:
    with running("-x", executor, "-x", "process-pool", "--json") as process:
        wait_for_work()
        with within(2):
            process.send_signal(number)
            out, err = process.communicate(timeout=AGES_S)
    assert process.returncode == status, err
    assert "interrupted" in err
    # The baseline is what was running; those that were asked for never began.
    assert json.loads(out) == {"workload": "countdown", "runs": []}


def test_a_run_that_was_stopped_is_kept_as_partial() -> None:
    with running("-x", "sequential", "--json") as process:
        wait_for_work()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=AGES_S)
    (one,) = json.loads(out)["runs"]
    assert (one["outcome"], one["wall_s"], one["speedup"]) == ("partial", None, None)
    assert one["states_s"]["running"] > 0


def test_a_worker_that_is_killed_fails_the_run_and_nothing_else() -> None:
    with running("-x", "sequential") as process:
        wait_for_work()
        (job,) = psutil.Process(process.pid).children()
        job.kill()
        out, err = process.communicate(timeout=AGES_S)
    assert process.returncode == 1
    assert "SIGKILL" in err
    assert "failed" in out


def test_a_reader_that_goes_away_ends_nothing_early() -> None:
    command = [sys.executable, "-m", "gilviz", "run", "primes", *SMALL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, b"Traceback" in err) == (0, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "chess"],
        ["run", "primes", "-w", "many"],
        ["run", "primes", "-w", "0"],
        ["run", "primes", "--size", "huge"],
        ["run", "primes", "--python", "no-such-python"],
        ["run", "primes", "--python", "/dev/null"],
        ["run", "primes", "--csv", "/nowhere/at/all.csv"],
        ["run", "primes", "--no-such-option"],
        ["walk"],
        ["--theme", "pink"],
    ],
)
def test_arguments_that_cannot_be_used_are_told_in_one_line_with_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("gilviz: ")
    assert err.count("\n") == 1


def test_the_version_and_the_lists_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["--version"]), main(["workloads"]), main(["executors"])) == (0, 0, 0)
    out, err = capsys.readouterr()
    assert out.startswith(f"gilviz {__version__}\n")
    assert "primes " in out
    assert "process-pool     concurrent.futures.ProcessPoolExecutor (start methods: " in out
    assert err == ""


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_segments_on_standard_output_have_it_for_themselves(name: str) -> None:
    done = run("primes", *SMALL, "-x", "sequential", "--csv", name)
    assert done.returncode == 0
    assert {line.count(",") for line in done.stdout.splitlines()} == {9}
    assert "sequential · 1 worker" in done.stderr


def test_a_file_that_standard_output_goes_to_is_not_replaced_under_it(tmp_path: Path) -> None:
    file = tmp_path / "segments.csv"
    command = [sys.executable, "-m", "gilviz", "run", "primes", *SMALL, "-x", "sequential", "--csv", str(file)]
    with file.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0
    assert {line.count(",") for line in file.read_text().splitlines()} == {9}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on memory")
def test_too_little_memory_to_begin_with_is_told_in_one_sentence() -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (100 << 20, 100 << 20)); import gilviz.__main__"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "gilviz: Only 100 MB of memory may be used, and 160 MB are needed to begin with: raise the limit (ulimit -v).\n"
    )


def test_json_shares_standard_output_with_nothing() -> None:
    done = run("primes", *SMALL, "--json", "--csv", "/dev/stdout")
    assert (done.returncode, done.stdout) == (2, "")
    assert "one object only" in done.stderr
