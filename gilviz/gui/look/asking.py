"""What dialogs have in common that ask a few things: how they lie, and how they say what follows from the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from gilviz.gui.look.style import FIELD_HEIGHT, SPACE, set_role

LEAST_WIDTH: Final = 460
NOTE_LINES: Final = 3
"""Lines that the note has room for from the start: nothing moves while one chooses."""


@dataclass(frozen=True)
class Field:
    """One question.

    Args:
        name: What stands before it, with the mnemonic's ``&``.
        widget: What is answered with.
        tip: What it means, where its name does not say it.
    """

    name: str
    widget: QWidget
    tip: str = ""


def lay_out(dialog: QDialog, fields: Sequence[Field], note: QLabel, buttons: QDialogButtonBox) -> None:
    """Put questions above a note on what follows from the answers, and the buttons below."""
    form = QFormLayout()
    form.setSpacing(SPACE)
    for field in fields:
        field.widget.setAccessibleName(field.name.replace("&", ""))
        field.widget.setToolTip(field.tip)
        field.widget.setMinimumHeight(FIELD_HEIGHT)
        form.addRow(field.name, field.widget)
    note.setWordWrap(True)
    note.setMinimumHeight(NOTE_LINES * dialog.fontMetrics().lineSpacing())
    note.setAlignment(Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    column.addLayout(form)
    column.addWidget(note)
    column.addStretch()
    column.addWidget(buttons)
    dialog.setMinimumWidth(LEAST_WIDTH)


def judge(note: QLabel, accept: QAbstractButton, text: str, wrong: str) -> None:
    """Say what follows from the answers, or what is wrong with them: then they can't be accepted."""
    note.setText(wrong or text)
    set_role(note, "error" if wrong else "muted")
    accept.setEnabled(not wrong)
    accept.setToolTip(wrong)
