"""Tells the form, as soon as it is known, which of its runs and workloads the chosen Pythons can't carry out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from gilviz.gui.form.experiment_form import ExperimentForm
from gilviz.gui.form.limits import limits_of
from gilviz.gui.runtimes.inquiry import LOOK_EVERY_MS, Inquiry
from gilviz.launch.runtimes import Found, RuntimeDescription


class Feasibility(QObject):
    """Asks what the Pythons of the listed runs are, those alone, and hands the answers to the form.

    What is installed there is looked at once it matters: somebody opens the list of workloads, or the chosen one is a plug-in.
    Starting the window costs nothing but that.

    Args:
        form: Lists the runs; owns this.
        inquiry: Knows Pythons, or asks them in threads.
        own: The Python that runs gilviz.
    """

    def __init__(self, form: ExperimentForm, inquiry: Inquiry, own: RuntimeDescription) -> None:
        super().__init__(form)
        self._form = form
        self._inquiry = inquiry
        self._own = own
        self._told: Sequence[Found] | None = None
        self._opened = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        form.changed.connect(self._ask)
        form.workload.opened.connect(self._on_opened)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        for python in self._listed - {None}:
            self._inquiry.look_at(str(python))
        self._look()

    @Slot()
    def _on_opened(self) -> None:
        self._opened = True
        self._look()

    @Slot()
    def _look(self) -> None:
        self._inquiry.poll()
        if self._opened or self._form.workload.plug_in is not None:
            self._look_into()
        if self._inquiry.searching:
            self._timer.start(LOOK_EVERY_MS)
        else:
            self._timer.stop()
        # By what is known and not by poll's answer: a dialog that polls too may have taken the news first.
        if self._inquiry.found is not self._told:
            self._told = self._inquiry.found
            self._form.set_limits(limits_of(self._told, self._own))

    def _look_into(self) -> None:
        """Ask what packages add to the listed Pythons, and to the one that runs gilviz."""
        listed = self._listed
        for found in self._inquiry.found:
            if found.own or not listed.isdisjoint((found.path, *found.also)):
                self._inquiry.look_into(found.path)

    @property
    def _listed(self) -> set[str | None]:
        return {line.variant.python for line in self._form.compare.lines()}
