"""What the window finds again at its next start: its place and parts, the theme, the form, and what was switched on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSplitter

from gilviz.gui.form import form_state
from gilviz.gui.form.experiment_form import ExperimentForm
from gilviz.gui.look import style
from gilviz.gui.look.worn import Look
from gilviz.gui.shell.settings import WindowSettings


class Remembering:
    """Takes a window's settings from it, and gives them back.

    Args:
        window: The window, when its parts are in it.
        commands: Its commands.
        splitter: Where the form ends.
        look: The theme it wears.
        form: The experiment's form.
    """

    def __init__(
        self, window: QMainWindow, commands: Mapping[str, QAction], splitter: QSplitter, look: Look, form: ExperimentForm
    ) -> None:
        self._window, self._commands, self._splitter, self._look, self._form = window, commands, splitter, look, form

    def restore(self, settings: WindowSettings) -> None:
        """Put the window back as it was; what was never remembered stays as it is."""
        for remembered, put_back in (
            (settings.geometry, self._window.restoreGeometry),
            (settings.layout, self._window.restoreState),
            (settings.splitter, self._splitter.restoreState),
        ):
            if remembered:
                put_back(QByteArray(remembered))
        commands, choice = self._commands, self._look.choice
        commands[f"theme_{(choice if choice in style.CHOICES else 'light').replace('-', '_')}"].setChecked(True)
        commands["full_screen"].setChecked(self._window.isFullScreen())
        commands["show_differences"].setChecked(settings.differences)
        commands["microscope"].setChecked(settings.microscope)
        commands["show_charts"].setChecked(settings.charts)

    def remember(self, before: WindowSettings) -> WindowSettings:
        """What to remember of the window now; of all else what was remembered before."""
        return dataclasses.replace(
            before,
            geometry=bytes(self._window.saveGeometry().data()),
            layout=bytes(self._window.saveState().data()),
            splitter=bytes(self._splitter.saveState().data()),
            theme=self._look.choice,
            form=form_state.to_json(self._form.state()),
            differences=self._commands["show_differences"].isChecked(),
            microscope=self._commands["microscope"].isChecked(),
            charts=self._commands["show_charts"].isChecked(),
        )
