from __future__ import annotations

import pytest

from gilviz.render.time_text import duration_text, position_text, tick_text

THIN = "\u2009"


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 ns"), (95, "95 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (812_400, "812 µs"), (999_700, "1.00 ms"),
        (15_340_000, "15.3 ms"), (999_499_999, "999 ms"), (999_600_000, "1.00 s"),
        (2_040_000_000, "2.04 s"), (123_400_000_000, "123 s"),
        (12_340_000_000_000, "12340 s"), (-5_300_000, "-5.30 ms"),
    ],
)  # fmt: skip
def test_a_duration_has_three_digits_and_its_unit(ns: int, text: str) -> None:
    assert duration_text(ns) == text


@pytest.mark.parametrize(
    ("ns", "resolution", "text"),
    [
        (1_234_567_890, 1e6, "1.235 s"), (1_234_567_890, 2e6, "1.235 s"), (1_234_567_890, 5e7, "1.23 s"),
        (1_234_567_890, 1e3, f"1.234{THIN}568 s"), (1_234_567_890, 0.3, f"1.234{THIN}567{THIN}890 s"), (-1, 1e6, "0.000 s"),
    ],
)  # fmt: skip
def test_a_position_has_as_many_digits_as_a_pixel_shows(ns: int, resolution: float, text: str) -> None:
    assert position_text(ns, resolution) == text


@pytest.mark.parametrize(
    ("seconds", "spacing", "text"),
    [
        (0, 0.5, "0 s"), (-1e-17, 0.5, "0 s"), (1.5, 0.5, "1.5 s"), (2, 1, "2 s"), (20, 10, "20 s"), (0.25, 0.25, "0.25 s"),
        (0.1 + 0.2, 0.1, "0.3 s"), (0.68, 0.02, "680 ms"), (1.2055, 0.0005, f"1{THIN}205.5 ms"), (-0.02, 0.01, "−20 ms"),
        (1.000002, 0.000001, f"1{THIN}000.002 ms"), (0, 1e-6, "0 s"),
    ],
)  # fmt: skip
def test_a_tick_has_the_digits_that_tell_it_from_its_neighbours(seconds: float, spacing: float, text: str) -> None:
    assert tick_text(seconds, spacing) == text


@pytest.mark.parametrize("spacing", [10.0**power * factor for power in range(-7, 3) for factor in (1, 2, 5)])
def test_neighbouring_ticks_have_different_labels(spacing: float) -> None:
    labels = [tick_text(3 * spacing * 100 + i * spacing, spacing) for i in range(20)]
    assert len(set(labels)) == len(labels)
    assert all(label.endswith((" s", " ms")) for label in labels)
