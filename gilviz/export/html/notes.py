"""What somebody noted: numbered flags in the picture, and below it what each of them says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from gilviz.export.html.picture import COLUMNS, HEIGHT, Axis
from gilviz.recording import Caption, Recording
from gilviz.render.time_text import duration_text
from gilviz.trace.lane import Lane

RADIUS = 8.0


class Flag(NamedTuple):
    """A note on a moment.

    Args:
        number: From 1 in each run, by time.
        note: What it says, and where.
    """

    number: int
    note: Caption


def flags_of(recording: Recording, run: int) -> list[Flag]:
    """The notes on moments of a run."""
    here = sorted(
        (note for note in recording.captions if note.run == run and note.t_ns is not None), key=lambda note: note.t_ns or 0
    )
    return [Flag(number, note) for number, note in enumerate(here, start=1)]


def flags_svg(flags: Sequence[Flag], lane: Lane | None, axis: Axis) -> str:
    """The flags on a lane, as a part of its picture; those on the whole run are on the axis, for which there is no lane."""
    worker = lane.identity.number if lane is not None else None
    return "".join(_flag_svg(flag, axis) for flag in flags if flag.note.worker == worker)


def _flag_svg(flag: Flag, axis: Axis) -> str:
    x = COLUMNS * ((flag.note.t_ns or 0) - axis.start) / (axis.end - axis.start)
    if not 0 <= x <= COLUMNS:
        return ""
    centre = min(max(x, RADIUS), COLUMNS - RADIUS)
    return (
        f'<g class="flag"><title>{escape(flag.note.text)}</title><path d="M{x:.1f} 0V{HEIGHT}"/>'
        f'<circle cx="{centre:.1f}" cy="{RADIUS + 1}" r="{RADIUS}"/>'
        f'<text x="{centre:.1f}" y="{RADIUS + 5}" text-anchor="middle">{flag.number}</text></g>'
    )


def listed_flags(recording: Recording, run: int) -> Iterator[str]:
    """What the flags of a run say, and what was noted on all of it."""
    yield from general_notes(recording, run)
    flags = flags_of(recording, run)
    if flags:
        lines = (f"<li>{_place(recording, flag.note)}{escape(flag.note.text)}</li>" for flag in flags)
        yield f'<ol class="notes" aria-label="Notes in the picture">{"".join(lines)}</ol>\n'


def general_notes(recording: Recording, run: int | None) -> Iterator[str]:
    """What was noted on all of it, or on one run, and on no moment."""
    for note in recording.captions:
        if note.run == run and note.t_ns is None:
            yield f"<p>{_place(recording, note)}{escape(note.text)}</p>\n"


def _place(recording: Recording, note: Caption) -> str:
    """Where a note belongs: ``T1 at 5 ms: ``; nothing for one on a whole run."""
    lanes = recording.runs[note.run].record().trace.lanes if note.run is not None else ()
    who = next((lane.identity.name for lane in lanes if lane.identity.number == note.worker), "")
    when = f"at {duration_text(note.t_ns)}" if note.t_ns is not None else ""
    place = " ".join(filter(None, (who, when)))
    return f'<span class="muted">{escape(place)}:</span> ' if place else ""
