"""Notices worker processes that end before their work is done.

``multiprocessing.Pool`` replaces a worker that was killed and waits for its lost task for ever. The runner's main process has
nothing to do while its workers compute, so a timer interrupts it ten times a second to look at their exit codes; a signal
handler may raise, and what it raises goes through the executor's own code as any error would. (Child-death signals would be
quicker, but a fork server's children are not ours.) Where there is no such timer, a thread looks.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Callable, Iterator, List, Optional

from gilviz.runner.recording.process_start import note_starts

_BY_OTHERS = (-getattr(signal, "SIGKILL", signal.SIGTERM), -signal.SIGTERM)
"""The exit codes of workers that executors end; the last one is rarely something else."""
INTERVAL = 0.1
"""Seconds between looks."""
MOST_NAMED = 4
"""Workers that are named; of more, only how many they are."""


class WorkerEnded(Exception):
    """Worker processes ended before their work was done; the text says which, and how."""

    def __init__(self, sentence: str, pids: List[int]) -> None:
        super().__init__(sentence)
        self.pids = pids


class Watch:
    """Looks after the worker processes of a run.

    Args:
        unfinished: Whether there is work left; workers that end when there is none are leaving in good order.
        ended: Told of the workers that ended too early, before anything is raised: raising may end in a deadlock, where
            one died with a queue's lock in its hands.
        may_leave: Whether workers may end in good order while there is work: some pools replace one that has grown too large.
    """

    def __init__(self, unfinished: Callable[[], bool], ended: Callable[[WorkerEnded], None], *, may_leave: bool = False) -> None:
        self._unfinished = unfinished
        self._may_leave = may_leave
        self._ended = ended
        self._processes: List[BaseProcess] = []
        self._noticed = False
        self._reported = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches every process started while the body runs."""
        restore = note_starts(self._processes.append)
        over = threading.Event()
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._interrupt)
            signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
        else:
            threading.Thread(target=self._look_on, args=(over,), name="watch", daemon=True).start()
        try:
            yield
        finally:
            over.set()
            self._stop_timer()
            restore()

    def early_end(self) -> Optional[WorkerEnded]:
        """The workers that ended although there is work left: the one that caused it, and those that ended alike."""
        ends = [(process, process.exitcode) for process in self._processes]
        ends = [(process, code) for process, code in ends if code is not None and not (self._may_leave and code == 0)]
        # Where one dies, executors end the others by signals: the cause is another one, if there is another one.
        ends.sort(key=lambda end: _BY_OTHERS.index(end[1]) if end[1] in _BY_OTHERS else -1)
        if not ends or not self._unfinished():
            return None
        code = ends[0][1] or 0
        alike = [process for process, exitcode in ends if exitcode == code]
        pids = [process.pid or 0 for process in alike]
        sentence = _sentence([self._processes.index(process) + 1 for process in alike], pids, code)
        if code in _BY_OTHERS and 1 < len(alike) == len(self._processes):
            sentence += " It may have been one of them only: executors end the others then, by the same signal."
        return WorkerEnded(sentence, pids)

    def _interrupt(self, _number: int, _frame: Optional[FrameType]) -> None:
        if self._report():
            raise self._death

    def _report(self) -> bool:
        death = None if self._reported else self.early_end()
        if death is None:
            return False
        if not self._noticed:  # whoever was killed along with it may still be dying: the next look sees that
            self._noticed = True
            return False
        self._reported = True
        self._death = death
        self._stop_timer()
        self._ended(death)
        return True

    def _look_on(self, over: threading.Event) -> None:
        while not over.wait(INTERVAL):
            if self._report():
                os._exit(1)

    @staticmethod
    def _stop_timer() -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _sentence(numbers: List[int], pids: List[int], code: int) -> str:
    who, were, them, their = _named(numbers, pids), "were", "them", "their"
    if len(pids) == 1:
        were, them, their = "was", "it", "its"
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return (
            f"{who} {were} killed by {name} before {their} work was done: look for what ended {them} "
            "(out of memory, another program)."
        )
    self_ = "itself" if len(pids) == 1 else "themselves"
    return f"{who} ended by {self_} with exit status {code} before {their} work was done: {their} code must return, not exit."


def _named(numbers: List[int], pids: List[int]) -> str:
    """``Workers P1 (process 11), P2 (process 12) and 3 others``."""
    each = [f"P{number} (process {pid})" for number, pid in sorted(zip(numbers, pids))]
    if len(each) == 1:
        return f"Worker {each[0]}"
    others = len(each) - MOST_NAMED
    named = [*each[:MOST_NAMED], f"{others} other{'s' * (others != 1)}"] if others > 0 else each
    return f"Workers {', '.join(named[:-1])} and {named[-1]}"
