"""What can't be chosen in a combo box stays listed, disabled, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox


def allow(combo: QComboBox, row: int, reason: str | None, tip: str | None = None) -> None:
    """Let one choice be made, or not.

    Args:
        combo: Lists the choices.
        row: Which of them.
        reason: Why it can't be made, in a sentence; none where it can.
        tip: What it says of itself where it can.
    """
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        model.item(row).setEnabled(not reason)
    combo.setItemData(row, reason or tip, Qt.ItemDataRole.ToolTipRole)
