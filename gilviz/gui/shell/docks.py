"""The panes beside the picture that one opens when one wants them: the code of a run, and what the jobs print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

HANDLE: Final = 8
"""Pixels between a dock and what it stands beside, at the most."""


class Docks(QObject):
    """Puts two widgets into docks and keeps their commands true, however a dock is opened or closed.

    Args:
        window: What they dock to.
        code: Goes to the right.
        log: Goes to the bottom.
        commands: The window's commands: ``show_code`` and ``show_log`` are carried out here.
    """

    def __init__(self, window: QMainWindow, code: QWidget, log: QWidget, commands: Mapping[str, QAction]) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._code = self._dock("Code", "code", code, Qt.DockWidgetArea.RightDockWidgetArea)
        self._log = self._dock("Job's output", "log", log, Qt.DockWidgetArea.BottomDockWidgetArea)
        commands["show_code"].triggered.connect(self._show_code)
        commands["show_log"].triggered.connect(self._show_log)

    def _dock(self, title: str, name: str, inside: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"{name}_dock")
        dock.setWidget(inside)
        dock.hide()
        self._window.addDockWidget(area, dock)
        dock.visibilityChanged.connect(self._on_visibility)
        return dock

    @Slot()
    def _on_visibility(self) -> None:
        # a dock of a minimised window is invisible but not hidden: only the user's own wish counts
        self._commands["show_code"].setChecked(not self._code.isHidden())
        self._commands["show_log"].setChecked(not self._log.isHidden())

    @Slot(bool)
    def _show_code(self, shown: bool) -> None:
        self._code.setVisible(shown)
        if shown:
            make_room(self._window, self._code)
        if shown and self._code.width() < self._window.width() // 4:
            self._window.resizeDocks([self._code], [self._window.width() // 3], Qt.Orientation.Horizontal)

    @Slot(bool)
    def _show_log(self, shown: bool) -> None:
        self._log.setVisible(shown)


def make_room(window: QMainWindow, dock: QDockWidget) -> None:
    """Let a window grow that is too narrow for its middle and a dock beside it: else they would lie over each other."""
    layout, middle = window.layout(), window.centralWidget()
    if layout is not None and middle is not None:
        layout.activate()  # only then it has a width
        beside = middle.minimumSizeHint().width() + dock.minimumSizeHint().width() + HANDLE
        window.resize(max(window.width(), beside), window.height())
