"""Where the GIL is at a moment, as a token that lies on a lane or is on its way to another one.

It is a function of what was recorded and of the time alone, so that the same moment always shows the same picture: while a worker
runs, the token lies on its lane; from the end of that until another worker runs, it moves there, in a straight line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.steps import holder_at, last_run, next_taker


@dataclass(frozen=True)
class Token:
    """Where it is.

    Args:
        at: The worker that has it, or had it last.
        to: The worker that takes it next; the same while it is held, and where nobody else ever takes it.
        progress: How far it is on its way, 0 to 1.
        held: Whether a worker runs.
    """

    at: Lane
    to: Lane
    progress: float
    held: bool


def token_at(lanes: Sequence[Lane], t: int) -> Token | None:
    """Where the GIL that these workers share is at a time (ns); None before the first ran, and once nothing is known of any."""
    holder = holder_at(lanes, t)
    if holder is None or t > max(lane.known_until for lane in lanes):
        return None
    ran = last_run(holder, t)
    left = ran[1] if ran is not None else t
    if left > t:
        return Token(holder, holder, 0.0, held=True)
    following = next_taker(lanes, holder, t)
    if following is None or _resumes(holder, t, following[0]):
        return Token(holder, holder, 0.0, held=False)
    taken, taker = following
    return Token(holder, taker, (t - left) / (taken - left), held=False)


def _resumes(lane: Lane, t: int, until: int) -> bool:
    """Whether the worker runs again after a time and before another one."""
    segments = lane.between(t, until)
    return bool(((segments.states == State.RUNNING) & (segments.starts > t) & (segments.starts < until)).any())
