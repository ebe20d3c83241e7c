"""When a worker process was asked for: its parent notes the time, and the note travels with the process to its other side.

The note is an attribute of ``multiprocessing``'s process object, which the child inherits when it is forked and unpickles when it
is spawned. So the price of a process (fork or exec, imports, everything until its first task can come) is measured from the
moment its start was asked for, by the one clock that both sides share.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import multiprocessing.util
import time
from typing import Callable, Tuple

from gilviz.runner.recording.numbering import Numbering

_ATTRIBUTE = "gilviz_start"
_THREADS = "gilviz_threads"


def note_starts(started: Callable[[multiprocessing.process.BaseProcess], None]) -> Callable[[], None]:
    """From now on every start is noted, and ``started`` is told of each process; the function returned ends that."""
    original = multiprocessing.process.BaseProcess.start
    numbering = Numbering()

    def start(process: multiprocessing.process.BaseProcess) -> None:
        setattr(process, _ATTRIBUTE, (numbering.next(), time.perf_counter_ns()))
        original(process)
        started(process)

    def restore() -> None:
        multiprocessing.process.BaseProcess.start = original  # type: ignore[method-assign]

    multiprocessing.process.BaseProcess.start = start  # type: ignore[method-assign, assignment]
    return restore


def own_start() -> Tuple[int, int]:
    """In a worker process: its number within the run, from 1, and when its start was asked for, in ns.

    Raises:
        AttributeError: its parent did not note starts.
    """
    number, asked = getattr(multiprocessing.current_process(), _ATTRIBUTE)
    return number, asked


def next_thread() -> int:
    """In a worker process: the next number for one of its threads, from 1."""
    # A process may be given more than one share of the work, each with its own copy of whatever might count.
    numbering: Numbering = vars(multiprocessing.current_process()).setdefault(_THREADS, Numbering())
    return numbering.next()


def at_own_end(action: Callable[[], None]) -> None:
    """In a worker process: calls that when it ends in good order.

    Such processes end without what ``atexit`` was given. One that is killed calls nothing, and ``multiprocessing.Pool`` kills its
    workers where it is left as a context manager, which is why their lanes have no end of their own: they end with the run.
    """
    multiprocessing.util.Finalize(None, action, exitpriority=0)
