"""The dialog that asks which function to advise on, shows how far it is, and then what follows, with the code to paste."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gilviz.advice.answer import Answer
from gilviz.advice.outline import Outline, outlines
from gilviz.advice.question import DEFAULT_BUDGET_S, LONGEST_BUDGET_S, SHORTEST_BUDGET_S, Question
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.advice.heading import Heading
from gilviz.gui.advice.python_field import PythonField
from gilviz.gui.advice.sentences import Sentences
from gilviz.gui.look.style import FIELD_HEIGHT, SPACE, TEXT_INDENT
from gilviz.gui.runtimes.inquiry import Inquiry
from gilviz.launch.runtimes import is_file
from gilviz.runner.spec import MAX_WORKERS, UserCode

NOTHING_CHOSEN: Final = "Choose a Python file, or name a module, and a function of one argument in it."
WIDTH, HEIGHT = 900, 720
"""What the dialog asks for, in pixels."""
LARGEST_FILE: Final = 200_000
"""Bytes of a file that is read for its functions, for the window stands still meanwhile; of a larger one the name is typed."""


class AdviceDialog(QDialog):
    """Asks, measures, tells.

    Args:
        driver: Measures; the dialog closes it.
        inquiry: Says which Pythons there are.
        parent: Owns it.
    """

    lanes_wanted = Signal(object, object)
    """The ``Answer``, and the places of its runs that are to be seen."""
    set_aside = Signal()
    """It was closed, and waits with its answer."""

    def __init__(self, driver: AdviceDriver, inquiry: Inquiry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Advise on my function")
        self._driver = driver
        self._found: dict[str, Outline] = {}
        self._answer: Answer | None = None
        self._asked: Question | None = None
        self.place, self.items = QLineEdit(self), QLineEdit(self)
        self.function, self.budget, self.workers = QComboBox(self), QDoubleSpinBox(self), QSpinBox(self)
        self.python = PythonField(inquiry, self)
        self.browse, self.advise = QPushButton("&Browse…", self), QPushButton("&Advise", self)
        self.copy, self.lanes = QPushButton("&Copy the code", self), QPushButton("Show the &lanes", self)
        self.heading, self.told, self.code = Heading(self), Sentences(self), QPlainTextEdit(self)
        self._dress()
        self._lay_out()
        self._connect()
        self._read_file()

    def _dress(self) -> None:
        for field, name, tip in (
            (self.place, "File or module", "A Python file, or a module that Python can import from this folder"),
            (self.function, "Function", "A function of one argument; it is called with one item after another"),
            (self.items, "Items", "An expression in the module's own names, a generator function there, or @FILE"),
            (self.python.combo, "Python", "The Python that has the function's packages: it runs there"),
            (self.workers, "Workers", f"How many workers every executor has, 1 to {MAX_WORKERS}; else several counts are tried"),
            (self.budget, "Seconds", "How long all of it may take"),
        ):
            field.setAccessibleName(name)
            field.setToolTip(tip)
            field.setMinimumHeight(FIELD_HEIGHT)
        self.items.setPlaceholderText("range(40)")
        self.function.setEditable(True)
        self.budget.setRange(SHORTEST_BUDGET_S, LONGEST_BUDGET_S)
        self.budget.setDecimals(0)
        self.budget.setSuffix(" s")
        self.budget.setValue(DEFAULT_BUDGET_S)
        self.workers.setRange(0, MAX_WORKERS)
        self.workers.setSpecialValueText("several counts")
        for box in (self.budget, self.workers):
            box.lineEdit().setTextMargins(TEXT_INDENT, 0, 0, 0)
        self.code.setReadOnly(True)
        self.code.setAccessibleName("Code to paste")
        self.code.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.code.setMaximumHeight(9 * self.fontMetrics().lineSpacing())
        self.advise.setDefault(True)
        self._show_answer(None)

    def _lay_out(self) -> None:
        file = QHBoxLayout()
        file.addWidget(self.place, 1)
        file.addWidget(self.browse)
        form = QFormLayout()
        form.setSpacing(SPACE)
        name = QLabel("&File or module", self)
        name.setBuddy(self.place)
        form.addRow(name, file)
        form.addRow("F&unction", self.function)
        form.addRow("&Items", self.items)
        python = QLabel("&Python", self)
        python.setBuddy(self.python.combo)
        form.addRow(python, self.python)
        amounts = QHBoxLayout()
        seconds = QLabel("&Seconds", self)
        seconds.setBuddy(self.budget)
        for widget in (self.workers, seconds, self.budget):
            amounts.addWidget(widget, int(widget is not seconds))
        workers = QLabel("&Workers", self)
        workers.setBuddy(self.workers)
        form.addRow(workers, amounts)
        buttons = QHBoxLayout()
        for button in (self.copy, self.lanes):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.advise)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(self.heading, 1)
        layout.addWidget(self.told, 2)
        layout.addWidget(self.code, 1)
        layout.addStretch()
        layout.addLayout(buttons)
        self.resize(WIDTH, HEIGHT)

    def _connect(self) -> None:
        self.place.editingFinished.connect(self._read_file)
        self.place.textChanged.connect(self._judge)
        self.items.textChanged.connect(self._judge)
        self.function.currentTextChanged.connect(self._judge)
        self.browse.clicked.connect(self._browse)
        self.advise.clicked.connect(self._act)
        self.copy.clicked.connect(self._copy)
        self.lanes.clicked.connect(self._want_lanes)
        self.told.chosen.connect(self._name_lanes)
        self.python.changed.connect(self._judge)
        self._driver.progressed.connect(self._show_progress)
        self._driver.answered.connect(self._show_answer)

    def question(self) -> Question:
        """What is asked now."""
        path = Path(self.place.text().strip())
        named = path.suffix == ".py"
        folder = path.absolute().parent if named else Path.cwd()
        where = path.name if named else str(path)
        code = UserCode(f"{where}:{self.function.currentText().strip()}", self.items.text(), str(folder))
        return Question(code, self.python.chosen, self.workers.value() or None, self.budget.value())

    @Slot()
    def _browse(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "A Python file with your function", "", "Python (*.py)")
        if file:
            self.place.setText(file)
            self._read_file()

    @Slot()
    def _read_file(self) -> None:
        """Offers the file's functions; it is read, and nothing of it is run."""
        path = Path(self.place.text().strip())
        self._found = {}
        if path.suffix == ".py" and is_file(path) and path.stat().st_size <= LARGEST_FILE:
            try:
                self._found = {each.name: each for each in outlines(path.read_text(encoding="utf-8"))}
            except (SyntaxError, ValueError, OSError, RecursionError, MemoryError):
                self._found = {}  # what is wrong with it, its own Python tells when it is asked
        chosen = self.function.currentText()
        usable = [name for name, each in self._found.items() if not each.problem and not name.startswith("_")]
        self.function.clear()
        self.function.addItems(usable)
        if chosen:
            self.function.setCurrentText(chosen)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        if self._driver.running:
            return
        empty = not self.place.text().strip() or not self.function.currentText().strip()
        problems = [] if empty else self.question().problems()
        runtime, trouble = self.python.runtime, self.python.problem
        problems += [trouble] if trouble and not empty else []
        self.advise.setEnabled(not empty and not problems and runtime is not None)
        known = self._found.get(self.function.currentText().strip())
        if self._answer is not None and not empty and not problems and self.question() == self._asked:
            if self.heading.told is not self._answer:
                self.heading.show_answer(self._answer)
        elif known is not None and known.problem:
            self.heading.say(f"{known.name}{known.signature} can't be called with one item: {known.problem}.", "error")
        elif known is not None and not trouble:
            kind = "async def " if known.awaits else "def "
            self.heading.say(f"{kind}{known.name}{known.signature}\n{known.doc.partition(chr(10))[0]}", "muted")
        else:
            self.heading.say(NOTHING_CHOSEN if empty else " ".join(problems), "muted" if empty or runtime is None else "error")

    @Slot()
    def _act(self) -> None:
        if self._driver.running:
            self._driver.stop()
            return
        runtime = self.python.runtime
        if runtime is None:
            return
        self._show_answer(None)
        self._asked = self.question()
        wrong = self._driver.ask(self._asked, runtime)
        if wrong:
            self.heading.say(wrong, "error")
        else:
            self.advise.setText("&Stop")

    @Slot(str)
    def _show_progress(self, status: str) -> None:
        self.heading.say(status, "muted")

    @Slot(object)
    def _show_answer(self, told: Answer | None) -> None:
        self._answer = told
        verdict = told.verdict if told is not None else None
        self.advise.setText("&Advise")
        self.told.show_answer(told.sentences if told is not None else (), told.samples if told is not None else ())
        self.code.setPlainText(told.code if told is not None else "")
        self.told.setVisible(verdict is not None)
        self.code.setVisible(bool(told is not None and told.code))
        for button in (self.copy, self.lanes):
            button.setVisible(verdict is not None)
        self.copy.setEnabled(bool(told is not None and told.code))
        self.heading.show_answer(told)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())

    @Slot()
    def _want_lanes(self) -> None:
        if self._answer is not None:
            reason = self.told.reason
            self.lanes_wanted.emit(self._answer, reason.runs if reason is not None else ())

    @Slot()
    def _name_lanes(self) -> None:
        reason = self.told.reason
        self.lanes.setText("Show the &lanes" if reason is None else "Show its &lanes")
        self.lanes.setEnabled(reason is None or bool(reason.runs))
        self.lanes.setToolTip("" if self.lanes.isEnabled() else "This sentence rests on no run: choose another one")

    @property
    def answer(self) -> Answer | None:
        """The last answer, if anything was measured for it."""
        told = self._answer
        return told if told is not None and (told.verdict is not None or told.samples) else None

    @override
    def done(self, result: int) -> None:
        """Closing ends what runs. What was measured stays: then the dialog waits, unseen, with its answer."""
        self._driver.end()
        if self.answer is not None:
            self.hide()
            self.set_aside.emit()
            return
        self._driver.close()
        super().done(result)
