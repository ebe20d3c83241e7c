"""How numbers are said."""

from __future__ import annotations

import pytest

from gilviz.trace.facts import percent, seconds, times


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0004, "0.4 ms"),
        (0.038, "38 ms"),
        (0.0996, "0.10 s"),
        (2.036, "2.04 s"),
        (9.999, "10.0 s"),
        (61.23, "61.2 s"),
        (100.2, "100 s"),
    ],
)
def test_seconds_are_said_with_three_digits(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.854, "0.85×"), (1.9951, "2.0×"), (3.34, "3.3×"), (12.3, "12×")])
def test_ratios_are_said_as_they_are_remembered(value: float, text: str) -> None:
    assert times(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.744, "74 %"), (0.9987, "over 99 %"), (1.0, "100 %")]
)
def test_shares_are_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert percent(share) == text
