"""The dialog that adds a run to the list, or changes one: executor, start method, Python, and whether that uses its GIL.

What a Python can't do is listed, disabled, with the reason in its tooltip; what a Python is, is found out in threads.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from gilviz.experiment.plan import Variant
from gilviz.gui.form.choices import allow
from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.runtimes.chooser import RuntimeChooser
from gilviz.gui.runtimes.inquiry import LOOK_EVERY_MS, Inquiry
from gilviz.gui.runtimes.rows import ExecutorProblem, gil_words, runtime_row
from gilviz.launch.runtimes import Found, RuntimeDescription, gil_problem, workload_problem
from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo
from gilviz.runner.spec import DEFAULT_PROCESSES, MAX_WORKERS

WIDTH, HEIGHT = 640, 660
"""What the dialog asks for, in pixels."""


class RunDialog(QDialog):
    """Chooses one ``Variant``.

    Args:
        inquiry: Says which Pythons there are.
        executor_problem: Says why an executor can't run in one.
        workload: What the run is to compute.
        variant: What to begin with.
        title: The window's title.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``Variant``, when the dialog is accepted."""
    python_removed = Signal(str)
    """A Python that is to be listed no more."""

    def __init__(
        self,
        inquiry: Inquiry,
        executor_problem: ExecutorProblem,
        workload: str,
        variant: Variant,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._inquiry = inquiry
        self._executor_problem = executor_problem
        self._workload = workload
        self._variant = variant
        self._plugged: tuple[ExecutorInfo, ...] = () if variant.plug_in is None else (variant.plug_in,)
        self.executor, self.start_method, self.gil = QComboBox(self), QComboBox(self), QComboBox(self)
        self.processes = QSpinBox(self)
        self.python = RuntimeChooser(self, removes=True)
        self.note, self.teaches = QLabel(self), QLabel(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self._timer = QTimer(self)
        self._lay_out()
        self._fill(variant)
        self._connect()
        self._begin(variant)

    def variant(self) -> Variant:
        """What is chosen now."""
        executor = self.executor.currentData()
        found = self._chosen_runtime()
        free_threaded = found is not None and found.runtime is not None and found.runtime.free_threaded
        # What the dialog does not ask stays as it was, while it is about the same executor.
        before = self._variant if executor == self._variant.executor else Variant(executor)
        info = self._info
        processes = self.processes.value() if info.shared_processes else DEFAULT_PROCESSES
        return dataclasses.replace(
            before,
            start_method=self.start_method.currentData() if info.has_start_method else None,
            processes=None if processes == DEFAULT_PROCESSES else processes,
            python=self.python.chosen,
            python_gil=self.gil.currentData() if free_threaded else None,
            plug_in=info if info.target is not None else None,
        )

    @property
    def _info(self) -> ExecutorInfo:
        """The executor that is chosen."""
        name = self.executor.currentData()
        return next((info for info in self._plugged if info.name == name), None) or catalog.executor(name)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE)
        form.addRow("&Executor", self.executor)
        form.addRow("", self.teaches)
        form.addRow("&Start method", self.start_method)
        form.addRow("Pr&ocesses", self.processes)
        label = QLabel("&Python", self)
        label.setBuddy(self.python.search)
        form.addRow(label, self.python)
        form.addRow("&GIL", self.gil)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(form, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)
        for text in (self.teaches, self.note):
            text.setWordWrap(True)
            text.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            set_role(text, "muted")
        for widget, name in (
            (self.executor, "Executor"),
            (self.start_method, "Start method"),
            (self.gil, "GIL"),
            (self.processes, "Processes"),
        ):
            widget.setAccessibleName(name)
        self.resize(WIDTH, HEIGHT)

    def _fill(self, variant: Variant) -> None:
        for info in (*catalog.EXECUTORS, *self._plugged):
            self.executor.addItem(f"{info.name}  –  {info.title}", info.name)
        self.start_method.addItem("the Python's default", None)
        for method in catalog.START_METHODS:
            self.start_method.addItem(method, method)
        for text, wish in (("the Python's own way", None), ("off  –  PYTHON_GIL=0", 0), ("on  –  PYTHON_GIL=1", 1)):
            self.gil.addItem(text, wish)
        self.processes.setRange(1, MAX_WORKERS)
        self.processes.setValue(variant.processes or DEFAULT_PROCESSES)
        self.executor.setCurrentIndex(self.executor.findData(variant.executor))
        self.start_method.setCurrentIndex(max(0, self.start_method.findData(variant.start_method)))
        self.gil.setCurrentIndex(max(0, self.gil.findData(variant.python_gil)))

    def _connect(self) -> None:
        self._timer.timeout.connect(self._look)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        for combo in (self.executor, self.start_method, self.gil):
            combo.currentIndexChanged.connect(self._update)
        self.python.chosen_changed.connect(self._update)
        self.python.refresh_requested.connect(self._refresh)
        self.python.path_chosen.connect(self.take_path)
        self.python.remove_requested.connect(self._remove)

    def _begin(self, variant: Variant) -> None:
        self._inquiry.begin()
        if variant.python is not None:
            self._inquiry.look_at(variant.python)
        self._inquiry.poll()
        self.python.choose(variant.python)
        self._show_pythons()

    @Slot(str)
    def take_path(self, path: str) -> None:
        """Choose this interpreter, and keep it on the list."""
        self._inquiry.add(path)
        self.python.choose(path)
        self._show_pythons()

    @Slot()
    def _refresh(self) -> None:
        self._inquiry.refresh()
        self._show_pythons()

    @Slot(str)
    def _remove(self, path: str) -> None:
        self._inquiry.remove(path)
        self.python_removed.emit(path)
        if self.python.chosen == path:
            self.python.choose(None)
        self._show_pythons()

    @Slot()
    def _look(self) -> None:
        self._inquiry.poll()  # whatever it says: the form polls too, and may have taken the news
        self._show_pythons()

    def _show_pythons(self) -> None:
        rows = [runtime_row(found, self._executor_problem, self._workload) for found in self._inquiry.found]
        self.python.set_rows(rows, searching=self._inquiry.searching)
        if self._inquiry.searching:
            self._timer.start(LOOK_EVERY_MS)
        else:
            self._timer.stop()
        self._update()

    def _chosen_runtime(self) -> Found | None:
        path = self.python.chosen
        return next((one for one in self._inquiry.found if (one.own if path is None else path in (one.path, *one.also))), None)

    @Slot()
    def _update(self) -> None:
        found = self._chosen_runtime()
        runtime = found.runtime if found and not found.problem else None
        self._list_plug_ins(runtime)
        info = self._info
        self.teaches.setText(info.teaches)
        self.start_method.setEnabled(info.has_start_method)
        self.start_method.setToolTip(
            "How worker processes come to be" if info.has_start_method
            else "Threads have no start method: choose an executor with processes to set it"
        )  # fmt: skip
        self.processes.setEnabled(info.shared_processes)
        self.processes.setToolTip(
            "How many processes share the threads, each with a GIL of its own" if info.shared_processes
            else "Only process-threads is told how many processes to start: choose it to set them"
        )  # fmt: skip
        self._offer_what_works(runtime)
        self._judge(found)

    def _list_plug_ins(self, runtime: RuntimeDescription | None) -> None:
        """List what packages of that Python add, and what of it is broken; until that is known, what was chosen before."""
        if runtime is None:
            return
        if runtime.plug_ins is None:
            self._inquiry.look_into(runtime.path)
            if self._inquiry.searching:
                self._timer.start(LOOK_EVERY_MS)
            return
        own, chosen = self._variant.plug_in, self.executor.currentData()
        lost = (own,) if own is not None and runtime.plug_ins.executor(own.name) is None else ()
        self._plugged = runtime.plug_ins.executors + lost
        broken = [each.name for each in runtime.plug_ins.broken if each.is_executor]
        rows = {info.name: f"{info.name}  –  {info.title}" for info in self._plugged} | {name: name for name in broken}
        known = len(catalog.EXECUTORS)
        if list(rows) == [self.executor.itemData(row) for row in range(known, self.executor.count())]:
            return
        blocked = self.executor.blockSignals(True)
        while self.executor.count() > known:
            self.executor.removeItem(known)
        for name, title in rows.items():
            self.executor.addItem(title, name)
        self.executor.setCurrentIndex(max(0, self.executor.findData(chosen)))
        self.executor.blockSignals(blocked)

    def _offer_what_works(self, runtime: RuntimeDescription | None) -> None:
        for row in range(self.executor.count()):
            reason = self._executor_problem(self.executor.itemData(row), None, runtime) if runtime else None
            allow(self.executor, row, reason)
        for row in range(self.start_method.count()):
            executor, method = self.executor.currentData(), self.start_method.itemData(row)
            asked = runtime is not None and method is not None and self._info.has_start_method
            allow(self.start_method, row, self._executor_problem(executor, method, runtime) if asked and runtime else None)
        fixed = gil_problem(0, runtime) if runtime else "What this Python can do is not known yet."
        self.gil.setEnabled(not fixed)
        self.gil.setToolTip(fixed or "Whether this free-threaded Python runs with its GIL")

    def _judge(self, found: Found | None) -> None:
        wrong: str | None = None
        if found is None and self._inquiry.searching:
            text = "Asking this Python what it is…"
        elif found is None:
            text = wrong = "Choose a Python in the list."
        elif found.runtime is None or found.problem:
            text = wrong = found.problem
        else:
            variant = self.variant()
            wrong = self._executor_problem(variant.executor, variant.start_method, found.runtime)
            wrong = wrong or workload_problem(self._workload, found.runtime)
            text = wrong or runtime_text(found.runtime)
        self.note.setText(text)
        set_role(self.note, "error" if wrong else "muted")
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setEnabled(found is not None and not wrong)
        accept.setToolTip("" if accept.isEnabled() else f"{text} Choose another Python or executor.".replace("… Choose", "…"))

    @Slot()
    def _accept(self) -> None:
        self.chosen.emit(self.variant())
        self.accept()


def runtime_text(runtime: RuntimeDescription) -> str:
    """What an interpreter is, in one line."""
    cores = f"{runtime.cores} core{'s' * (runtime.cores != 1)}"
    return " · ".join(part for part in (runtime.name, gil_words(runtime), cores, runtime.build) if part)
