"""Which code the code view shows: that of the run chosen in the list, or of the lane that was clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Run
from gilviz.gui.code.run_code import code_of
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.timeline.view import TimelineView


class ShownCode(QObject):
    """Keeps the code view with what is pointed at.

    Args:
        window: Has the code view, and the list of runs.
        timeline: Its lanes are clicked.
        runs: Gives those that the timeline shows.
    """

    def __init__(self, window: MainWindow, timeline: TimelineView, runs: Callable[[], Sequence[Run]]) -> None:
        super().__init__(window)
        self._window = window
        self._runs = runs
        timeline.lane_clicked.connect(self._on_lane_clicked)
        window.form.compare.selected.connect(self._show_variant)
        window.form.changed.connect(self._on_form_changed)
        self._on_form_changed()

    @Slot(int, int)
    def _on_lane_clicked(self, key: int, worker: int) -> None:
        runs = self._runs()
        if key < len(runs) and not runs[key].source:
            spec = runs[key].spec
            self._show(spec.executor, spec.workload, spec.python, worker)
            self._window.statusBar().showMessage(f"Worker {worker} of {spec.executor}: F2 shows the line that started it.", 6000)

    @Slot(object)
    def _show_variant(self, variant: Variant | None) -> None:
        if variant is not None:
            self._show(variant.executor, self._window.form.state().workload, variant.python)

    @Slot()
    def _on_form_changed(self) -> None:
        self._show_variant(self._window.form.compare.current)

    def _show(self, executor: str, workload: str, python: str | None, worker: int | None = None) -> None:
        """Show the executor's and the workload's source; mark the line that starts that worker."""
        told = (run.runtime.implementation for run in self._runs() if run.runtime and run.spec.python == python)
        self._window.code.set_files(code_of(executor, workload, next(told, ""), worker))
