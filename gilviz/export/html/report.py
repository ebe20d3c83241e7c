"""The page: title, figures, and for each run its sentence, its picture, what its workers did, and how all that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final, TextIO

from gilviz.export.html import picture
from gilviz.export.html.notes import Flag, flags_of, flags_svg, general_notes, listed_flags
from gilviz.export.html.picture import Axis
from gilviz.export.html.style import style
from gilviz.export.html.tables import evidence_table, figures, name_of, runs_table, states_table
from gilviz.export.target import open_target
from gilviz.recording import Recording
from gilviz.recording.watched import Step, unwatched
from gilviz.render.stack import ORDER
from gilviz.render.state_text import kinds_of, state_meaning, state_name
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import RunMetrics, measure
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.truth import Grade, judge
from gilviz.trace.verdict import verdict

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing at all, from anywhere."""
LONGEST_LOG: Final = 20_000
"""Characters of a job's output that are shown."""
READING: Final = (
    "In each lane the height of a colour is the share of time in that state, the blue at the bottom is time in which the worker "
    "executed. Where a lane is empty, nothing is known. All runs share one time axis and begin at 0 s."
)
_GRADES: Final = {Grade.GOOD: "good", Grade.DOUBTFUL: "doubtful", Grade.BAD: "bad"}


def write_html(target: Path | TextIO, recording: Recording, step: Step = unwatched) -> None:
    """Write a report that needs nothing but a browser: no network, no script, no other file.

    Args:
        target: A stream, or a file: that is replaced as a whole once it is complete, and left as it was if it can't be.
        recording: The runs. Those that nobody asked for are left out, unless there are no others.
        step: Hears how far that is; what it raises ends it.

    Raises:
        OSError: it can't be written.
    """
    if isinstance(target, Path):
        with open_target(target) as stream:
            stream.writelines(_page(recording, step))
    else:
        target.writelines(_page(recording, step))


def _page(recording: Recording, step: Step) -> Iterator[str]:
    asked_for = [run.record() for run in recording.runs if run.listed] or [run.record() for run in recording.runs]
    measured = [_measured(run, step) for run in asked_for]
    title = escape(recording.title or "gilviz")
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>{style()}</style>\n</head>\n<body>\n{picture.patterns_svg()}\n"
    yield f'<header>\n<h1>{title}</h1>\n<p class="muted">{escape(_provenance(recording))}</p>\n</header>\n<main>\n'
    yield from general_notes(recording, None)
    if not asked_for:
        yield "<p>Nothing was recorded.</p>\n"
    else:
        yield f"{runs_table(asked_for, measured)}\n{_legend(asked_for)}\n"
    axis = Axis.of(asked_for)
    numbers = {id(recorded.run): number for number, recorded in enumerate(recording.runs)}
    for number, (run, metrics) in enumerate(zip(asked_for, measured, strict=True), start=1):
        yield f'<section id="run{number}" aria-labelledby="name{number}">\n<h2 id="name{number}">{escape(name_of(run))}</h2>\n'
        place = numbers[id(run)]
        yield from _run(run, metrics, axis, flags_of(recording, place), "".join(listed_flags(recording, place)))
        step(number / len(asked_for))
        yield "</section>\n"
    yield f'</main>\n<footer class="muted">\n<p>{READING}</p>\n{_settings(recording)}</footer>\n</body>\n</html>\n'


def _measured(run: RunRecord, step: Step) -> RunMetrics:
    step(0.0)
    return measure(run.trace)


def _provenance(recording: Recording) -> str:
    processor = f" ({recording.machine.processor})" if recording.machine.processor else ""
    made = f"{recording.made_at:%Y-%m-%d %H:%M %Z}".rstrip()
    return " · ".join(part for part in (recording.made_by, f"{recording.machine.text}{processor}", made) if part)


