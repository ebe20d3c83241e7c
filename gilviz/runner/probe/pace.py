"""How often a GIL is looked at."""

from __future__ import annotations

SHORTEST, LONGEST = 1_000_000, 4_000_000
"""ns between looks. A look takes some 40 µs of another core, and may take them from whoever holds the GIL."""


def look_interval(switch_interval: float) -> int:
    """The ns between looks at a GIL that changes hands every so many seconds: two looks at each slice, if that is cheap."""
    return max(SHORTEST, min(LONGEST, round(switch_interval * 1e9 * 0.4)))
