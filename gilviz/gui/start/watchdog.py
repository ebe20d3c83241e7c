"""Says who blocked the window: prints the GUI thread's stack whenever its event loop stands still (``--debug``).

A timer in the GUI thread leaves a mark every few milliseconds, a thread looks at the mark. It runs only on request: the thread
takes the window's GIL each time it looks.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

LONGEST_BLOCK_S = 0.1
"""What the window may block at most."""
BEAT_MS = 20


class StallWatchdog(QObject):
    """Watches the thread it is made in, from ``start`` to ``stop``.

    Args:
        report: Gets the text of every stall; called in the watching thread.
        parent: Owns it.
    """

    def __init__(self, report: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._watched = threading.get_ident()
        self._last_beat = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stall-watchdog", daemon=True)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to watch."""
        self._beat()
        self._timer.start(BEAT_MS)
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer; returns when the thread has ended."""
        self._timer.stop()
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    @Slot()
    def _beat(self) -> None:
        self._last_beat = time.monotonic()

    def _watch(self) -> None:
        reported = 0.0
        while not self._over.wait(LONGEST_BLOCK_S / 4):
            beat = self._last_beat
            blocked = time.monotonic() - beat
            if blocked > LONGEST_BLOCK_S and beat != reported:
                reported = beat  # once per stall, at its first sight: the stack says what is being waited for
                self._report(stall_report(blocked, self._watched))


def stall_report(blocked: float, thread: int) -> str:
    """What stands on a thread's stack now, under a headline that says how long it has blocked (seconds)."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - the documented way to see another thread's stack
    stack = "".join(traceback.format_stack(frame)) if frame is not None else "  (the thread has ended)\n"
    return f"the window has not answered for {blocked * 1000:.0f} ms; it stands at\n{stack}"
