"""Adds runs to the list and changes them, through the dialog; remembers which other Pythons were chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from gilviz.experiment.plan import Variant
from gilviz.gui.form.compare_list import CompareList
from gilviz.gui.form.run_dialog import RunDialog
from gilviz.gui.runtimes.inquiry import Inquiry
from gilviz.gui.runtimes.rows import ExecutorProblem

FIRST_OFFER = Variant("thread-pool")
NEW = -1


class RunEditor(QObject):
    """Opens the dialog for a list, one at a time.

    Args:
        compare: The list.
        inquiry: Says which interpreters there are.
        executor_problem: Says why an executor can't run in one.
        workload: Says what the runs are to compute.
        chosen: Those chosen before, newest first.
    """

    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(
        self,
        compare: CompareList,
        inquiry: Inquiry,
        executor_problem: ExecutorProblem,
        workload: Callable[[], str],
        chosen: Sequence[str],
    ) -> None:
        super().__init__(compare)
        self._compare = compare
        self._inquiry = inquiry
        self._executor_problem = executor_problem
        self._workload = workload
        self._chosen = tuple(chosen)
        self._row = NEW
        self._dialog: RunDialog | None = None
        compare.add_requested.connect(self.add)
        compare.edit_requested.connect(self.edit)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Other interpreters that were chosen so far, newest first."""
        return self._chosen

    @Slot()
    def add(self) -> None:
        """Ask for a new run."""
        self._open(NEW, FIRST_OFFER, "Add a run")

    @Slot(int)
    def edit(self, row: int) -> None:
        """Ask what a line of the list shall be instead."""
        self._open(row, self._compare.lines()[row].variant, "Change the run")

    def _open(self, row: int, variant: Variant, title: str) -> None:
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        self._row = row
        self._dialog = RunDialog(self._inquiry, self._executor_problem, self._workload(), variant, title, self._compare.window())
        self._dialog.chosen.connect(self._take)
        self._dialog.python_removed.connect(self._forget)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot(object)
    def _take(self, variant: Variant) -> None:
        if variant.python is not None:
            self._chosen = tuple(dict.fromkeys([variant.python, *self._chosen]))
        if self._row == NEW or self._row >= len(self._compare.lines()):
            self._compare.add(variant)
        else:
            self._compare.replace(self._row, variant)

    @Slot(str)
    def _forget(self, python: str) -> None:
        self._chosen = tuple(path for path in self._chosen if path != python)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
