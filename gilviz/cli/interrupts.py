"""Ctrl+C and its relatives as a flag that is looked at, instead of an exception anywhere in the middle of something."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")

SIGNAL_BASE = 128
"""Shells add this to the number of the signal that ended a program."""
SAME_WISH_S = 2.0
"""Seconds within which more signals mean the same as the first: the stop that it asked for may take as long."""


class Interrupts:
    """While entered, signals that ask the program to end are remembered instead.

    Args:
        now: A monotonic clock, in seconds.

    Attributes:
        received: The first signal that came; None while there was none.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.received: signal.Signals | None = None
        self._now = now
        self._received_at = 0.0
        self._ending = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # What was ignored on purpose (nohup) stays ignored.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def end_at_once(self) -> None:
        """From now on signals raise ``SystemExit``, for writing may wait for ever: nobody may be reading.

        What follows the first signal within ``SAME_WISH_S`` is still nothing new: it must not cost what is being written.
        """
        self._ending = True

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.received is None:
            self.received = signal.Signals(number)
            self._received_at = self._now()
        elif self._now() - self._received_at < SAME_WISH_S:
            return
        if self._ending:
            raise SystemExit(SIGNAL_BASE + number)
