"""Amdahl's law, held against curves whose serial part is known."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.trace.amdahl import Fit, Measured, NoFit, fit, law


def curve(serial: float, counts: list[int], rounds: int = 3) -> list[Measured]:
    return [Measured(count, law(serial, count), number) for number in range(rounds) for count in counts]


def fitted(measured: list[Measured], cores: int) -> Fit:
    found = fit(measured, cores)
    assert isinstance(found, Fit), found
    return found


@given(st.floats(0, 1), st.lists(st.integers(2, 64), min_size=1, max_size=6, unique=True))
def test_a_perfect_curve_gives_its_serial_part_back(serial: float, counts: list[int]) -> None:
    found = fitted(curve(serial, [1, *counts]), cores=64)
    assert found.serial == pytest.approx(serial, abs=1e-9)
    assert found.high - found.low == pytest.approx(0, abs=1e-6)
    assert (found.measurements, found.counts) == (3 * len(counts), len(counts))


@given(st.floats(0, 1), st.integers(2, 16), st.integers(1, 64))
def test_more_workers_than_cores_change_nothing_in_the_fit_nor_in_what_it_expects(serial: float, cores: int, beyond: int) -> None:
    within = curve(serial, list(range(1, cores + 1)))
    found = fitted(within + curve(0.9, [cores + beyond]), cores)
    assert found == fitted(within, cores)
    assert found.speedup(cores + beyond) == found.speedup(cores)


@given(st.floats(0.02, 0.6), st.integers(0, 10_000))
def test_the_interval_widens_with_what_disturbs_the_runs(serial: float, seed: int) -> None:
    chance = random.Random(seed)

    def disturbed(by: float) -> float:
        runs = [Measured(r.workers, r.speedup * (1 + by * chance.uniform(-1, 1)), r.round) for r in curve(serial, [2, 4, 8])]
        found = fit(runs, 8)
        return found.high - found.low if isinstance(found, Fit) else math.inf

    assert disturbed(0.0) < 1e-6 < disturbed(0.02)


def test_the_interval_holds_the_true_part_nearly_always() -> None:
    chance, held, tries = random.Random(4), 0, 200
    for _ in range(tries):
        runs = []
        for number in range(5):
            baseline = chance.gauss(1, 0.01)  # what all runs of a round share
            runs += [Measured(n, law(0.1, n) * baseline * chance.gauss(1, 0.01), number) for n in (2, 4, 8)]
        found = fitted(runs, 8)
        held += found.low <= 0.1 <= found.high
    assert held >= 0.9 * tries


@given(st.floats(0, 1), st.integers(1, 64))
def test_the_law_lies_between_nothing_gained_and_everything_shared(serial: float, cores: int) -> None:
    assert 1 - 1e-9 <= law(serial, cores) <= cores + 1e-9


@pytest.mark.parametrize(
    ("measured", "cores", "words"),
    [
        (curve(0.1, [2, 4]), 1, "one core"),
        ([], 8, "Only 0 runs"),
        (curve(0.1, [1]), 8, "Only 0 runs"),
        (curve(0.1, [2], rounds=1), 8, "Only 1 run had"),
        (curve(0.1, [16]), 8, "Only 0 runs"),
        ([Measured(2, 2.3 + number / 100, number) for number in range(5)], 8, "more than its share"),
        ([Measured(2, 0.7 + number / 1000, number) for number in range(5)], 8, "take longer than one"),
        ([Measured(n, s, r) for r in range(3) for n, s in ((2, 2.0), (4, 4.0), (8, 1.6))], 8, "another shape"),
        ([Measured(2, s, r) for r, s in enumerate((1.2, 1.6, 1.9))], 8, "could lie anywhere from 0 to"),
    ],
)
def test_where_the_law_says_nothing_that_is_said(measured: list[Measured], cores: int, words: str) -> None:
    found = fit(measured, cores)
    assert isinstance(found, NoFit)
    assert words in found.reason


def test_the_limit_is_what_no_number_of_cores_exceeds() -> None:
    found = fitted(curve(0.05, [2, 4, 8]), 8)
    assert found.limit == pytest.approx(20)
    assert law(found.serial, 10**9) == pytest.approx(20, rel=1e-6)
    assert fitted(curve(0.0, [2, 4, 8]), 8).limit > 1e6
