from __future__ import annotations

import dataclasses

import pytest

from gilviz.render.headline import UNKNOWN, headline, memory_sentence, memory_text, seconds_text, speedup_text, title
from gilviz.runner.protocol import Gil, State
from gilviz.runner.spec import JobSpec
from gilviz.trace.answers import Answers
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.metrics import measure
from gilviz.trace.record import RuntimeInfo
from tests.render.hand_made import MS, threads

SPEC = JobSpec("primes", 1000, "threading", workers=4)
RUNTIME = RuntimeInfo("/usr/bin/python3", "CPython", "3.13.0", "main", True, 2, ("fork", "spawn"), 0.005)


def figures(phase: str, wall_s: float | None, baseline_s: float | None = None) -> list[str]:
    return [value for value, _ in headline(SPEC, RUNTIME, phase, wall_s, baseline_s, None).figures]


def test_a_title_names_executor_workers_interpreter_and_gil() -> None:
    assert title(SPEC, RUNTIME) == "threading · 4 workers · CPython 3.13 · GIL"


def test_a_title_names_the_processes_that_share_the_workers() -> None:
    mixed = dataclasses.replace(SPEC, executor="process-threads")
    assert title(mixed, None) == "process-threads · 2 processes · 4 workers"
    assert title(dataclasses.replace(mixed, processes=1), None) == "process-threads · 1 process · 4 workers"


def test_a_title_names_what_is_special() -> None:
    free = dataclasses.replace(RUNTIME, gil=False, implementation="PyPy", version="3.10.14")
    assert (
        title(dataclasses.replace(SPEC, executor="pool", start_method="spawn"), free)
        == "pool (spawn) · 4 workers · PyPy 3.10 · GIL disabled"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Gil.BUILT_IN, "GIL"),
        (Gil.OPTION, "GIL enabled by -X gil=1"),
        (Gil.ENVIRONMENT, "GIL enabled by PYTHON_GIL=1"),
        (Gil.IMPORT, "GIL re-enabled by an import"),
        (Gil.LATE_IMPORT, "GIL re-enabled by an import during the run"),
    ],
)
def test_a_title_says_why_a_free_threaded_build_has_a_gil(state: Gil, words: str) -> None:
    version = "3.13" if state is Gil.BUILT_IN else "3.13t"
    runtime = dataclasses.replace(RUNTIME, gil_state=state.value)
    assert title(SPEC, runtime) == f"threading · 4 workers · CPython {version} · {words}"


def test_a_sequential_run_has_one_worker_whatever_was_asked_for() -> None:
    assert title(dataclasses.replace(SPEC, executor="sequential"), None) == "sequential · 1 worker"


def test_before_the_run_there_are_no_numbers() -> None:
    assert figures("waiting", None) == figures("starting", 0.0) == [UNKNOWN] * 4


def test_while_it_runs_only_the_time_counts() -> None:
    assert figures("running", 0.518, 2.0) == ["0.52 s", UNKNOWN, UNKNOWN, UNKNOWN]


def test_a_finished_run_is_compared_with_the_sequential_one() -> None:
    assert figures("finished", 0.63, 2.05) == ["0.63 s", "3.25×", UNKNOWN, UNKNOWN]


@pytest.mark.parametrize("phase", ["failed", "partial"])
def test_a_run_that_did_not_finish_has_no_speed_up(phase: str) -> None:
    assert figures(phase, 0.63, 2.05)[1] == UNKNOWN


def test_how_many_executed_at_once_comes_from_the_lanes() -> None:
    metrics = measure(threads(4, 400 * MS))
    made = headline(SPEC, RUNTIME, "finished", 0.4, 0.4, metrics)
    assert metrics.states_s[State.RUNNING.label] > 0
    assert made.figures[2] == (f"{metrics.parallelism:.1f}", "executing")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.0, "0.00 s"),
        (0.0034, "3.4 ms"),
        (0.0384, "38 ms"),
        (0.1, "0.10 s"),
        (2.044, "2.04 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (99.96, "100 s"),
        (723.4, "723 s"),
    ],
)
def test_wall_times_have_three_digits_or_so(seconds: float | None, text: str) -> None:
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("wall", "baseline", "text"),
    [(2, 2, "1.00×"), (1, 12.34, "12.3×"), (0, 1, "–"), (1, None, "–"), (None, 1, "–"), (4, 1, "0.25×")],
)
def test_a_speed_up_needs_both_times(wall: float | None, baseline: float | None, text: str) -> None:
    assert speedup_text(wall, baseline) == text


def test_a_screen_reader_hears_title_and_known_numbers() -> None:
    made = headline(SPEC, RUNTIME, "finished", 0.63, 2.05, None)
    assert made.spoken == "threading · 4 workers · CPython 3.13 · GIL: wall time 0.63 s, speed-up 3.25×"
    assert headline(SPEC, None, "waiting", None, None, None).spoken == "threading · 4 workers"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (84_400_000, "84 MB"),
        (999_400_000, "999 MB"),
        (999_600_000, "1.00 GB"),
        (1_236_000_000, "1.24 GB"),
        (12_340_000_000, "12.3 GB"),
    ],
)
def test_the_most_memory_that_was_seen_stands_beside_the_wall_time(size: int, text: str) -> None:
    memory = Memory("pss", (MemorySample(1, 1000, 1), MemorySample(2, size, 4), MemorySample(3, 2000, 1)))
    assert memory_text(memory) == text
    assert headline(SPEC, RUNTIME, "finished", 1.0, 1.0, None, memory).figures[3] == (text, "memory")
    assert memory_sentence(memory) == f"Memory: {text} at most, in 4 processes; pages that processes share are counted once (PSS)"


def test_memory_in_which_shared_pages_count_twice_is_named() -> None:
    memory = Memory("rss", (MemorySample(1, 5_000_000, 1),))
    assert headline(SPEC, RUNTIME, "finished", 1.0, 1.0, None, memory).figures[3] == ("5 MB", "memory (RSS)")


@pytest.mark.parametrize(
    ("took", "text"), [(0.085, "85 µs"), (0.3, "0.3 ms"), (5.12, "5.1 ms"), (99.96, "100 ms"), (432.1, "432 ms")]
)
def test_where_a_client_waits_for_answers_that_is_a_figure(took: float, text: str) -> None:
    answered = Answers(took, took, took, 40, took, 1)
    assert headline(SPEC, RUNTIME, "finished", 1.0, 1.0, None, None, answered).figures[2] == (text, "an answer")
