"""While an experiment runs, the slider changes the switch interval of what runs, or says why that would change nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from gilviz.experiment.switching import switch_problem
from gilviz.gui.form.switch_slider import SwitchSlider
from gilviz.gui.running.session import Session

PAUSE_MS: Final = 150
"""Between two changes while the slider is dragged: each leaves a mark in the picture."""


class LiveSwitch(QObject):
    """The link between the slider and the session.

    Args:
        slider: Between runs it says what the next ones begin with.
        session: What runs.
        parent: Owns it.
    """

    def __init__(self, slider: SwitchSlider, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._slider = slider
        self._session = session
        self._frozen: str | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._send)
        slider.interval_changed.connect(self._on_moved)
        session.polled.connect(self._on_polled)
        session.ended.connect(self._on_ended)

    def freeze(self, reason: str | None) -> None:
        """From now on, while anything runs, the slider can't be moved for that reason; None if it can."""
        self._frozen = reason

    @Slot()
    def _on_moved(self) -> None:
        if self._session.running and self._slider.isEnabled() and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _send(self) -> None:
        self._session.set_switch_interval(self._slider.interval_ms / 1000)

    @Slot()
    def _on_polled(self) -> None:
        run = self._session.current
        # While a baseline runs that nobody asked to see, the slider means the runs to come.
        problem = switch_problem(run.spec, run.runtime) if run is not None and run.listed else None
        self._slider.set_problem((self._frozen or problem) if self._session.running else None)

    @Slot()
    def _on_ended(self) -> None:
        self._pause.stop()
        self._slider.set_problem(None)
