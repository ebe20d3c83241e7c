"""What the window remembers from one start to the next: one typed table, kept in one ini file."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

MOST_INTERPRETERS = 20


@dataclass(frozen=True)
class WindowSettings:
    """Everything that is remembered.

    Args:
        geometry: The window's place, as ``QWidget.saveGeometry`` tells it.
        layout: Its docks, as ``QMainWindow.saveState`` tells it.
        splitter: Where the form ends, as ``QSplitter.saveState`` tells it.
        theme: A theme's name, or ``system``.
        form: The experiment's form, as JSON.
        interpreters: Other Pythons that were chosen, newest first.
        started_before: False until the first start has shown its comparison.
        recent: The recordings that were opened or saved last, newest first.
        microscope: Whether the microscope is there.
        charts: Whether the charts are.
        differences: Whether the table of what differs between recordings is unfolded.
    """

    geometry: bytes = b""
    layout: bytes = b""
    splitter: bytes = b""
    theme: str = "light"
    form: str = ""
    interpreters: tuple[str, ...] = ()
    started_before: bool = False
    recent: tuple[str, ...] = ()
    microscope: bool = False
    charts: bool = False
    differences: bool = False


def settings_path() -> Path:
    """Where the settings of this user live."""
    return Path(platformdirs.user_config_dir("gilviz", appauthor=False)) / "gilviz.ini"


class SettingsFile:
    """Reads and writes the table.

    Args:
        path: The ini file; it and its folder are made on the first save.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> WindowSettings:
        """What was remembered; the default for everything that is missing or of the wrong kind."""
        store = QSettings(str(self._path), QSettings.Format.IniFormat)
        defaults = WindowSettings()
        found: dict[str, Any] = {
            field.name: _as_kind(store.value(field.name), getattr(defaults, field.name))
            for field in dataclasses.fields(WindowSettings)
        }
        return WindowSettings(**found)

    def save(self, settings: WindowSettings) -> None:
        """Remember these. A folder that can't be written loses them silently: no reason to bother anybody at closing."""
        store = QSettings(str(self._path), QSettings.Format.IniFormat)
        for field in dataclasses.fields(WindowSettings):
            value = getattr(settings, field.name)
            if isinstance(value, bytes):
                value = QByteArray(value)
            store.setValue(field.name, list(value) if isinstance(value, tuple) else value)
        store.sync()


def _as_kind(value: object, default: bytes | str | bool | tuple[str, ...]) -> bytes | str | bool | tuple[str, ...]:
    """The value as what the default is; an ini file knows only texts, and writes a list of one as its only item."""
    if value is None:
        return default
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(str(value).lower(), default)
    if isinstance(default, bytes):
        return bytes(value.data()) if isinstance(value, QByteArray) else default
    if isinstance(default, tuple):
        items = value if isinstance(value, list) else [value]
        return tuple(str(item) for item in items if item)[:MOST_INTERPRETERS]
    return value if isinstance(value, str) else default
