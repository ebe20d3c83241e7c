"""What hinders threads, as far as the runs tell: of all of them, those of the kind that waited most for the GIL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gilviz.advice.plan import Try
from gilviz.advice.words import Reason
from gilviz.experiment.run import Run
from gilviz.trace.line_words import HELD, WAITED, seen_text, share_text, where_text, worth_saying
from gilviz.trace.lines import Line, Lines, Share, lines_of
from gilviz.trace.record import RunRecord
from gilviz.trace.run_trace import RunTrace

MOST = 20
"""Lines that are told; the window shows all."""
FEWEST_ROUNDS = 5
"""Fewer looks tell nothing of a line: each share would be 50 % give or take 40."""
IN_A_TABLE = 8
IN_A_DIALOG = 4


@dataclass(frozen=True)
class Hindering:
    """What hinders threads.

    Args:
        what: Which runs tell it; None where none does.
        lines: What was seen in them.
    """

    what: Try | None
    lines: Lines


def hindering(records: Iterable[RunRecord]) -> Hindering:
    """What the runs tell in which threads waited most for the GIL; where none waited, the plain loops."""
    kinds: dict[Try, list[RunTrace]] = {}
    for record in records:
        if record.trace.stacks is not None:
            kinds.setdefault(Try(record.spec.executor, record.spec.workers), []).append(record.trace)
    found = [Hindering(what, lines_of(traces)) for what, traces in kinds.items()]
    told = [each for each in found if each.lines.rounds]
    if told:
        return max(told, key=lambda each: _waited(each.lines))
    return Hindering(None, next((each.lines for each in found), Lines(())))


def _waited(lines: Lines) -> float:
    """The part of the workers' time in which they waited for the GIL."""
    return sum(line.waited.count for line in lines.lines) / lines.samples


def lines_json(found: Hindering) -> dict[str, Any]:
    """``lines``, and beside it ``lines_seen``: what they rest on."""
    lines = found.lines
    return {
        "lines": [_line_json(line) for line in worth_saying(lines, MOST)],
        "lines_seen": {
            "executor": found.what.executor if found.what is not None else None,
            "workers": found.what.workers if found.what is not None else None,
            "rounds": lines.rounds,
            "samples": lines.samples,
            "torn": lines.torn,
            "blind_pct": round(100 * lines.blind, 1),
            "missing": _missing(lines),
        },
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "file": line.place.file,
        "line": line.place.line,
        "function": line.place.function,
        "text": line.place.text,
        "held_pct": round(line.held.percent, 1),
        "held_pct_surely": _surely(line.held),
        "waited_pct": round(line.waited.percent, 1),
        "waited_pct_surely": _surely(line.waited),
        "samples": line.samples,
        "inside": list(line.inside),
    }


def _surely(share: Share) -> list[float]:
    return [round(edge, 1) for edge in share.surely]


def _missing(lines: Lines) -> str | None:
    """Why there are no lines; None where there are."""
    if lines.rounds:
        return None
    return f"{lines.refused}." if lines.refused else "No look found a worker in your code: its runs were too short."


def line_reasons(runs: Sequence[Run]) -> tuple[Reason, ...]:
    """The lines that matter most as sentences, each with the runs that it was seen in, by their places; or why there are none."""
    ended = {place: run.record() for place, run in enumerate(runs) if run.phase.ended and run.trace is not None}
    found = hindering(ended.values())
    if too_few := _too_few(found.lines):
        return (Reason(too_few),)
    if found.what is None:
        return ()
    seen_in = tuple(
        place
        for place, record in ended.items()
        if Try(record.spec.executor, record.spec.workers) == found.what and record.trace.stacks
    )
    return tuple(Reason(_line_sentence(line), seen_in) for line in worth_saying(found.lines, IN_A_DIALOG))


def _line_sentence(line: Line) -> str:
    text = line.place.text or line.place.function
    waited = f", and threads waited in it for {share_text(line.waited)} of theirs" if line.waited.count else ""
    return f"{where_text(line.place)} held the GIL for {share_text(line.held)} of the time{waited}: {text}"


def _too_few(lines: Lines) -> str:
    """Why nobody can be told which lines hold the GIL; empty where they can be, and where there is nothing to say."""
    if not lines.rounds:
        return f"Which lines hold the GIL is not known: {lines.refused}." if lines.refused else ""
    if lines.rounds < FEWEST_ROUNDS:
        looks = f"{lines.rounds} look{'s' * (lines.rounds != 1)} found"
        return (
            f"Which lines hold the GIL is not known: {looks} a worker in your code, which is too few. Give more or larger items."
        )
    return ""


def lines_text(found: Hindering) -> list[str]:
    """The same for people, a line each; nothing where nobody waited and nothing is missing."""
    lines = found.lines
    if too_few := _too_few(lines):
        return [too_few]
    if found.what is None:
        return []
    said = worth_saying(lines, IN_A_TABLE)
    who = f"{found.what.executor}, {found.what.workers} worker{'s' * (found.what.workers != 1)}"
    rows = [
        (share_text(line.held), share_text(line.waited), where_text(line.place), line.place.text or line.place.function)
        for line in said
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    heads = (HELD, WAITED, "line")
    widths = [max(width, len(head)) for width, head in zip(widths, heads, strict=True)]
    table = [f"  {heads[0]:>{widths[0]}}  {heads[1]:>{widths[1]}}  {heads[2]}"]
    table += [f"  {held:>{widths[0]}}  {waited:>{widths[1]}}  {where:<{widths[2]}}  {text}" for held, waited, where, text in rows]
    return [f"What hinders threads here ({who}; {seen_text(lines)}):", "", *table]
