"""The dialog that begins a lecture: which of the shelf, or one of the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QListWidget, QVBoxLayout, QWidget

from gilviz.gui.look.style import SPACE, set_role
from gilviz.lecture.mistakes import LectureError
from gilviz.lecture.model import Lecture
from gilviz.lecture.reader import FILE, read_lecture

ADVICE = "Before the hall comes: `gilviz lecture check {name}` tries every scene on this computer, and keeps fresh recordings."


@dataclass(frozen=True)
class Choice:
    """A lecture that can be chosen.

    Args:
        lecture: What it is; None where its file has mistakes.
        mistakes: These, or why it can't be read.
    """

    lecture: Lecture | None
    mistakes: str = ""

    @property
    def title(self) -> str:
        """As it stands in the list."""
        return self.lecture.title if self.lecture is not None else self.mistakes.split("\n", 1)[0]

    @property
    def details(self) -> str:
        """What stands below the list."""
        if self.lecture is None:
            return self.mistakes
        live = sum(scene.experiment is not None for scene in self.lecture.scenes)
        size = f"{len(self.lecture.scenes)} scenes, {live} of them live, about {self.lecture.minutes:.0f} minutes."
        return f"{self.lecture.summary}\n{size}\n{ADVICE.format(name=self.lecture.name)}"


def choices(folders: Sequence[Path]) -> list[Choice]:
    """What is in these folders."""
    return [_choice(folder) for folder in folders]


def _choice(where: Path) -> Choice:
    try:
        return Choice(read_lecture(where))
    except LectureError as error:
        return Choice(None, str(error))


class LectureChooser(QDialog):
    """Asks which lecture to give.

    Args:
        offered: Those to choose from.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``Lecture``, when the dialog is accepted."""

    def __init__(self, offered: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Start a lecture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offered = list(offered)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Lectures")
        self.details = QLabel(self)
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        self.details.setWordWrap(True)
        self.details.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self.buttons.button(kinds.Ok).setText("Start")
        self.other = self.buttons.addButton("Other…", QDialogButtonBox.ButtonRole.ActionRole)
        self.other.setToolTip(f"A lecture of your own: choose its {FILE}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.details)
        layout.addWidget(self.buttons)
        self.resize(620, 420)
        for choice in self._offered:
            self.list.addItem(choice.title)
        self.list.currentRowChanged.connect(self._describe)
        self.list.itemDoubleClicked.connect(self._accept)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.other.clicked.connect(self._ask)
        self.list.setCurrentRow(0)

    def add(self, where: Path) -> None:
        """Offer one more, and choose it."""
        self._offered.append(_choice(where))
        self.list.addItem(self._offered[-1].title)
        self.list.setCurrentRow(len(self._offered) - 1)

    @property
    def _current(self) -> Choice | None:
        row = self.list.currentRow()
        return self._offered[row] if 0 <= row < len(self._offered) else None

    @Slot()
    def _describe(self) -> None:
        current = self._current
        usable = current is not None and current.lecture is not None
        self.details.setText(current.details if current is not None else "")
        set_role(self.details, "muted" if usable else "error")
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setEnabled(usable)
        accept.setToolTip("" if usable else "Its file has mistakes: put right what stands above.")

    @Slot()
    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "A lecture of your own", "", f"Lectures ({FILE} *.toml)")
        if name:
            self.add(Path(name))

    @Slot()
    def _accept(self) -> None:
        current = self._current
        if current is not None and current.lecture is not None:
            self.chosen.emit(current.lecture)
            self.accept()
