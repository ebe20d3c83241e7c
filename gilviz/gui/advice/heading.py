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
        told: The answer that stands there; None where anything else does.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told: Answer | None = None
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
        """One sentence, as muted as that role, and nothing of an answer above or below it."""
        self._put_away()
        self._note(text, role)

    def _note(self, text: str, role: str) -> None:
        self.note.setText(text)
        set_role(self.note, role)

    def show_answer(self, told: Answer | None) -> None:
        """What follows, or why nothing does; nothing of the last answer is left where there is none yet."""
        self._put_away()
        if told is None:
            return
        self.told = told
        self._note(below_it(told) or told.why[0].text, "" if told.verdict is not None else "error")
        self.head.setText(in_short(told))
        self.head.setVisible(told.verdict is not None)
        if told.traceback:
            self.where.setPlainText(told.traceback)
            self.where.show()
            # Only a traceback makes use of more room than the two lines need.
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            end = self.where.verticalScrollBar()
            end.setValue(end.maximum())  # a traceback says what happened in its last line

    def _put_away(self) -> None:
        self.told = None
        for part in (self.head, self.where):
            part.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
