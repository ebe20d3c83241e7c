"""Makes README's picture: ``python -m tests.screenshot [light|dark|high-contrast]`` runs the first comparison in the real window.

It is saved as ``resources/screenshots/lab-THEME.png``. Make it on a quiet machine: it shows what was measured.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from gilviz.gui.app import Program
from gilviz.gui.lab import Lab
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import WindowOptions

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "screenshots"
SETTLE_MS = 500
"""Time for the last frame and the last sentence, once all runs have ended."""


class Photographer(QObject):
    """Waits for the first comparison to end, saves the window's picture, and closes it.

    Args:
        program: The program, not started yet.
        file: Where to save.
    """

    def __init__(self, program: Program, file: Path) -> None:
        super().__init__()
        self._program = program
        self._file = file
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._look)
        self._waiting.start(50)

    @Slot()
    def _look(self) -> None:
        lab = self._program.lab
        if isinstance(lab, Lab) and lab.panels and all(panel.phase.ended for panel in lab.panels):
            self._waiting.stop()
            QTimer.singleShot(SETTLE_MS, self, self._save)

    @Slot()
    def _save(self) -> None:
        window = self._program.window
        self._file.parent.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(self._file))
        window.close()


def main(theme: str) -> None:
    """Makes the picture in that theme."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # our own palettes look the same there
    application = make_application()
    program = Program(application, WindowOptions(temp_settings=True))
    program.window.commands[f"theme_{theme.replace('-', '_')}"].trigger()
    photographer = Photographer(program, FOLDER / f"lab-{theme}.png")
    program.start()
    application.exec()
    photographer.deleteLater()
    program.finish()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "light")
