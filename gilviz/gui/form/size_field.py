"""How much one task does: a number in the workload's own unit, or found by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QDoubleSpinBox, QGridLayout, QLabel, QWidget

from gilviz.gui.form.form_state import TASK_SECONDS, automatic_text, size_text
from gilviz.gui.look.style import FIELD_HEIGHT, SPACE, TEXT_INDENT, set_role
from gilviz.runner.catalog import WorkloadInfo

LEAST_WIDTH = 110
"""Of the number, in pixels: enough for what takes some seconds."""


class SizeField(QWidget):
    """A number and the box that makes it unnecessary; a line below says what it counts.

    Args:
        workload: Whose size it is to begin with.
        parent: Owns it.
    """

    changed = Signal()

    def __init__(self, workload: WorkloadInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workload = workload
        self._found: dict[tuple[str, float], int] = {}
        self._aims_at = TASK_SECONDS
        self.amount = QDoubleSpinBox(self)  # QSpinBox ends at 2 ** 31, countdown's sizes don't
        self.amount.setDecimals(0)
        self.amount.setGroupSeparatorShown(True)
        self.amount.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.amount.setAccessibleName("Size of one task")
        self.amount.setMinimumHeight(FIELD_HEIGHT)
        self.amount.setMinimumWidth(LEAST_WIDTH)  # room for countdown's largest number would make the form wider than its pane
        self.amount.lineEdit().setTextMargins(TEXT_INDENT, 0, 0, 0)
        self.aim = QLabel(self)  # in the number's place while the size is found by itself
        self.aim.setMinimumHeight(FIELD_HEIGHT)
        self.automatic = QCheckBox("auto", self)
        self.automatic.setAccessibleName("Automatic size")
        self.automatic.setToolTip("Find the size once, so that a task takes a known time on this machine; untick to set it")
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(self.fontMetrics().lineSpacing())  # also while it is empty: nothing below it moves
        set_role(self.note, "muted")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.amount, 0, 0)
        layout.addWidget(self.aim, 0, 0)
        layout.addWidget(self.automatic, 0, 1)
        layout.addWidget(self.note, 1, 0, 1, 2)
        self.setFocusProxy(self.automatic)
        self.amount.valueChanged.connect(self._on_change)
        self.automatic.toggled.connect(self._on_change)
        self._begin(None)

    @property
    def value(self) -> int:
        """The number, also while the size is automatic."""
        return int(self.amount.value())

    @property
    def is_automatic(self) -> bool:
        """Whether the size is found by itself."""
        return self.automatic.isChecked()

    def set_workload(self, workload: WorkloadInfo) -> None:
        """Ask for another workload's size; its default to begin with."""
        before, self._workload = self._workload, workload
        if workload != before:
            self._begin(self.value if workload.name == before.name else None)

    def set_value(self, value: int, *, automatic: bool) -> None:
        """Show this size."""
        self.amount.setValue(value)
        self.automatic.setChecked(automatic)
        self._describe()

    def set_found(self, workload: str, size: int | None, seconds: float = TASK_SECONDS, *, running: bool = False) -> None:
        """The automatic size of that workload turned out to be this.

        While it runs the field tells it, whatever a task is to take; unticking begins with what was found for the form's own.

        Args:
            workload: Its name.
            size: What was found; None while it is looked for.
            seconds: How long a task was to take.
            running: Whether that goes on.
        """
        before = self._aims_at, dict(self._found)
        self._aims_at = seconds if running and workload == self._workload.name else TASK_SECONDS
        if size is not None:
            self._found[workload, seconds] = size
        if before == (self._aims_at, self._found):
            return
        own = self._found.get((self._workload.name, TASK_SECONDS))
        if own is not None and self.is_automatic:
            self.amount.setValue(own)
        self._describe()

    def _begin(self, value: int | None) -> None:
        """Take the workload's bounds; where a plug-in only says something new of itself, the number stays."""
        info = self._workload
        blocked = self.amount.blockSignals(True)
        self.amount.setRange(info.smallest, info.largest)
        self.amount.setValue(self._found.get((info.name, TASK_SECONDS), info.default_size) if value is None else value)
        self.amount.setToolTip(f"{info.size_means}: {info.smallest:,} to {info.largest:,}")
        self.amount.blockSignals(blocked)
        self._describe()

    @Slot()
    def _on_change(self) -> None:
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        automatic = self.is_automatic
        self.amount.setVisible(not automatic)
        self.aim.setVisible(automatic)
        self.aim.setText(automatic_text(self._workload, self._aims_at))
        found = self._found.get((self._workload.name, self._aims_at))
        self.note.setText(size_text(self._workload, found) if automatic else self._workload.size_means)
