"""``gilviz open``: recordings in the window; what can't be read is said before one opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gilviz.cli import window
from gilviz.cli.output import complain, emit
from gilviz.cli.register import NotRegistered, register, unregister
from gilviz.gui.start.options import WindowOptions
from gilviz.imports import read_any
from gilviz.recording import RecordingError

UNUSABLE = 2
"""The exit status for files that can't be opened."""


def open_recordings(
    files: Sequence[Path],
    *,
    temp_settings: bool = False,
    theme: str | None = None,
    open_window: Callable[[WindowOptions], int] = window.open_window,
) -> int:
    """Opens the window on these recordings.

    Args:
        files: One, or several to be compared.
        temp_settings: Remember nothing.
        theme: What the window looks like; None for what it looked like last.
        open_window: Opens it, and stays until it is closed.

    Returns:
        The exit status.
    """
    try:
        recordings = tuple((file, read_any(file)) for file in files)
    except RecordingError as error:
        complain(str(error))
        return UNUSABLE
    return open_window(WindowOptions(temp_settings=temp_settings, theme=theme, recordings=recordings))


def change_registration(*, wanted: bool) -> int:
    """Lets a double click open recordings, or no more.

    Returns:
        The exit status.
    """
    try:
        said = register() if wanted else unregister()
    except NotRegistered as error:
        complain(str(error))
        return UNUSABLE
    emit(f"{said}\n")
    return 0
