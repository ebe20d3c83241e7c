"""The one button that matters: it runs the comparison, or stops what runs, and says why when it can do neither."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gilviz.gui.look.icons import icon
from gilviz.gui.look.style import set_role
from gilviz.render.theme import Theme


class RunButton(QPushButton):
    """Run or Stop, whichever makes sense."""

    run_clicked = Signal()
    stop_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self._theme: Theme | None = None
        self.setIconSize(QSize(14, 14))
        self.clicked.connect(self._pass_on)

    def show_state(self, *, running: bool, ready: bool, wrong: str) -> None:
        """Look and speak accordingly.

        Args:
            running: A comparison runs.
            ready: Everything that a run needs is loaded.
            wrong: What is wrong with the form, in a sentence; empty when nothing is.
        """
        self._running = running
        self.setText("Stop   Esc" if running else "Run   Ctrl+R")
        self.setAccessibleName("Stop" if running else "Run")
        set_role(self, "halt" if running else "primary")
        self.setEnabled(running or (ready and not wrong))
        if running:
            self.setToolTip("End the job and all its children, and keep what was recorded")
        elif not ready:
            self.setToolTip("gilviz is still loading: this takes a moment")
        else:
            self.setToolTip(wrong or "Run every ticked line of the list, one after another, and watch")
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Redraw the symbol in its colours."""
        self._theme = theme
        self._draw()

    def _draw(self) -> None:
        if self._theme is not None:
            ink = self._theme.text if self._running else self._theme.accent_text
            self.setIcon(icon("stop" if self._running else "run", ink, self._theme.muted))

    @Slot()
    def _pass_on(self) -> None:
        (self.stop_clicked if self._running else self.run_clicked).emit()
