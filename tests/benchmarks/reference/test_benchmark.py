from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gilviz.runner.spec import JobSpec
from tests.benchmarks.__main__ import measure, status
from tests.benchmarks.figures import Benchmark, Figure, Skipped
from tests.benchmarks.reference.benchmark import figures_of
from tests.benchmarks.reference.cases import Case, Sizes, cases
from tests.benchmarks.reference.results import Result

RESULT = Result(who=99.5, starts_us=30.0, ends_us=10.0, waits=90.0, hand_offs=0.5, probe=3.0, switches=True)
JOB = JobSpec("primes", 1000, "threading")


def nothing() -> Sequence[Figure]:
    reason = "There is no perf: install it."
    raise Skipped(reason)


def test_what_cannot_be_measured_is_said_and_neither_kept_nor_broken(capsys: pytest.CaptureFixture[str]) -> None:
    kept, broken = Figure("x", (1.0,), most=2), Figure("x", (3.0,), most=2)
    benchmarks = [Benchmark("reference", "?", nothing), Benchmark("other", "?", lambda: [kept])]
    figures, skipped = measure(benchmarks, lambda _: None)
    assert figures == [kept]
    assert skipped == {"reference": "There is no perf: install it."}
    assert "reference was SKIPPED: There is no perf: install it." in capsys.readouterr().err
    assert status([kept], {}) == 0
    assert status([kept, broken], {}) == status([kept, broken], skipped) == 1
    assert status([kept], skipped) == status([], skipped) == 3


def test_edges_are_promised_by_what_the_lanes_could_know() -> None:
    case = Case("threads", (JOB,), who=99, edges=True)
    known = {figure.name: figure for figure in figures_of("threads", case, [RESULT])}
    assert not known["threads: GIL taken off by"].met
    assert known["threads: GIL let go off by"].met
    unknown = {figure.name: figure for figure in figures_of("threads, ticks alone", case, [replace(RESULT, switches=False)])}
    assert unknown["threads, ticks alone: GIL taken off by"].met


def test_a_case_has_only_the_figures_that_it_is_for() -> None:
    names = [figure.name for figure in figures_of("a", Case("a", (JOB,), waits=True), [RESULT])]
    assert names == ["a: who runs", "a: waits"]
    probed = figures_of("a", Case("a", (JOB,), probe=True), [RESULT])
    assert [figure.met for figure in probed] == [True, True, False]


def test_every_case_is_told_from_the_others() -> None:
    names = [case.name for case in cases(Sizes(primes=50_000, buffers=50))]
    assert len(set(names)) == len(names)
