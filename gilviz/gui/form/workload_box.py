"""Chooses what a task computes: gilviz's own workloads, and below them those that other people's packages add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from gilviz.gui.form.choices import allow
from gilviz.gui.look.style import FIELD_HEIGHT
from gilviz.runner import catalog
from gilviz.runner.catalog import WorkloadInfo

_OWN = len(catalog.WORKLOADS)


class WorkloadBox(QComboBox):
    """A list of workloads. Each line's data is a name; a line without any parts the plug-ins from the others."""

    opened = Signal()
    """Somebody is about to look through the list, or goes through it by keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plugged: tuple[WorkloadInfo, ...] = ()
        self._broken: Mapping[str, str] = {}
        for info in catalog.WORKLOADS:
            self.addItem(info.name, info.name)
        self.setToolTip("What one task computes")
        self.setMinimumHeight(FIELD_HEIGHT)
        self.setAccessibleName("Workload")

    @property
    def info(self) -> WorkloadInfo:
        """The workload that is chosen."""
        return self._info_of(str(self.currentData())) or catalog.WORKLOADS[0]

    @property
    def plug_in(self) -> WorkloadInfo | None:
        """The same where it is another package's."""
        return self.info if self.info.target is not None else None

    def choose(self, name: str, plug_in: WorkloadInfo | None) -> None:
        """Choose that one; a plug-in is listed though nobody may know yet where it is installed."""
        if plug_in is not None and plug_in not in self._plugged:
            self._plugged = (*(info for info in self._plugged if info.name != name), plug_in)
            self._list()
        self.setCurrentIndex(self.findData(name))

    def offer(self, plug_ins: Sequence[WorkloadInfo], broken: Mapping[str, str]) -> None:
        """List these below gilviz's own, and the one that is chosen, wherever it has gone.

        Args:
            plug_ins: Those that can be used in one Python at least.
            broken: Why others can't be used anywhere, in a sentence each, by their names.
        """
        chosen = self.plug_in
        lost = (chosen,) if chosen is not None and chosen.name not in {info.name for info in plug_ins} else ()
        plugged = (*plug_ins, *lost)
        names = {info.name for info in plugged}
        left = {name: reason for name, reason in broken.items() if name not in names}
        if (plugged, left) != (self._plugged, self._broken):
            self._plugged, self._broken = plugged, left
            self._list()

    def show_problems(self, problem: Callable[[str], str]) -> None:
        """Disable what can't be chosen now, with the reason, and let each other line say what it is."""
        for row in range(self.count()):
            name = self.itemData(row)
            if name is None:
                continue
            info = self._info_of(name)
            title = "" if info is None else info.title if info.target is None else f"{info.title} (plug-in {info.target})"
            allow(self, row, problem(name) or (self._broken.get(name, "") if info is None else ""), title)

    def _info_of(self, name: str) -> WorkloadInfo | None:
        return next((info for info in (*catalog.WORKLOADS, *self._plugged) if info.name == name), None)

    def _list(self) -> None:
        """Renew the lines below gilviz's own; nobody is told, for the choice stays."""
        names = [*(info.name for info in self._plugged), *self._broken]
        if names == [self.itemData(row) for row in range(_OWN + 1, self.count())]:
            return
        chosen = self.currentData()
        blocked = self.blockSignals(True)
        while self.count() > _OWN:
            self.removeItem(self.count() - 1)
        if names:
            self.insertSeparator(_OWN)
        for name in names:
            self.addItem(name, name)
        self.setCurrentIndex(self.findData(chosen))
        self.blockSignals(blocked)
        if self.view().isVisible():
            super().showPopup()  # the open list takes the room that it needs now

    @override
    def showPopup(self) -> None:
        self.opened.emit()
        super().showPopup()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.opened.emit()
        super().keyPressEvent(event)