def _legend(runs: Sequence[RunRecord]) -> str:
    kinds = kinds_of(lane for run in runs for lane in run.trace.lanes)
    entries = "".join(
        f'<li title="{escape(state_meaning(state, kinds))}">{picture.swatch_svg(state)}{state_name(state, kinds)}</li>'
        for state in ORDER
    )
    return f'<ul class="legend" aria-label="What the colours mean">{entries}</ul>'


def _run(run: RunRecord, metrics: RunMetrics, axis: Axis, flags: Sequence[Flag], notes: str) -> Iterator[str]:
    tone = {Outcome.FAILED: " error", Outcome.PARTIAL: " warning"}.get(run.outcome, "")
    yield f'<p class="verdict{tone}">{escape(verdict(run, metrics))}</p>\n'
    shown = "".join(f"<li><b>{escape(value)}</b><span>{escape(caption)}</span></li>" for value, caption in figures(run, metrics))
    yield f'<ul class="figures">{shown}</ul>\n{_trust(run)}'
    if run.trace.lanes:
        yield _figure(run, axis, flags)
    yield notes
    if run.trace.lanes:
        yield f"{states_table(run)}\n<details><summary>How it is known, lane by lane</summary>{evidence_table(run)}</details>\n"
    for summary, text in (("Where it failed", run.traceback), ("What the job printed", run.log[-LONGEST_LOG:])):
        if text.strip():
            yield f"<details><summary>{summary}</summary><pre>{escape(text)}</pre></details>\n"


def _trust(run: RunRecord) -> str:
    """How far the picture can be trusted; what another tool told is not graded."""
    if run.source:  # what could not be used of its file stands above, as a note
        return f'<p class="grade doubtful">told by {escape(run.source)}, not recorded by gilviz</p>\n'
    problems = "".join(f"<p>{escape(problem)}</p>\n" for problem in run.trace.problems)
    truth = judge(run.trace)
    reason = f' <span class="muted">{escape(truth.reason)}</span>' if truth.reason else ""
    return f'<p><span class="grade {_GRADES[truth.grade]}">{escape(truth.glance)}</span>{reason}</p>\n{problems}'


def _figure(run: RunRecord, axis: Axis, flags: Sequence[Flag]) -> str:
    edges = axis.edges(picture.zero_of(run))
    rows = [
        f'<span class="lane">GIL</span>{picture.strip_svg(group, edges, "Who holds the GIL, in the colours of the workers")}'
        for group in lanes_by_gil(run.trace.lanes).values()
        if len(group) > 1 and changes_hands(group)
    ]
    strips = bool(rows)
    rows += [
        f"{_name(lane, dot=strips)}{picture.lane_svg(lane, edges, _spoken(lane), flags_svg(flags, lane, axis))}"
        for lane in run.trace.lanes
    ]
    moments = flags_svg(flags, None, axis)
    rows += [f"<span></span>{picture.flags_row_svg(moments)}"] if moments else []
    return f'<figure><div class="lanes">{"".join(rows)}<span></span>{picture.axis_svg(axis)}</div></figure>\n'


def _name(lane: Lane, *, dot: bool) -> str:
    colour = f'<span class="dot w{picture.worker_class(lane)}"></span>' if dot else ""
    return f'<span class="lane">{colour}{escape(lane.identity.name)}</span>'


def _spoken(lane: Lane) -> str:
    """A lane for those who can't see it: ``T1: 49 % running, 50 % waiting for the GIL``."""
    totals = lane.totals()
    whole = int(totals.sum())
    own = kinds_of([lane])
    parts = [f"{100 * int(totals[state]) / whole:.0f} % {state_name(state, own)}" for state in ORDER if whole and totals[state]]
    return escape(f"{lane.identity.name}: {', '.join(parts) or 'nothing recorded'}")


def _settings(recording: Recording) -> str:
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in recording.settings.items() if value is not None)
    return f"<p>Settings: {escape(said)}.</p>\n" if said else ""
