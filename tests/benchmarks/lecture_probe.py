"""The command ``gilviz lecture start``, which presses its own keys and prints when each new screen was painted.

The first line is when the first scene stood on the screen (``perf_counter_ns``), every other one how long a change of scene took,
from the key to the end of painting, in ns.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QObject, QTimer, Slot

from gilviz.cli import main
from gilviz.gui.lecture import app
from gilviz.gui.lecture.stand import Stand
from gilviz.lecture.walk import Key

SETTLES_MS = 300
CHANGES = 12


class Hand(QObject):
    """Presses keys."""

    def __init__(self, stand: Stand) -> None:
        super().__init__(stand)
        self._stand = stand
        self._left = CHANGES
        QTimer.singleShot(0, self.start)

    @Slot()
    def start(self) -> None:
        """From the title to the first scene."""
        self._press(Key.START)
        print(time.perf_counter_ns(), flush=True)
        QTimer.singleShot(SETTLES_MS, self.jump)

    @Slot()
    def jump(self) -> None:
        """To another scene, every second time with its recording."""
        scene = str(2 + self._left % 4)
        began = time.perf_counter_ns()
        self._press(scene)
        if self._left % 2:
            self._press(Key.RECORDING)
            self._press(Key.NEXT)
        print(time.perf_counter_ns() - began, flush=True)
        self._left -= 1
        QTimer.singleShot(SETTLES_MS, self.jump if self._left else self._stand.close)

    def _press(self, key: Key | str) -> None:
        self._stand.presenter.take(key)
        self._stand.hall.repaint()


class Watched(Stand):
    """A lecture that gives itself."""

    def open(self) -> None:
        """Fills the screens, and begins."""
        super().open()
        self.hand = Hand(self)


if __name__ == "__main__":
    app.Stand = Watched  # type: ignore[attr-defined]
    sys.exit(main(["lecture", "start", "gil", "--theme", "light"]))
