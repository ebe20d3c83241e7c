"""What stands above the sentences of an answer: what to do, in large letters, and what the function is; or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from gilviz.advice.answer import Answer
from gilviz.advice.text import below_it, in_short
from gilviz.gui.look.style import SPACE, code_font, set_role


class Heading(QWidget):
    """Says one thing at a time: what is chosen, what goes on, what follows, or why nothing does.

    Args:
        parent: Owns it.

    Attributes:
        head: What to do.
        note: What is below it, or stands alone.
        where: Where in the user's code it failed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.note, self.where = QLabel(self), QLabel(self), QPlainTextEdit(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for label in (self.head, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
        set_role(self.head, "big")
        self.where.setReadOnly(True)
        self.where.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.where.setFont(code_font(self.font()))
        self.where.setAccessibleName("Where in your code it failed")
        set_role(self.where, "fold")
        layout.addWidget(self.where, 1)

    def say(self, text: str, role: str) -> None:
        """One sentence, as muted as that role."""
        self.note.setText(text)
        set_role(self.note, role)

    def show_answer(self, told: Answer | None) -> None:
        """What follows, or why nothing does; nothing of the last answer is left where there is none yet."""
        verdict = told.verdict if told is not None else None
        self.head.setText(in_short(told) if told is not None else "")
        self.head.setVisible(verdict is not None)
        self.where.setPlainText(told.traceback if told is not None else "")
        failed = bool(told is not None and told.traceback)
        self.where.setVisible(failed)
        # Only a traceback makes use of more room than the two lines need.
        wants = QSizePolicy.Policy.Expanding if failed else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, wants)
        end = self.where.verticalScrollBar()
        end.setValue(end.maximum())  # a traceback says what happened in its last line
        if told is not None:
            self.say(below_it(told) or told.why[0].text, "" if verdict is not None else "error")
