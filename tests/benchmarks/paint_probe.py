"""The command ``gilviz``, which also prints when its window was painted first (``perf_counter_ns``)."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QObject, Slot

from gilviz.cli import main
from gilviz.gui import app


class Clock(QObject):
    """Reads the time when it is told to."""

    @Slot()
    def print_time(self) -> None:
        """Prints it."""
        print(time.perf_counter_ns(), flush=True)


class Watched(app.Program):
    """The program, whose first paint is noticed."""

    def start(self) -> None:
        """Starts it."""
        self.clock = Clock(self)
        self.window.first_painted.connect(self.clock.print_time)
        super().start()


if __name__ == "__main__":
    app.Program = Watched  # type: ignore[misc]
    sys.exit(main(["--temp-settings"]))
