"""Where within a wait for the GIL a worker had no core (rule 1 of the package's essay, for workers that share a GIL).

How long it was runnable without one is counted, and no switch tells when. But who was asked to let go of the GIL sleeps until
another one has taken it, and is woken then: if it comes to its core later, it had none until then. Only what is left of the count
belongs to the end of the wait.
"""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.silence import IN, NOTICEABLE_NS, Silence, Transition


def woken_when_taken(pieces: Sequence[Transition], silence: Silence, taken: int) -> list[Transition]:
    """The same story, with the worker's wait for a core where it was.

    Args:
        pieces: The silence's states, the first from its start on.
        silence: The silence, its switches known.
        taken: When another one had the GIL that the worker held as it fell silent, in ns.
    """
    found = list(pieces)
    place = next((place for place, (_, state, _) in enumerate(found) if state is State.GIL_WAIT), len(found))
    if place + 1 >= len(found) or found[place + 1][1:] != (State.CPU_WAIT, Evidence.INFERRED):
        return found
    (begin, _, known), (tail, _, _) = found[place], found[place + 1]
    end = found[place + 2][0] if place + 2 < len(found) else silence.end
    since = max(begin, taken)
    came = next((time for time, kind in silence.switches or () if kind == IN and time > begin), end)
    lasted, counted = came - since, end - tail
    if came >= end or not NOTICEABLE_NS < lasted <= counted + NOTICEABLE_NS:
        return found
    told = [(since, State.CPU_WAIT, Evidence.INFERRED), (came, State.GIL_WAIT, known)]
    if counted - lasted > NOTICEABLE_NS:
        told.append((max(came, end - counted + lasted), State.CPU_WAIT, Evidence.INFERRED))
    return [*found[: place + (since > begin)], *told, *found[place + 2 :]]
