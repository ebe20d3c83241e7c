"""What the states are called, and what each means.

Waiting for a lock has two names: a coroutine in that state is ready, and waits for its event loop (``what_is_awaited``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from gilviz.runner.protocol import State, WorkerKind

if TYPE_CHECKING:  # it needs numpy, which the window's first paint does not wait for
    from gilviz.trace.lane import Lane

TEXTS: Final[Mapping[State, tuple[str, str]]] = {
    State.RUNNING: ("running", "Executing Python code; where its Python has a GIL, it holds it"),
    State.NATIVE: ("native", "Executing C code with the GIL released"),
    State.OVERHEAD: ("overhead", "Start-up, import, pickling, transfer"),
    State.GIL_WAIT: ("waiting for the GIL", "Ready to run Python code, but another worker holds the GIL"),
    State.CPU_WAIT: ("waiting for a core", "Ready to run, but every core is taken"),
    State.LOCK_WAIT: (
        "waiting for a lock",
        "Blocked on another lock or on a queue; a coroutine: ready, and waiting for its event loop",
    ),
    State.IO_WAIT: ("waiting for I/O", "Blocked in a sleep, a socket or a file"),
    State.IDLE: ("idle", "The worker exists and has no task"),
}
"""Each name can stand alone. Where it is known whose state it is, ``state_name`` and ``state_meaning`` know better."""
BRIEF: Final[Mapping[State, str]] = {
    State.CPU_WAIT: "for a core",
    State.LOCK_WAIT: "for a lock",
    State.IO_WAIT: "for I/O",
}
"""For a legend with little room, where the waits follow each other and the first says what they are."""
EVENT_LOOP: Final = "the event loop"
"""What a coroutine that could go on waits for."""
_READY: Final = "A coroutine that is ready, and waits for its event loop: another has it"


def kinds_of(lanes: Iterable[Lane]) -> frozenset[WorkerKind]:
    """What the workers of these lanes are."""
    return frozenset(lane.identity.kind for lane in lanes)


def state_name(state: State, kinds: Collection[WorkerKind]) -> str:
    """A state of such workers, in words that can stand alone; where some are coroutines, the name holds for all of them."""
    what = what_is_awaited(state, kinds)
    return f"waiting for {what}" if what else TEXTS[state][0]


def brief_state_name(state: State, kinds: Collection[WorkerKind]) -> str | None:
    """The same where the waits follow each other, and the first says what they are; None where there is no shorter name."""
    what = what_is_awaited(state, kinds)
    return f"for {what}" if what else BRIEF.get(state)


def state_meaning(state: State, kinds: Collection[WorkerKind]) -> str:
    """What a state of such workers means, in a sentence without its full stop."""
    return _READY if what_is_awaited(state, kinds) == EVENT_LOOP else TEXTS[state][1]


def state_column(state: State, kinds: Collection[WorkerKind]) -> str:
    """The same in a table's heading, where the states have their short labels: ``gil-wait``, ``event-loop-wait``."""
    what = what_is_awaited(state, kinds)
    if not what:
        return state.label
    return "event-loop-wait" if what == EVENT_LOOP else f"{state.label} or event-loop-wait"


def what_is_awaited(state: State, kinds: Collection[WorkerKind]) -> str:
    """What is waited for in the state of those that wait for a lock, if some of them are coroutines; else empty."""
    if state is not State.LOCK_WAIT or WorkerKind.COROUTINE not in kinds:
        return ""
    return EVENT_LOOP if all(kind is WorkerKind.COROUTINE for kind in kinds) else f"a lock or {EVENT_LOOP}"
