"""The list of Pythons: searched by typing, looked for anew, and lengthened by a file dialog."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gilviz.gui.look.style import SPACE, set_role, tip_of
from gilviz.gui.runtimes.delegate import ROOM, ROW, RuntimeDelegate
from gilviz.gui.runtimes.remove import RemoveButton
from gilviz.gui.runtimes.rows import RuntimeRow

ROWS_SEEN = 4
"""How many Pythons are seen without scrolling, at least."""


class RuntimeChooser(QWidget):
    """Shows ``RuntimeRow`` lines, and which of them is chosen.

    Args:
        parent: Owns it.
        removes: Whether those that the user named can be taken off the list.
    """

    chosen_changed = Signal()
    refresh_requested = Signal()
    path_chosen = Signal(str)
    """A file that the user picked as another Python."""
    remove_requested = Signal(str)
    """The path of one that is to be listed no more."""

    def __init__(self, parent: QWidget | None = None, *, removes: bool = False) -> None:
        super().__init__(parent)
        self._removes = removes
        self._rows: tuple[RuntimeRow, ...] = ()
        self._chosen: str | None = None
        self._searching = False
        self.search = QLineEdit(self)
        self.refresh_button = QPushButton("&Refresh", self)
        self.browse_button = QPushButton("&Browse…", self)
        self.list = QListWidget(self)
        self.status = QLabel(self)
        self._lay_out()
        self.search.textChanged.connect(self._sift)
        self.search.installEventFilter(self)
        self.refresh_button.clicked.connect(self.refresh_requested)
        self.browse_button.clicked.connect(self._browse)
        self.list.currentItemChanged.connect(self._take)

    @property
    def chosen(self) -> str | None:
        """The path that is chosen; None is the Python that runs gilviz."""
        return self._chosen

    def choose(self, path: str | None) -> None:
        """Choose that one, shown or not: it may still be looked for."""
        self._chosen = path
        self._select()
        self.chosen_changed.emit()

    def set_rows(self, rows: Sequence[RuntimeRow], *, searching: bool) -> None:
        """Show these, and whether more are to come."""
        self._searching = searching
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._fill()
        for button in self.list.findChildren(RemoveButton):
            button.allow(searching=searching)
        self.refresh_button.setEnabled(not searching)
        self.refresh_button.setToolTip(
            "Wait until all have answered" if searching else "Look for Pythons again, and ask each what it is"
        )
        self._tell()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Search: 3.13, no GIL, pyenv…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the Pythons")
        self.browse_button.setToolTip("Choose another Python's executable file, and keep it on this list")
        self.list.setItemDelegate(RuntimeDelegate(self.list))
        self.list.setAccessibleName("Python")
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(ROWS_SEEN * (2 * self.fontMetrics().lineSpacing() + 2 * SPACE))
        set_role(self.status, "muted")
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(self.search, 1)
        above.addWidget(self.refresh_button)
        above.addWidget(self.browse_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(above)
        layout.addWidget(self.status)  # beside what it is about: below the list it seemed to belong to whatever followed
        layout.addWidget(self.list, 1)

    def _fill(self) -> None:
        scrolled = self.list.verticalScrollBar().value()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for row in self._rows:
            item = QListWidgetItem()  # put in when it is complete: Qt asks for its height at once
            item.setData(ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            item.setToolTip(tip_of(row.tip))
            if not row.usable:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
            if self._removes and row.removable:
                self._offer_removal(item, row)
        self.list.blockSignals(blocked)
        self._sift()
        self._select()
        self.list.verticalScrollBar().setValue(scrolled)

    def _offer_removal(self, item: QListWidgetItem, row: RuntimeRow) -> None:
        button = RemoveButton(row.removable, row.name, self.list)
        button.clicked.connect(self.remove_requested)
        item.setData(ROOM, button.room)
        self.list.setItemWidget(item, button)

    @Slot()
    def _sift(self) -> None:
        for number, row in enumerate(self._rows):
            self.list.item(number).setHidden(not row.matches(self.search.text()))
        self._tell()

    def _tell(self) -> None:
        """Say above the list how the search goes."""
        count = sum(row.usable for row in self._rows)
        if self._searching:
            self.status.setText(f"Looking for Pythons… {count} can run jobs so far." if self._rows else "Looking for Pythons…")
        elif self._rows and not any(row.matches(self.search.text()) for row in self._rows):
            self.status.setText("No Python matches.")
        else:
            self.status.setText(f"{count} Python{'s' * (count != 1)} can run jobs here.")

    def _take_first(self) -> None:
        """Choose the first that is seen and can be used."""
        for number, row in enumerate(self._rows):
            if row.usable and row.matches(self.search.text()):
                self.list.setCurrentRow(number)
                return

    def _select(self) -> None:
        blocked = self.list.blockSignals(True)
        number = next((number for number, row in enumerate(self._rows) if row.leads_to(self._chosen)), -1)
        self.list.setCurrentRow(number)
        self.list.blockSignals(blocked)

    @Slot()
    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            row: RuntimeRow = item.data(ROW)
            self._chosen = row.path
            self.chosen_changed.emit()

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose a Python", os.path.dirname(self._chosen or ""))  # noqa: PTH120 (may be "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.path_chosen)
        dialog.open()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search into the list, as one expects; Enter takes what was found, and leaves the dialog open."""
        pressed = watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text():
                self._take_first()
                return True
        return super().eventFilter(watched, event)
