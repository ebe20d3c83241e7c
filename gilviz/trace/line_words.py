"""What was seen of lines, in words: for tables, for the window, and for a screen reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gilviz.trace.lines import Doing, Line, Lines, Place, Share

WORTH_SAYING = 1.0
"""Per cent: what held the GIL for less, and waited less, hinders nobody, as far as a sample tells."""
HELD, WAITED = "held", "waited"
PROCESSES = "Lines of worker processes are not looked at: each of them has a GIL of its own, which no other one waits for."
_DOING: Mapping[Doing, str] = {
    Doing.HELD: "held the GIL",
    Doing.WAITED: "waited for the GIL",
    Doing.ELSE: "neither held the GIL nor waited for it",
}


def worth_saying(lines: Lines, most: int) -> Sequence[Line]:
    """The lines that matter; where none does, the first."""
    said = [line for line in lines.lines if max(line.held.percent, line.waited.percent) >= WORTH_SAYING]
    return (said or lines.lines)[:most]


def share_text(share: Share) -> str:
    """``62 % ± 7``."""
    low, high = share.surely
    return f"{share.percent:.0f} % ± {max(high - share.percent, share.percent - low):.0f}"


def seen_text(lines: Lines) -> str:
    """What shares of lines rest on: ``sampled: 412 rounds, 3 looks thrown away, blind for 2 % of the time``."""
    torn = f", {lines.torn:,} look{'s' * (lines.torn != 1)} thrown away" if lines.torn else ""
    blind = f", blind for {100 * lines.blind:.0f} % of the time" if lines.blind >= 0.01 else ""
    return f"sampled: {lines.rounds:,} round{'s' * (lines.rounds != 1)}{torn}{blind}"


def where_text(place: Place) -> str:
    """``work.py:12``."""
    name = place.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{place.line}"


def spoken(line: Line) -> str:
    """``work.py:12, total += slow(item): held the GIL for 62 % of the time; …``."""
    place = line.place
    inside = f"; mostly in {line.inside[0]}" if line.inside else ""
    return (
        f"{where_text(place)} in {place.function}, {place.text or 'its text is not known'}: held the GIL for "
        f"{line.held.percent:.0f} % of the time; threads waited in it for the GIL {line.waited.percent:.0f} % of theirs; "
        f"{line.samples:,} look{'s' * (line.samples != 1)}{inside}"
    )


def moment_text(worker: str, doing: Doing, place: Place, at_s: float, away_ms: float) -> str:
    """``T1 held the GIL in work.py:12 at 0.4123 s, the look nearest to where you clicked (3.2 ms away)``."""
    return f"{worker} {_DOING[doing]} in {where_text(place)} at {at_s:.4f} s: the nearest look, {abs(away_ms):.1f} ms away."
