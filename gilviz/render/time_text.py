"""Times as text, always with their unit: durations, positions on the axis, ticks."""

from __future__ import annotations

import math
from typing import Final

_UNITS: Final = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"))
_THIN_SPACE: Final = "\u2009"
_MINUS: Final = "\u2212"
"""As wide as the digits beside it, unlike a hyphen."""


def duration_text(ns: int) -> str:
    """A duration to three significant digits: ``2.04 s``, ``15.3 ms``, ``812 µs``, ``95 ns``."""
    for size, unit in _UNITS:
        # what would be rounded to 1000 of the smaller unit is written in this one
        if abs(ns) >= size * 0.9995:
            value = ns / size
            decimals = max(0, 2 - max(0, math.floor(math.log10(abs(value) * 1.0005))))
            return f"{value:.{decimals}f} {unit}"
    return f"{ns} ns"


def position_text(ns: int, resolution_ns: float) -> str:
    """A time since the run's start, with as many digits as one pixel can show: ``1.234 s``, ``1.234 56 s``.

    Args:
        ns: The time.
        resolution_ns: What can be told apart.
    """
    decimals = min(max(2, 9 - math.floor(math.log10(max(resolution_ns, 1.0)))), 9)
    return f"{_grouped(ns / 1e9, decimals)} s"


def tick_text(seconds: float, spacing_s: float) -> str:
    """A tick's label when ticks are ``spacing_s`` apart: ``0.5 s``, ``1 205 ms``, ``1 205.25 ms``."""
    if abs(seconds) < spacing_s / 1e3:
        return "0 s"
    if spacing_s >= 0.0999:
        decimals = 0 if spacing_s >= 0.999 else 1 if _is_multiple(spacing_s, 0.1) else 2
        return f"{_signed_zero(seconds, decimals):.{decimals}f} s".replace("-", _MINUS)
    ms = seconds * 1e3
    step = spacing_s * 1e3
    decimals = next((digits for digits in range(7) if _is_multiple(step, 10.0**-digits)), 6)
    whole, _, fraction = f"{_signed_zero(ms, decimals):.{decimals}f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", _THIN_SPACE)
    return f"{grouped}{'.' * bool(fraction)}{fraction} ms".replace("-", _MINUS)


def _grouped(value: float, decimals: int) -> str:
    """With the decimals in groups of three."""
    whole, _, fraction = f"{_signed_zero(value, decimals):.{decimals}f}".replace("-", _MINUS).partition(".")
    groups = [fraction[i : i + 3] for i in range(0, len(fraction), 3)]
    return f"{whole}.{_THIN_SPACE.join(groups)}"


def _signed_zero(value: float, decimals: int) -> float:
    """The value, without the sign of what is rounded to zero."""
    return 0.0 if abs(value) < 0.5 * 10.0**-decimals else value


def _is_multiple(value: float, of: float) -> bool:
    ratio = value / of
    return ratio >= 0.999 and abs(ratio - round(ratio)) < 1e-3
