"""Ctrl+C in the terminal, the terminal's end and a friendly kill close the window like its own button: no job is left behind.

Python runs a signal's handler only between two bytecodes, and an idle Qt loop executes none. The wake-up descriptor makes the
signal an event of the loop.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot

SIGNALS = tuple(signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts(QObject):
    """Calls back on the first of ``SIGNALS`` after ``install``, in the GUI thread.

    Args:
        interrupted: Closes the window.
        parent: Owns it.
    """

    def __init__(self, interrupted: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interrupted = interrupted
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        self._before: dict[signal.Signals, object] = {}
        self._wakeup_before = -1

    def install(self) -> None:
        """Listen from now on; only in the main thread, as Python demands."""
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        # What was ignored on purpose (nohup) stays ignored.
        heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, _ignore) for number in heeded}

    def remove(self) -> None:
        """Listen no longer, if ever."""
        self._notifier.setEnabled(False)
        if self._before:
            signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave us
        self._reader.close()
        self._writer.close()

    @Slot()
    def _drain(self) -> None:
        if self._reader.recv(64):
            self._interrupted()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """The wake-up descriptor says it all; Python's own reaction must not happen."""
