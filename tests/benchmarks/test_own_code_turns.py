"""Turns of unchanged code: the same work with and without everybody looking on."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.own_code_turns import Order, turns_of


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere nobody looks on")
def test_both_kinds_of_turns_take_their_time() -> None:
    pairs = turns_of(Order("fib", 12, 2, 0.1))
    assert pairs
    assert all(plain > 0 and recorded > 0 for plain, recorded in pairs)
