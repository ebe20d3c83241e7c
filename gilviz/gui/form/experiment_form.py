"""The left side of the window: what to run, and the button that runs it. It shows a ``FormState`` and gives one back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from gilviz.gui.form.compare_list import CompareList
from gilviz.gui.form.form_state import FormState, problem, switch_interval_text
from gilviz.gui.form.limits import Limits
from gilviz.gui.form.run_button import RunButton
from gilviz.gui.form.size_field import SizeField
from gilviz.gui.form.switch_slider import SwitchSlider
from gilviz.gui.form.workload_box import WorkloadBox
from gilviz.gui.look.icons import icon
from gilviz.gui.look.style import FIELD_HEIGHT, SPACE, TEXT_INDENT, set_role
from gilviz.render.theme import Theme
from gilviz.runner.spec import MAX_COROUTINES, MAX_TASKS, MAX_WORKERS

WIDTH = 304
LONGEST_LESSON = 4
"""Lines kept for what a workload teaches, so that the fields below stay where they are when another one is chosen."""


class ExperimentForm(QWidget):
    """Workload, size, tasks, workers, the list of runs, the switch interval, Run and Stop."""

    changed = Signal()
    run_clicked = Signal()
    stop_clicked = Signal()

    def __init__(self, state: FormState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._running = False
        self._ready = False
        self._limits = Limits()
        self._make_fields()
        self._lay_out()
        self.set_state(state)
        self.button.run_clicked.connect(self.run_clicked)
        self.button.stop_clicked.connect(self.stop_clicked)
        for signal in (
            self.workload.currentIndexChanged, self.size_field.changed, self.tasks.valueChanged, self.workers.valueChanged,
            self.slider.interval_changed, self.compare.changed,
        ):  # fmt: skip
            signal.connect(self._on_change)

    def state(self) -> FormState:
        """What the form holds now."""
        return FormState(
            workload=self.workload.info.name,
            automatic=self.size_field.is_automatic,
            size=self.size_field.value,
            tasks=self.tasks.value(),
            workers=self.workers.value(),
            switch_interval_ms=self.slider.interval_ms,
            variants=self.compare.lines(),
            plug_in=self.workload.plug_in,
        )

    def set_state(self, state: FormState) -> None:
        """Show this."""
        self.workload.choose(state.workload, state.plug_in)
        self.size_field.set_workload(self.workload.info)
        self.size_field.set_value(state.size, automatic=state.automatic)
        self.tasks.setValue(state.tasks)
        self.workers.setValue(state.workers)
        self.slider.set_interval(state.switch_interval_ms)
        self.compare.set_lines(state.variants)
        self._describe()

    def workload_name(self) -> str:
        """The workload that is chosen."""
        return self.workload.info.name

    def set_limits(self, limits: Limits) -> None:
        """What the Pythons of the listed runs can't do: it is shown beside each choice, and Run says it."""
        self._limits = limits
        self._describe()

    def set_ready(self) -> None:
        """Everything that a run needs is loaded."""
        self._ready = True
        self._describe()

    def set_running(self, *, running: bool) -> None:
        """The button runs, or stops what runs."""
        self._running = running
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Redraw the symbols in its colours."""
        self.compare.set_icons(*(icon(name, theme.text, theme.muted) for name in ("add", "edit", "remove")))
        self.button.set_theme(theme)

    @property
    def can_run(self) -> bool:
        """Whether Run would do something now."""
        return self._ready and not self._running and not self.problem

    @property
    def problem(self) -> str:
        """Why the form can't be run, in one sentence that says what to do; empty when it can."""
        state = self.state()
        return problem(state) or self._limits.problem(state)

    @property
    def unfit(self) -> str:
        """Why a ticked run's Python can't carry it out, whatever else the form holds; empty where all can."""
        return self._limits.problem(self.state())

    def _make_fields(self) -> None:
        self.workload = WorkloadBox(self)
        self.teaches = _note(self)
        self.teaches.setMinimumHeight(LONGEST_LESSON * self.fontMetrics().lineSpacing())
        self.teaches.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.teaches.setTextFormat(Qt.TextFormat.PlainText)  # a plug-in says what it likes
        self.size_field = SizeField(self.workload.info, self)
        self.tasks = _number(MAX_TASKS, "Tasks", f"How many tasks each run works through: 1 to {MAX_TASKS:,}", self)
        tip = f"How many threads or processes share the tasks: 1 to {MAX_WORKERS}; coroutines: 1 to {MAX_COROUTINES}"
        self.workers = _number(MAX_COROUTINES, "Workers", tip, self)
        self.compare = CompareList(self)
        self.slider = SwitchSlider(self)
        self.interval = QLabel(self)
        self.button = RunButton(self)
        self.message = _note(self)
        self.message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setAccessibleName("State of the experiment")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("&Workload", self.workload), ("", self.teaches), ("Si&ze", self.size_field), ("&Tasks", self.tasks),
            ("Wor&kers", self.workers),
        )  # fmt: skip
        for row, (text, field) in enumerate(rows):
            grid.addWidget(field, row, 1)
            if text:
                label = QLabel(text, self)
                label.setBuddy(field)
                label.setMinimumHeight(FIELD_HEIGHT)
                grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        heading = QHBoxLayout()
        heading.addWidget(_section("SWITCH INTERVAL", self))
        heading.addStretch()
        heading.addWidget(self.interval)
        fields = QWidget(self)
        column = QVBoxLayout(fields)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(_section("EXPERIMENT", self))
        column.addLayout(grid)
        column.addSpacing(SPACE)
        column.addWidget(_section("COMPARE", self))
        column.addWidget(self.compare)
        column.addSpacing(SPACE)
        column.addLayout(heading)
        column.addWidget(self.slider)
        column.addStretch(1)
        self._lay_out_column(fields)

    def _lay_out_column(self, fields: QWidget) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(fields)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        foot.setSpacing(SPACE)
        foot.addWidget(self.button)
        foot.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        self.setMinimumWidth(max(WIDTH, fields.minimumSizeHint().width()))  # larger fonts, wider form

    @Slot()
    def _on_change(self) -> None:
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        """Every sentence and switch that follows from the fields."""
        variants = [line.variant for line in self.compare.lines()]
        self.workload.offer(self._limits.workloads(variants), self._limits.broken_workloads(variants))
        info = self.workload.info
        self.size_field.set_workload(info)
        state = self.state()
        self.teaches.setText(f"{info.title[0].upper()}{info.title[1:]}. {info.teaches}".rstrip())
        self.interval.setText(switch_interval_text(state.switch_interval_ms))
        self.workload.show_problems(lambda name: self._limits.workload_problem(name, state))
        self.compare.show_problems([self._limits.run_problem(line.variant, state.workload) for line in state.variants])
        wrong = self.problem
        self.button.show_state(running=self._running, ready=self._ready, wrong=wrong)
        if not self._running:
            self.message.setText(wrong)
            set_role(self.message, "problem" if wrong else "muted")


def _number(most: int, name: str, tip: str, parent: QWidget) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(1, most)
    box.setGroupSeparatorShown(True)
    box.setMinimumHeight(FIELD_HEIGHT)
    box.lineEdit().setTextMargins(TEXT_INDENT, 0, 0, 0)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box


def _note(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    set_role(label, "muted")
    return label


def _section(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    set_role(label, "section")
    return label
