"""The dialog that begins a sweep: which numbers of workers, and how many rounds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QSpinBox, QWidget

from gilviz.experiment import sweep
from gilviz.experiment.plan import MAX_REPEAT
from gilviz.gui.form.form_state import FormState
from gilviz.gui.look import asking
from gilviz.gui.look.asking import Field
from gilviz.gui.look.style import TEXT_INDENT
from gilviz.gui.sweep.plan import sweep_problem, sweep_spec, sweep_text


class SweepDialog(QDialog):
    """Asks how the ticked runs of the form are to be swept.

    Args:
        form: What the form holds.
        counts: The numbers of workers to begin with.
        repeat: The rounds to begin with.
        unfit: Why a run can't be carried out by its Python, in a sentence; empty where all can.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``ExperimentSpec`` of the sweep, when the dialog is accepted."""

    def __init__(self, form: FormState, counts: str, repeat: int, unfit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sweep the workers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._form = form
        self._unfit = unfit
        self.counts, self.repeat = QLineEdit(counts, self), QSpinBox(self)
        self.note = QLabel(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.repeat.setRange(1, MAX_REPEAT)
        self.repeat.setValue(repeat)
        self._lay_out()
        self.counts.textChanged.connect(self._judge)
        self.repeat.valueChanged.connect(self._judge)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._judge()

    def _lay_out(self) -> None:
        self.repeat.lineEdit().setTextMargins(TEXT_INDENT, 0, 0, 0)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Sweep")
        often = "How often everything is run: the chart shows the middle, the fastest and the slowest"
        fields = (
            Field("&Workers", self.counts, "How many workers to try, with commas between"),
            Field("&Rounds", self.repeat, often),
        )
        asking.lay_out(self, fields, self.note, self.buttons)

    @Slot()
    def _judge(self) -> None:
        wrong = self._unfit or sweep_problem(self._form, self.counts.text(), self.repeat.value())
        counts = () if wrong else sweep.parse_counts(self.counts.text())
        text = "" if wrong else sweep_text(self._form, counts, self.repeat.value())
        asking.judge(self.note, self.buttons.button(QDialogButtonBox.StandardButton.Ok), text, wrong)

    @Slot()
    def _accept(self) -> None:
        if not self._unfit and not sweep_problem(self._form, self.counts.text(), self.repeat.value()):
            self.chosen.emit(sweep_spec(self._form, sweep.parse_counts(self.counts.text()), self.repeat.value()))
            self.accept()
