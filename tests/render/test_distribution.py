"""How lengths are distributed, against a count by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.distribution import BINS, PER_DECADE, distribution, place, span
from tests.trace.lanes import steady

MS = 1_000_000


@steady
@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=300))
def test_every_length_is_counted_in_the_bin_that_it_lies_in(lengths: list[int]) -> None:
    found = distribution(np.array(lengths, dtype=np.int64))
    assert found is not None
    by_hand = [0] * BINS
    for length in lengths:
        home = [number for number in range(BINS) if span(number)[0] <= length < span(number)[1]]
        by_hand[home[0] if home else 0 if length < span(0)[1] else BINS - 1] += 1
    assert list(found.counts) == by_hand
    assert sum(found.shares) == pytest.approx(1.0)
    begin, end = found.filled
    assert sum(found.counts[begin:end]) == found.count == len(lengths)


@steady
@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=300))
def test_the_figures_are_what_they_are_said_to_be(lengths: list[int]) -> None:
    found = distribution(np.array(lengths, dtype=np.int64))
    assert found is not None
    assert found.longest == max(lengths)
    for figure, percent in ((found.median, 50), (found.p99, 99)):
        assert 100 * sum(length <= figure for length in lengths) >= percent * len(lengths)
        assert 100 * sum(length < figure for length in lengths) < percent * len(lengths)
        assert figure in lengths


def test_without_lengths_there_is_no_distribution() -> None:
    assert distribution(np.empty(0, dtype=np.int64)) is None


def test_places_are_even_in_powers_of_ten() -> None:
    assert place(10 * MS) - place(MS) == pytest.approx(PER_DECADE)
    assert place(span(7)[0]) == pytest.approx(7)
    assert place(0) < 0
