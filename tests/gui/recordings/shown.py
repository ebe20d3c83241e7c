"""What the window shows of recordings."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox

from tests.gui.benches import Bench


def boxes(bench: Bench) -> list[str]:
    found = [box.text() for box in bench.window.findChildren(QMessageBox) if box.isVisible()]
    for box in bench.window.findChildren(QMessageBox):
        box.close()
    return found
