"""One silence of a worker that shares its GIL: running only while nobody else had it (rules 5 and 6 of the package's essay)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.account import Span
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence, Transition

NEVER = (1 << 63) - 1
EDGE = 4
"""Between one's last word and the other's first the GIL changed hands: a quarter of the time is either's, in half nobody runs."""
LONGEST_NS = 2 * GAP_NS
"""They are that far apart at most; else something came between them."""
ONE_CORE = 30
"""Who had no core for more than a thirtieth of its silence shared one with the next holder, which woke there, looked, and asked,
while the one had the GIL and could not tick: half of the time is its own then."""
FALLING_ASLEEP, LONGEST_FALL_NS = 4, 5_000
"""Who asks for the GIL goes back to sleep for a quarter of the look at it, and no longer than that: it was let go of before."""
ASKING_NS, LETTING_GO_NS, TAKING_NS, ASKED_NS, PASSING_NS = 5_000, 6_000, 3_000, 15_000, 16_000
"""What interpreter and kernel have to do at least, by the kernel's own account of thousands of hand-overs (``tests.benchmarks
reference``), with its probes in place, which take some µs of each: without them it is a bit quicker. In this order: from when a
waiter is on its core until the holder, asked by it, lets go; from then until the holder leaves its own core; from when the next
holder is on its core until it has the GIL; how much longer that takes who has to ask for it first; from when the GIL is let go
until the next one has it."""
WOKEN_NS = 100_000
"""Who slept for less was woken because the GIL was free; who slept for longer mostly woke by itself, and had to ask for it."""
CRUMB_NS = 100_000
"""Less than this between others' turns is their hand-over: who was silent all along did not have the GIL for that."""
WITHOUT_GIL = frozenset({State.GIL_WAIT, State.NATIVE, State.IO_WAIT, State.LOCK_WAIT})
"""Who runs after one of these has taken the GIL again."""


@dataclass
class Cut:
    """Another worker has the GIL since ``begin``, as it could claim at ``claimed``, in ns.

    It had come to its core for that at ``came``; ``NEVER`` where it was there all along, or nobody knows.
    """

    begin: int
    claimed: int
    came: int


def share(
    pieces: Sequence[Transition],
    end: int,
    others: Callable[[int, int], list[Span]],
    lost: Span | None,
    back_at: int | None,
) -> list[Transition]:
    """The same story, without running while another worker ran.

    Args:
        pieces: The silence's states, the first from its start on.
        end: The silence's end, in ns.
        others: When others ran within [start, end), as far as that is settled.
        lost: From when until when another one had the GIL that this worker held as it fell silent; None where none had.
        back_at: When this worker had it again at the earliest; None where nothing is known of that.
    """
    found: list[Transition] = []
    let_go = False
    for place, piece in enumerate(pieces):
        start, state, known = piece
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        stop = end if following is None else following[0]
        parts = [piece]
        if state in WITHOUT_GIL:
            let_go = True
        elif state is State.RUNNING:
            taken = others(start, stop)
            if lost is not None and not let_go:
                taken.append((lost[0], min(stop, lost[1])))
            if stop == end and back_at is not None:
                taken.append((start, back_at))
            if taken:
                # Waiting that was seen begins earlier, or ends later: it is not more of a guess for that.
                beside = (each for each in (following, *found[-1:]) if each is not None and each[1] is State.GIL_WAIT)
                parts = _without(taken, start, stop, known, next((each[2] for each in beside), Evidence.INFERRED))
        for part in parts:
            if not found or part[1] is not found[-1][1]:
                found.append(part)
    return found


def _without(taken: Iterable[Span], start: int, stop: int, known: Evidence, waiting: Evidence) -> list[Transition]:
    """Running from ``start`` to ``stop``, but waiting for the GIL while others have it."""
    parts: list[Transition] = []
    free = start
    for since, until in sorted(taken):
        if until <= free or since >= stop:
            continue
        if since - free > (CRUMB_NS if parts else 0):
            parts.append((free, State.RUNNING, known))
        parts.append((max(since, free), State.GIL_WAIT, waiting))
        free = until
        if free >= stop:
            return parts
    parts.append((free, State.RUNNING, known))
    return parts


def near_edge(own: int, others: int, longest: int = LONGEST_NS) -> int | None:
    """The edge of a worker's running that ended (or began) at ``own``, where another's began (or ended) at ``others``.

    None where they are more than ``longest`` (ns) apart: too far for a hand-over that nothing came between.
    """
    return own + (others - own) // EDGE if abs(others - own) <= longest else None


