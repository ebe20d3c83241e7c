"""A look at the user's function before it is measured: what it is, how long a task takes, what can be pickled and how fast.

Whatever it takes is told before it begins (``Message.SURVEYING``): of what never ends, one wants to know what that was.
"""

from __future__ import annotations

import inspect
import pickle
import time
from typing import Any, Dict, List, Optional, Tuple

from gilviz.runner.control import ControlChannel
from gilviz.runner.protocol import Message
from gilviz.runner.spec import MAX_TASKS, UserCode
from gilviz.runner.user.call import Raised
from gilviz.runner.user.code import Found, find
from gilviz.runner.user.items import make_items
from gilviz.runner.user.workload import call_of, own_loop, unpicklable

FEWEST, MOST_PICKLED = 2, 20
"""Tasks that are looked at in any case; items and results that are pickled."""
TOLD = 5
"""Items whose exception is told."""
DOCSTRING = 2_000


class Starts:
    """The lane of a survey: it records nothing, and counts the threads that tasks start."""

    def __init__(self) -> None:
        self.own = self
        self.count = 0
        self.delayed = 0.0

    def tick(self) -> None:
        """Nothing."""

    def begin(self, _name: str) -> Starts:
        """One more, in that thread; here it may well be counted once too little by two at the same moment."""
        self.count += 1
        return self

    def end(self) -> None:
        """In that thread: for how long it could have run and had no core, all its life."""
        self.delayed += _delayed()

    def look_after(self, _gone: object = None) -> None:
        """Nothing."""


# Not every system counts a thread's own time.
_thread_time = getattr(time, "thread_time", time.process_time)


def survey(code: UserCode, seconds: float, channel: ControlChannel) -> None:
    """Looks for about so many seconds, and tells what was found (``Message.SURVEYED``).

    Raises:
        Refusal: it can't be called, or has no items.
    """
    channel.send(Message.SURVEYING, what=f"importing {code.function.rpartition(':')[0]}")
    began = time.perf_counter()
    found = find(code.function, code.folder)
    import_s = time.perf_counter() - began
    channel.send(Message.SURVEYING, what="making the items", function=_description(found))
    items = make_items(code.items, found.module, MAX_TASKS)
    with own_loop(found):
        tasks, results = _try(found, items.made, seconds, channel)
    channel.send(Message.SURVEYING, what="pickling items and results")
    channel.send(
        Message.SURVEYED,
        function=_description(found),
        items={"count": len(items.made), "more": items.more},
        import_s=import_s,
        tasks=tasks,
        pickling={
            "function": unpicklable(found.function),
            "items": _pickling(items.made),
            "results": _pickling(results),
        },
    )


def _description(found: Found) -> Dict[str, Any]:
    try:
        signature = str(inspect.signature(found.function))
    except (ValueError, TypeError):
        signature = "(…)"
    return {
        "name": found.name,
        "module": found.module.__name__,
        "file": getattr(found.module, "__file__", None),
        "signature": signature,
        "doc": (inspect.getdoc(found.function) or "")[:DOCSTRING],
        "awaits": found.awaits,
    }


def _try(found: Found, items: List[Any], seconds: float, channel: ControlChannel) -> Tuple[Dict[str, Any], List[Any]]:
    """Calls the function for one item after another, the first one twice: once to warm up."""
    call = call_of(found)
    raised: List[Tuple[int, str]] = []
    results: List[Any] = []
    channel.send(Message.SURVEYING, what="calling it for item 1")
    begun = time.perf_counter()
    starts = Starts()
    call(items[0], None)
    first = time.perf_counter()
    deadline = first + seconds
    wall = own = whole = delayed = longest = 0.0
    while len(results) < len(items) and (len(results) < FEWEST or time.perf_counter() < deadline):
        # Each is named: of what ends the process, or never returns, one wants to know which it was. That is not timed.
        channel.send(Message.SURVEYING, what=f"calling it for item {len(results) + 1}")
        before = _delayed(), time.process_time(), _thread_time(), time.perf_counter()
        result = call(items[len(results)], starts)
        after = time.perf_counter(), _thread_time(), time.process_time(), _delayed()
        took = after[0] - before[3]
        wall, longest = wall + took, max(longest, took)
        own, whole, delayed = own + after[1] - before[2], whole + after[2] - before[1], delayed + after[3] - before[0]
        if isinstance(result, Raised):
            raised.append((len(results), str(result)))
        results.append(result)
    facts = {
        "done": len(results),
        "first_s": first - begun,
        "wall_s": wall,
        "longest_s": longest,
        "thread_cpu_s": own,
        "process_cpu_s": whole,
        "delayed_s": delayed,
        "raised": len(raised),
        "raised_first": raised[:TOLD],
        "threads": starts.count,
        "threads_delayed_s": starts.delayed,
    }
    return facts, [result for result in results if not isinstance(result, Raised)]


def _delayed() -> float:
    """Seconds that this thread could have run and had no core, as Linux counts them; 0 elsewhere."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _pickling(things: List[Any]) -> Dict[str, Any]:
    """Whether they can be pickled, how many bytes one is on average, and what pickling and unpickling it takes."""
    size = count = 0
    why: Optional[str] = None
    began = time.perf_counter()
    try:
        for thing in things[:MOST_PICKLED]:
            pickled = pickle.dumps(thing)
            pickle.loads(pickled)
            size, count = size + len(pickled), count + 1
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:300]
    took = time.perf_counter() - began
    return {"why": why, "bytes": size / count if count else 0.0, "seconds": took / count if count else 0.0}
