"""The dialog that adds a run to the list, or changes one: executor, start method, Python.

What a Python can't do is listed, disabled, with the reason in its tooltip; what a Python is, is asked in a thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gilviz.experiment.plan import Variant
from gilviz.gui.interpreters import Answer
from gilviz.gui.style import SPACE, set_role
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.runner import catalog

LOOK_EVERY_MS = 50
ExecutorProblem = Callable[[str, str | None, RuntimeDescription], str | None]
"""Why an executor with a start method can't run there; ``launch.runtimes.executor_problem``."""


class Inquiry(Protocol):
    """Who knows what the Pythons are."""

    def ask(self, python: str | None) -> Answer | None:
        """What is known by now; the first call begins to find out."""

    def poll(self) -> bool:
        """Take new answers; True if there was one."""


class RunDialog(QDialog):
    """Chooses one ``Variant``.

    Args:
        pythons: Paths of other interpreters to offer.
        inquiry: Says what they are.
        executor_problem: Says why an executor can't run in one.
        variant: What to begin with.
        title: The window's title.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``Variant``, when the dialog is accepted."""

    def __init__(
        self, pythons: Sequence[str], inquiry: Inquiry, executor_problem: ExecutorProblem, variant: Variant, title: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._inquiry = inquiry
        self._executor_problem = executor_problem
        self.executor, self.start_method, self.python = QComboBox(self), QComboBox(self), QComboBox(self)
        self.note = QLabel(self)
        self.teaches = QLabel(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self._lay_out()
        self._fill(pythons, variant)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        for combo in (self.executor, self.start_method, self.python):
            combo.currentIndexChanged.connect(self._update)
        self._update()

    def variant(self) -> Variant:
        """What is chosen now."""
        executor = self.executor.currentData()
        method = self.start_method.currentData() if catalog.executor(executor).has_start_method else None
        return Variant(executor, method, self.python.currentData())

    def _lay_out(self) -> None:
        browse = QPushButton("Browse…", self)
        browse.setToolTip("Choose another Python's executable file")
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.python, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(SPACE)
        form.addRow("&Executor", self.executor)
        form.addRow("", self.teaches)
        form.addRow("&Start method", self.start_method)
        label = QLabel("&Python", self)
        label.setBuddy(self.python)
        form.addRow(label, where)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addStretch()
        layout.addWidget(self.buttons)
        for label in (self.teaches, self.note):
            label.setWordWrap(True)
            label.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            set_role(label, "muted")
        for widget, name in ((self.executor, "Executor"), (self.start_method, "Start method"), (self.python, "Python")):
            widget.setAccessibleName(name)
        self.setMinimumWidth(480)

    def _fill(self, pythons: Sequence[str], variant: Variant) -> None:
        for info in catalog.EXECUTORS:
            self.executor.addItem(f"{info.name}  –  {info.title}", info.name)
        self.start_method.addItem("the Python's default", None)
        for method in catalog.START_METHODS:
            self.start_method.addItem(method, method)
        self.python.addItem("the one that runs gilviz", None)
        for path in dict.fromkeys([*([variant.python] if variant.python else []), *pythons]):
            self._offer(path)
        self.executor.setCurrentIndex(self.executor.findData(variant.executor))
        self.start_method.setCurrentIndex(max(0, self.start_method.findData(variant.start_method)))
        self.python.setCurrentIndex(max(0, self.python.findData(variant.python)))

    def _offer(self, path: str) -> None:
        self.python.addItem(f"{Path(path).name}  –  {path}", path)
        self.python.setItemData(self.python.count() - 1, path, Qt.ItemDataRole.ToolTipRole)

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose a Python", os.path.dirname(self.python.currentData() or ""))  # noqa: PTH120 (may be "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_path)
        dialog.open()

    @Slot(str)
    def take_path(self, path: str) -> None:
        """Offer and choose this interpreter."""
        if self.python.findData(path) < 0:
            self._offer(path)
        self.python.setCurrentIndex(self.python.findData(path))

    @Slot()
    def _look(self) -> None:
        if self._inquiry.poll():
            self._update()

    @Slot()
    def _update(self) -> None:
        info = catalog.executor(self.executor.currentData())
        self.teaches.setText(info.teaches)
        self.start_method.setEnabled(info.has_start_method)
        self.start_method.setToolTip(
            "How worker processes come to be" if info.has_start_method
            else "Threads have no start method: choose an executor with processes to set it"
        )  # fmt: skip
        answer = self._inquiry.ask(self.python.currentData())
        if answer is None:
            self._timer.start(LOOK_EVERY_MS)
        else:
            self._timer.stop()
        self._offer_what_works(answer.runtime if answer else None)
        self._judge(answer)

    def _offer_what_works(self, runtime: RuntimeDescription | None) -> None:
        for row in range(self.executor.count()):
            reason = self._executor_problem(self.executor.itemData(row), None, runtime) if runtime else None
            _allow(self.executor, row, reason)
        for row in range(self.start_method.count()):
            executor, method = self.executor.currentData(), self.start_method.itemData(row)
            asked = runtime is not None and method is not None and catalog.executor(executor).has_start_method
            _allow(self.start_method, row, self._executor_problem(executor, method, runtime) if asked and runtime else None)

    def _judge(self, answer: Answer | None) -> None:
        wrong: str | None = None
        if answer is None:
            text = "Asking this Python what it is…"
        elif answer.runtime is None:
            text = wrong = answer.problem
        else:
            chosen = self.variant()
            wrong = self._executor_problem(chosen.executor, chosen.start_method, answer.runtime)
            text = wrong or runtime_text(answer.runtime)
        self.note.setText(text)
        set_role(self.note, "error" if wrong else "muted")
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setEnabled(answer is not None and not wrong)
        accept.setToolTip("" if accept.isEnabled() else f"{text} Choose another Python or executor.".replace("… Choose", "…"))

    @Slot()
    def _accept(self) -> None:
        self.chosen.emit(self.variant())
        self.accept()


def runtime_text(runtime: RuntimeDescription) -> str:
    """What an interpreter is, in one line."""
    return f"{runtime.implementation} {runtime.version}, {'with a GIL' if runtime.gil else 'without a GIL'}, {runtime.path}"


def _allow(combo: QComboBox, row: int, reason: str | None) -> None:
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        model.item(row).setEnabled(not reason)
    combo.setItemData(row, reason, Qt.ItemDataRole.ToolTipRole)