def let_go(silence: Silence, pieces: Sequence[Transition], taken: Cut, looks: Sequence[int]) -> int:
    """When a worker let go of the GIL that it held as it fell silent, in ns.

    Args:
        silence: The silence.
        pieces: Its states, the first from its start on.
        taken: Who had it then.
        looks: When others had asked for it, in order, in ns.
    """
    if not silence.switches:
        return _let_go_by_ticks(silence, taken)
    edges = [max(taken.begin - PASSING_NS, silence.start)]
    left = _left(silence, taken.begin)
    if left is not None:
        edges.append(max(left - LETTING_GO_NS, silence.start))
    # Whoever asked for the GIL went back to sleep as it was let go: by one who was on a core to do so.
    until = next((time for time, state, _ in pieces if state is State.GIL_WAIT), NEVER)
    if until != NEVER:
        edges.append(until - LETTING_GO_NS)
    if until - GAP_NS < taken.came < until:
        # It came by itself, asked, and had the GIL without another sleep.
        edges.append(max(taken.came + ASKING_NS, silence.start))
    look = asked(pieces, min(until, silence.end), silence.start, looks)
    return min([*edges, taken.begin] if look is None else [*edges, taken.begin, look])


def _left(silence: Silence, taken: int) -> int | None:
    """When the worker left its core that had none as another one had the GIL, at ``taken`` (ns); None where it had one."""
    place = bisect_left(silence.switches or (), (taken,))
    time, kind = silence.switches[place - 1] if silence.switches and place else (0, IN)
    return None if kind == IN else time


def _let_go_by_ticks(silence: Silence, taken: Cut) -> int:
    edge = near_edge(silence.start, taken.claimed)
    if edge is None:
        return taken.begin
    if (silence.waited or 0) * ONE_CORE > silence.end - silence.start:
        edge = (taken.claimed + silence.start) // 2
    return min(edge, taken.begin)


def ran_until(lost_at: int, pieces: Sequence[Transition]) -> list[Transition]:
    """The same story, but that it waits for the GIL since it lost that at ``lost_at`` (ns), if that was soon.

    Sums know no moment, and short ones are hardly right.
    """
    found = list(pieces)
    if len(found) > 1 and found[1][1] is State.GIL_WAIT and lost_at - found[0][0] <= LONGEST_NS:
        begin, state, known = found[1]
        latest = found[2][0] if len(found) > 2 else lost_at
        found[1] = (max(begin, min(lost_at, latest)), state, known)
    return found


def took(silence: Silence, came: int, last: int, *, rivals: bool) -> int:
    """When the worker had the GIL, most likely, that came to its core at ``came``, in ns.

    Args:
        silence: What ends with its first claim to have it.
        came: ns.
        last: The last claim of whoever had the GIL before, in ns.
        rivals: Whether yet another worker may have waited for it. Who asks goes to the end of the queue, so that of several
            whoever has the GIL next did not ask for it, but was woken.
    """
    left = next((time for time, kind in reversed(silence.switches or ()) if kind == OUT and time < came), came)
    asked = came - left > WOKEN_NS and not rivals
    earliest = max(came + TAKING_NS + (ASKED_NS if asked else 0), last)
    return near_edge(earliest, silence.end, GAP_NS) or earliest


def looks(silence: Silence) -> list[int]:
    """When the worker had asked for the GIL, each time that it looked whether it may have it and went back to sleep."""
    found = []
    came: int | None = None
    for time, kind in silence.switches or ():
        if kind == IN:
            came = time
        elif came is not None:
            if kind != PREEMPTED and time - came < GAP_NS:
                found.append(time - min((time - came) // FALLING_ASLEEP, LONGEST_FALL_NS))
            came = None
    return found


def asked(pieces: Sequence[Transition], until: int, start: int, looks: Sequence[int]) -> int | None:
    """When the worker let go of the GIL that had been asked for by others' ``looks`` (ns, in order); None where none had.

    Args:
        pieces: Its silence's states, the first from its start on.
        until: When it went to sleep itself, in ns.
        start: When its silence began.
        looks: When others had asked.
    """
    since = start
    away: list[Span] = []
    for (begin, state, _), (end, following, _) in pairwise(pieces):
        if end > until:
            break
        if state is State.CPU_WAIT and following is State.RUNNING:
            away.append((begin, end))
        elif following is State.RUNNING:
            since = end
    place = bisect_left(looks, until)
    if not place or looks[place - 1] <= since:
        return None
    look = looks[place - 1]
    # Who had no core then was not let go on before it had one.
    return next((min(back + ASKING_NS, until) for left, back in away if left <= look < back), look)
