"""What the picture says about the place that is pointed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gilviz.render.evidence_text import evidence_lines, worker_text
from gilviz.render.stack import ORDER
from gilviz.render.state_text import what_is_awaited
from gilviz.render.time_text import duration_text, position_text
from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.evidence import LaneEvidence
from gilviz.trace.lane import Lane, Segment

STATE_TEXTS: Final[Mapping[State, str]] = {
    State.IDLE: "idle, no task",
    State.RUNNING: "running Python code",
    State.NATIVE: "running C code, the GIL released",
    State.GIL_WAIT: "waiting for the GIL",
    State.CPU_WAIT: "waiting for a core",
    State.IO_WAIT: "waiting for I/O",
    State.LOCK_WAIT: "waiting for a lock",
    State.OVERHEAD: "start-up or transfer",
}
AWAY: Final = (State.NATIVE, State.CPU_WAIT, State.IO_WAIT, State.LOCK_WAIT)
"""What a worker that has a task does while others may have its GIL."""
EVIDENCE_TEXTS: Final[Mapping[Evidence, str]] = {
    Evidence.MEASURED: "measured",
    Evidence.SAMPLED: "sampled from outside",
    Evidence.INFERRED: "inferred by a rule from what was measured",
    Evidence.UNKNOWN: "nobody saw why, and this is the likeliest",
}


@dataclass(frozen=True)
class Hint:
    """A heading and lines below it, and further down how all that is known."""

    heading: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """All of it as one text, for screen readers."""
        return ". ".join((self.heading, *self.lines, *self.notes))


def state_text(lane: Lane, state: State, evidence: Evidence = Evidence.MEASURED) -> str:
    """What a worker does in a state, in words: a coroutine that could go on waits for its event loop.

    It says so itself. What others saw or supposed, while it had the loop, is a lock like anybody's.
    """
    what = what_is_awaited(state, (lane.identity.kind,)) if evidence is Evidence.MEASURED else ""
    return f"waiting for {what}" if what else STATE_TEXTS[state]


def lane_hint(
    lane: Lane, origin: int, start: int, end: int, evidence: LaneEvidence | None = None, sharers: Sequence[Lane] = ()
) -> Hint | None:
    """What a worker did in one column: its segment, or the shares of several when the column is too wide to show one.

    Args:
        lane: The worker.
        origin: The run's zero, in ns.
        start: Of the column, in ns from the run's zero; like ``end``.
        end: Of the column.
        evidence: What the lane rests on, to be told, too.
        sharers: The workers that share its GIL: who waits for it is told who had it.

    Returns:
        None where nothing is known of the worker.
    """
    spent = lane.coverage([origin + start, origin + end])[0]
    name = lane.identity.name
    notes = evidence_lines(evidence) if evidence else ()
    if not spent.any():
        return None
    if int((spent > 0).sum()) > 1:
        shares = [f"{_percent(int(spent[s]), end - start)}  {state_text(lane, s)}" for s in ORDER if spent[s]]
        return Hint(f"{name} · in {duration_text(end - start)} from {position_text(start, end - start)}", tuple(shares), notes)
    segment = lane.at(max(origin + start, lane.start or 0))
    if segment is None:
        return None
    return segment_hint(lane, origin, segment, end - start, evidence, sharers)


def segment_hint(
    lane: Lane, origin: int, segment: Segment, resolution: int, evidence: LaneEvidence | None = None, sharers: Sequence[Lane] = ()
) -> Hint:
    """What a worker did in one segment; times are said to ``resolution`` ns, the rest as for ``lane_hint``."""
    name = lane.identity.name
    notes = evidence_lines(evidence) if evidence else ()
    lines = [f"from {position_text(segment.start - origin, resolution)}, for {duration_text(segment.end - segment.start)}"]
    if segment.task != NO_TASK:
        lines.append(f"task {segment.task + 1}")
    others = [other for other in sharers if other is not lane]
    if segment.state is State.GIL_WAIT:
        lines += holders_meanwhile(others, segment.start, segment.end)
    elif segment.state in AWAY:
        lines += holders_meanwhile(others, segment.start, segment.end, "the GIL")
    known = EVIDENCE_TEXTS[segment.evidence]
    if segment.evidence is Evidence.UNKNOWN:
        return Hint(f"{name} · unknown gap", (*lines, f"{state_text(lane, segment.state, segment.evidence)}? {known}"), notes)
    return Hint(f"{name} · {state_text(lane, segment.state, segment.evidence)}", (*lines, known), notes)


def holders_meanwhile(others: Sequence[Lane], start: int, end: int, what: str = "it") -> list[str]:
    """A line on who had the GIL from ``start`` to ``end`` (ns): ``T2 had it meanwhile``; none where nobody was seen to.

    ``what`` is the GIL where nothing else names it.
    """
    held = sorted(((int(lane.coverage([start, end])[0, State.RUNNING]), lane.identity.name) for lane in others), reverse=True)
    held = [(ns, name) for ns, name in held if ns]
    if not held:
        return []
    if len(held) == 1:
        return [f"{held[0][1]} had {what} meanwhile"]
    named = ", ".join(f"{name} {_percent(ns, end - start)}" for ns, name in held[:4])
    others_too = " and others" if len(held) > 4 else ""
    return [f"{'' if what == 'it' else f'{what} was '}had meanwhile by {named}{others_too}"]


def name_hint(lane: Lane, evidence: LaneEvidence) -> Hint:
    """How a lane is known, for who points at its name."""
    return Hint(worker_text(lane.identity), evidence_lines(evidence))


def gil_hint(lanes: Sequence[Lane], origin: int, start: int, end: int, notes: tuple[str, ...] = ()) -> Hint | None:
    """Who held a GIL in one column; arguments as for ``lane_hint``, ``lanes`` are the workers that share it.

    ``notes`` say how that is known.
    """
    held = [(lane, int(lane.coverage([origin + start, origin + end])[0, State.RUNNING])) for lane in lanes]
    holders = sorted(((ns, lane) for lane, ns in held if ns), key=lambda pair: -pair[0])
    if not holders and not any(lane.coverage([origin + start, origin + end])[0].any() for lane in lanes):
        return None
    where = f"in {duration_text(end - start)} from {position_text(start, end - start)}"
    if not holders:
        return Hint("GIL · no worker runs Python code", (where,), notes)
    if len(holders) == 1:
        return Hint(f"GIL · held by {holders[0][1].identity.name}", (where,), notes)
    lines = [f"{_percent(ns, end - start)}  {lane.identity.name}" for ns, lane in holders[:6]]
    if len(holders) > 6:
        lines.append(f"and {len(holders) - 6} others")
    return Hint(f"GIL · {where}", tuple(lines), notes)


def executing_hint(lanes: Sequence[Lane], origin: int, start: int, end: int) -> Hint | None:
    """How many workers executed in one column; arguments as for ``lane_hint``."""
    spent = [lane.coverage([origin + start, origin + end])[0] for lane in lanes]
    if not any(each.any() for each in spent):
        return None
    busy = sum(int(each[State.RUNNING] + each[State.NATIVE]) for each in spent) / (end - start)
    return Hint(f"{busy:.2f} executing at once", (f"in {duration_text(end - start)} from {position_text(start, end - start)}",))


def _percent(part: int, whole: int) -> str:
    """A share that is there is never said to be none."""
    return "under 1 %" if 0 < part < whole / 200 else f"{100 * part / whole:.0f} %"
