"""The dialogs of the Help menu."""

from __future__ import annotations

import platform
from collections.abc import Sequence

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gilviz import __version__
from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.shell.actions import BESIDE_KEYS, MOUSE, READING_KEYS, TIMELINE_KEYS, ActionSpec

ABOUT = (
    "Will the GIL hinder your concurrency? gilviz runs a job for real, in every way Python offers, records what every worker "
    "did at every moment, and draws the answer."
)


class ShortcutsDialog(QDialog):
    """Every key of the window, read from the table of actions."""

    def __init__(self, specs: Sequence[ActionSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        columns = QHBoxLayout()
        columns.setSpacing(4 * SPACE)
        everywhere = [(_keys(spec), spec.text.replace("&", "")) for spec in specs if spec.keys]
        for tables in (
            (("Everywhere", everywhere),),
            (("In the picture", TIMELINE_KEYS), ("Beside it", BESIDE_KEYS)),
            (("Reading the picture", READING_KEYS), ("By mouse", MOUSE)),
        ):
            column = QVBoxLayout()
            column.setSpacing(2 * SPACE)
            for heading, rows in tables:
                column.addLayout(_table(heading, rows, self))
            column.addStretch()
            columns.addLayout(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(columns)
        layout.addWidget(_close_button(self))


class AboutDialog(QDialog):
    """What gilviz is, and what it runs on."""

    def __init__(self, icon: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About gilviz")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel(self)
        picture.setPixmap(icon.pixmap(64, 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        title = QLabel(f"gilviz {__version__}", self)
        set_role(title, "big")
        text = QLabel(ABOUT, self)
        text.setWordWrap(True)
        versions = QLabel(
            f"{platform.python_implementation()} {platform.python_version()} · Qt for Python {PySide6.__version__}\n"
            f"{platform.system()} {platform.machine()} · MIT licence",
            self,
        )
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(versions, "muted")
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        for label in (title, text, versions):
            words.addWidget(label)
        words.addStretch()
        upper = QHBoxLayout()
        upper.setSpacing(2 * SPACE)
        upper.addWidget(picture)
        upper.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(upper)
        layout.addWidget(_close_button(self))
        self.setMinimumWidth(520)


def _keys(spec: ActionSpec) -> str:
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)


def _table(heading: str, rows: Sequence[tuple[str, str]], parent: QWidget) -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(SPACE // 2)
    for row, (keys, text) in enumerate(rows):
        label = QLabel(keys, parent)
        set_role(label, "title")
        grid.addWidget(label, row, 0)
        grid.addWidget(QLabel(text, parent), row, 1)
    title = QLabel(heading.upper(), parent)
    set_role(title, "section")
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    column.addWidget(title)
    column.addLayout(grid)
    return column


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    return buttons
