"""Asks where to save the picture, saves it, and says how that went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.save import save_picture

FILTERS: Final = ("PNG picture (*.png)", "SVG drawing (*.svg)", "PDF document (*.pdf)")


class PictureSaving(QObject):
    """What the command to save the picture does.

    Args:
        window: Owns the dialogs, and says how it went.
        content: What is to be seen now.
    """

    def __init__(self, window: QMainWindow, content: Callable[[], PageContent]) -> None:
        super().__init__(window)
        self._window = window
        self._content = content

    @Slot()
    def ask(self) -> None:
        """Ask where to, then save."""
        dialog = QFileDialog(self._window, "Save the picture")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(FILTERS)
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.selectFile("gilviz.png")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, file: str) -> None:
        """Save it there; a box says why where that is not possible."""
        try:
            save_picture(self._content(), Path(file))
        except PictureError as error:
            box = QMessageBox(QMessageBox.Icon.Warning, "The picture was not saved", str(error), parent=self._window)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.finished.connect(box.deleteLater)
            box.open()
            return
        self._window.statusBar().showMessage(f"The picture is in {file}.", 6000)

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))
