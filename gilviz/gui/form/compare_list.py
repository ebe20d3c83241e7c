"""The list of runs to compare: tick them, add, change, remove and reorder them, by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.experiment.plan import Variant
from gilviz.gui.form.form_state import ListedVariant, variant_title
from gilviz.gui.look.style import SPACE

VARIANT = Qt.ItemDataRole.UserRole
ROW_PADDING = 9
"""What the stylesheet adds to a line's text, in pixels."""
FEWEST_ROWS, MOST_ROWS = 4, 10
"""The list is as high as its lines, within these."""


class CompareList(QWidget):
    """Holds ``ListedVariant`` lines in an order the user chooses."""

    changed = Signal()
    add_requested = Signal()
    edit_requested = Signal(int)
    """The row to change."""
    selected = Signal(object)
    """The ``Variant`` of the row the keyboard or mouse went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Runs to compare")
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.setToolTip("Space ticks a run, Enter changes it, Delete removes it, Alt+Up and Alt+Down move it")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the executor and its Python, not how many processes
        self._list.installEventFilter(self)
        self.add_button = self._button("Add", "Add a run: an executor, its start method, its Python (Ctrl+N)", "Add a run")
        self.edit_button = self._button("Change", "Change the selected run (Enter)", "Change the selected run")
        self.remove_button = self._button("Remove", "Take the selected run off the list (Delete)", "Remove the selected run")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE // 2)
        for button in (self.add_button, self.edit_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._list)
        layout.addLayout(buttons)
        self.add_button.clicked.connect(self.add_requested)
        self.edit_button.clicked.connect(self._ask_to_edit)
        self.remove_button.clicked.connect(self.remove_current)
        self._list.itemChanged.connect(self.changed)
        self._list.itemDoubleClicked.connect(self._ask_to_edit)
        self._list.currentRowChanged.connect(self._row_changed)
        self._list.model().rowsMoved.connect(self.changed)
        for signal in (self._list.model().rowsInserted, self._list.model().rowsRemoved):
            signal.connect(self._fit_height)
        self._fit_height()

    def lines(self) -> tuple[ListedVariant, ...]:
        """The list as it stands."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(ListedVariant(item.data(VARIANT), item.checkState() is Qt.CheckState.Checked) for item in items)

    def set_lines(self, lines: Sequence[ListedVariant]) -> None:
        """Show these instead; the selection goes to the first."""
        blocked = self._list.blockSignals(True)
        self._list.clear()
        for line in lines:
            self._list.addItem(_item(line))
        self._list.blockSignals(blocked)
        self._list.setCurrentRow(0)
        self._update_buttons()
        self.changed.emit()

    def add(self, variant: Variant) -> None:
        """A new line at the end, ticked and selected."""
        self._list.addItem(_item(ListedVariant(variant)))
        self._list.setCurrentRow(self._list.count() - 1)
        self.changed.emit()

    def replace(self, row: int, variant: Variant) -> None:
        """Another run in the same line."""
        compared = self._list.item(row).checkState() is Qt.CheckState.Checked
        self._list.takeItem(row)
        self._list.insertItem(row, _item(ListedVariant(variant, compared)))
        self._list.setCurrentRow(row)
        self.changed.emit()

    def show_problems(self, reasons: Sequence[str]) -> None:
        """Strike out what can't be carried out; it can still be selected, to be changed or taken off.

        Args:
            reasons: For each line why, in a sentence; empty where it can.
        """
        blocked = self._list.blockSignals(True)
        for row, reason in enumerate(reasons):
            item = self._list.item(row)
            font = item.font()
            font.setStrikeOut(bool(reason))
            item.setFont(font)
            spoken = f"{item.text()}, can't run: {reason}" if reason else item.text()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(f"Can't run: {reason}" if reason else _tip(item.data(VARIANT)))
        self._list.blockSignals(blocked)

    @property
    def current(self) -> Variant | None:
        """The selected run."""
        row = self._list.currentRow()
        return self.lines()[row].variant if row >= 0 else None

    def set_icons(self, add: QIcon, edit: QIcon, remove: QIcon) -> None:
        """The buttons' symbols in the theme's colours."""
        for button, symbol in ((self.add_button, add), (self.edit_button, edit), (self.remove_button, remove)):
            button.setIcon(symbol)

    @Slot()
    def remove_current(self) -> None:
        """Take the selected line off."""
        if self._list.currentRow() >= 0:
            self._list.takeItem(self._list.currentRow())
            self._update_buttons()
            self.changed.emit()

    def _move_current(self, by: int) -> None:
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + by < self._list.count():
            item = self._list.takeItem(row)
            self._list.insertItem(row + by, item)
            self._list.setCurrentRow(row + by)
            self.changed.emit()

    @Slot()
    def _fit_height(self) -> None:
        row = self.fontMetrics().height() + ROW_PADDING
        self._list.setFixedHeight(row * min(max(self._list.count(), FEWEST_ROWS), MOST_ROWS) + 2 * self._list.frameWidth() + 2)

    @Slot()
    def _ask_to_edit(self) -> None:
        if self._list.currentRow() >= 0:
            self.edit_requested.emit(self._list.currentRow())

    @Slot()
    def _row_changed(self) -> None:
        self._update_buttons()
        if self.current is not None:
            self.selected.emit(self.current)

    def _update_buttons(self) -> None:
        chosen = self._list.currentRow() >= 0
        for button, tip in (
            (self.edit_button, "Change the selected run (Enter)"),
            (self.remove_button, "Take the selected run off the list (Delete)"),
        ):
            button.setEnabled(chosen)
            button.setToolTip(tip if chosen else "Select a run in the list first.")

    def _button(self, text: str, tip: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._list or event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Delete:
            self.remove_current()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_to_edit()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_current(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return super().eventFilter(watched, event)
        return True


def _item(line: ListedVariant) -> QListWidgetItem:
    variant = line.variant
    item = QListWidgetItem(variant_title(variant))
    item.setData(VARIANT, variant)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled)
    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
    item.setCheckState(Qt.CheckState.Checked if line.compared else Qt.CheckState.Unchecked)
    item.setToolTip(_tip(variant))
    return item


def _tip(variant: Variant) -> str:
    info = variant.info
    return f"{variant_title(variant)}: {info.title}\n{info.teaches}\n{variant.python or 'the Python that runs gilviz'}"
