"""Opens the window, or says in a sentence why this machine can't."""

from __future__ import annotations

import os
import sys

from gilviz.cli.output import complain
from gilviz.gui.start.no_window import NO_WINDOW, display_problem, library_problem
from gilviz.gui.start.options import WindowOptions
from gilviz.lecture.model import Lecture

THEMES = ("light", "dark", "high-contrast")
"""What a lecture can wear."""


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
