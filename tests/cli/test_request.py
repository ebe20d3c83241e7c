from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gilviz.cli.request import Asked, Unusable, default_tasks, default_workers, make_request
from gilviz.experiment.plan import Variant
from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable, default_runtime

OTHER = RuntimeDescription(
    "other", implementation="PyPy", version="3.10.1", gil=True, cores=2, start_methods=("spawn",), missing=("_multiprocessing",)
)

FREE = dataclasses.replace(OTHER, path="free", implementation="CPython", version="3.13.0", gil=False, free_threaded=True)


def describe(python: str) -> RuntimeDescription:
    if python in ("other", "free"):
        return OTHER if python == "other" else FREE
    raise RuntimeUnusable(f"There is no program {python}.")


def variants(asked: Asked) -> tuple[Variant, ...]:
    return make_request(asked, describe).experiment.variants


def refusal(asked: Asked) -> str:
    with pytest.raises(Unusable) as caught:
        make_request(asked, describe)
    return str(caught.value)


def test_without_an_executor_threads_are_compared_with_processes() -> None:
    assert variants(Asked("primes")) == (Variant("threading"), Variant("pool"))


def test_there_is_a_worker_for_each_core_but_two_at_least() -> None:
    assert default_workers() == max(2, default_runtime().cores)
    assert make_request(Asked("primes"), describe).experiment.workers == default_workers()


@pytest.mark.parametrize(("workers", "tasks"), [(1, 8), (2, 8), (3, 9), (6, 12), (8, 8), (64, 64)])
def test_by_default_every_worker_has_as_many_tasks_as_any_other(workers: int, tasks: int) -> None:
    assert default_tasks(workers) == tasks


def test_every_executor_runs_on_every_interpreter() -> None:
    asked = Asked("primes", executors=("threading", "thread"), pythons=("other", "other"))
    assert [(v.executor, v.python) for v in variants(asked)] == [("threading", "other"), ("thread", "other")] * 2


def test_a_start_method_goes_to_those_that_start_processes() -> None:
    asked = Asked("primes", executors=("threading", "pool"), start_method="spawn")
    assert variants(asked) == (Variant("threading"), Variant("pool", "spawn"))


def test_only_threads_of_processes_are_told_how_many_processes() -> None:
    asked = Asked("primes", ("process-threads", "pool"), processes=3)
    assert [variant.processes for variant in variants(asked)] == [3, None]
    assert refusal(Asked("primes", ("pool",), processes=3)).startswith("Only process-threads is told how many processes")


def test_more_workers_than_threads_may_be_are_for_coroutines() -> None:
    assert make_request(Asked("sleep", ("asyncio",), workers=100), describe).experiment.workers == 100
    assert refusal(Asked("sleep", ("asyncio", "pool"), workers=100)).startswith("The workers of pool must be 1 to 64, not 100: ")


def test_a_start_method_for_nobody_is_refused() -> None:
    sentence = refusal(Asked("primes", ("threading",), start_method="spawn"))
    assert sentence.endswith("add pool, process-pool or process-threads, or leave --start-method out.")


def test_whether_to_use_a_gil_is_for_free_threaded_interpreters() -> None:
    asked = Asked("primes", ("threading",), pythons=("other", "free"), gil=(1, 0))
    told = [(variant.python, variant.python_gil) for variant in variants(asked)]
    assert told == [("other", None), ("free", 1), ("free", 0)]


def test_whether_to_use_a_gil_is_refused_where_nobody_can_choose() -> None:
    sentence = refusal(Asked("primes", ("threading",), pythons=("other",), gil=(0,)))
    assert sentence.startswith("PyPy 3.10.1 always has its GIL: choose a free-threaded build of CPython 3.13")


def test_a_size_is_a_number_or_automatic() -> None:
    assert make_request(Asked("primes", size="500"), describe).experiment.size == 500
    assert make_request(Asked("primes", size="auto"), describe).experiment.size is None
    assert refusal(Asked("primes", size="big")) == "The size must be a whole number or auto, not 'big'."


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked("chess"), "No workload is called 'chess'; choose one of primes, "),
        (Asked("primes", ("goroutine",)), "No executor is called 'goroutine'; choose one of sequential, "),
        (
            Asked("primes", workers=0),
            "The workers of threading and pool must be 1 to 64, not 0: without a worker nothing is done.",
        ),
        (Asked("primes", workers=-1), "The workers of threading and pool must be 1 to 64, not -1: "),
        (Asked("primes", workers=10**6), "The workers of threading and pool must be 1 to 64, not 1,000,000: more"),
        (Asked("primes", tasks=0), "The tasks must be 1 to 10,000, not 0: without a task there is nothing to record."),
        (Asked("primes", tasks=10**9), "The tasks must be 1 to 10,000, not 1,000,000,000: each task is recorded"),
        (Asked("primes", size="0"), "The size of primes must be "),
        (Asked("primes", switch_interval=0.0), "The switch interval must be 0.0001 to 1 s, not 0: "),
        (Asked("primes", switch_interval=float("nan")), "The switch interval must be 0.0001 to 1 s, not nan: "),
        (Asked("primes", repeat=0), "The repeats must be 1 to 100, not 0: "),
        (Asked("primes", pythons=("nowhere",)), "There is no program nowhere."),
        (Asked("primes", ("pool",), pythons=("other",)), "PyPy 3.10.1 has no _multiprocessing, which pool needs: "),
        (Asked("primes", ("pool",), start_method="teleport"), "No start method is called 'teleport'; choose one of fork, "),
    ],
)
def test_what_cannot_be_run_is_refused_with_cause_and_remedy(asked: Asked, sentence: str) -> None:
    assert refusal(asked).startswith(sentence)


def test_the_same_trouble_is_told_once() -> None:
    assert refusal(Asked("primes", ("pool", "pool"), pythons=("other",))).count("PyPy") == 1


def test_a_file_for_the_segments_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    assert refusal(Asked("primes", csv=tmp_path)) == f"{tmp_path} is a folder: name a file in it."
    lost = tmp_path / "gone" / "a.csv"
    assert refusal(Asked("primes", csv=lost)) == f"The folder {lost.parent} does not exist: create it, or choose another."


def test_results_that_would_be_written_over_each_other_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x"
    told = f"--csv and --save would write over each other in {file}: choose two files."
    assert refusal(Asked("primes", csv=file, save=file)) == told


def test_too_many_workers_are_told_and_nothing_of_tasks_that_nobody_asked_for() -> None:
    assert "tasks" not in refusal(Asked("primes", workers=10**9)).split(": ")[0]
    assert refusal(Asked("primes", workers=10**9)).count(" must be ") == 1


def test_a_size_too_long_to_repeat_is_cut() -> None:
    assert len(refusal(Asked("primes", size="9" * 5000))) < 200
