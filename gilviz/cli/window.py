"""Opens the window, or says in a sentence why this machine can't."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from gilviz.cli.output import complain
from gilviz.gui.options import WindowOptions
from gilviz.lecture.model import Lecture

NO_WINDOW = 1
"""The exit status where no window can be opened."""

THEMES = ("light", "dark", "high-contrast")
"""What a lecture can wear."""

QT_NEEDS = (
    "libglib2.0-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""Packages of Debian and Ubuntu that a bare system lacks and that Qt does not bring along."""


def open_window(options: WindowOptions) -> int:
    """Opens the window and stays until it is closed.

    Returns:
        The exit status.
    """
    problem = display_problem(sys.platform, os.environ)
    if problem is not None:
        complain(problem)
        return NO_WINDOW
    try:
        # Here, so that everything else works where Qt's libraries are missing, and starts without waiting for them.
        from gilviz.gui.app import main  # noqa: PLC0415
    except ImportError as error:
        complain(library_problem(error))
        return NO_WINDOW
    return main(options)


def open_lecture(lecture: Lecture, theme: str | None) -> int:
    """Gives a lecture and stays until it is over.

    Returns:
        The exit status.
    """
    problem = display_problem(sys.platform, os.environ)
    if problem is not None:
        complain(problem)
        return NO_WINDOW
    try:
        from gilviz.gui.lecture.app import main  # noqa: PLC0415 - as above
    except ImportError as error:
        complain(library_problem(error))
        return NO_WINDOW
    return main(lecture, theme)


def display_problem(platform: str, environment: Mapping[str, str]) -> str | None:
    """Why a window can't be shown here, in a sentence: Qt itself would abort without one. None where it can be tried."""
    if platform != "linux" or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return None
    return (
        "There is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set): start it from a desktop, "
        "under `xvfb-run`, or use `gilviz run`, which needs none."
    )


def library_problem(error: ImportError) -> str:
    """Which library is missing, and what installs it."""
    if "cannot open shared object file" in str(error):
        return (
            f"A system library that Qt needs is missing ({error}): on Debian and Ubuntu, "
            f"`sudo apt install {QT_NEEDS}` brings all that a window needs."
        )
    return f"The window's libraries can't be loaded ({error}): install gilviz again, with everything it depends on."
