"""Gives a lecture from the command line: both windows, without the main one."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from gilviz.gui.lecture.stand import Stand, hall_theme
from gilviz.gui.look.worn import Look
from gilviz.gui.shell.settings import SettingsFile, settings_path
from gilviz.gui.start.application import application_icon, make_application
from gilviz.gui.start.interrupts import Interrupts
from gilviz.lecture.model import Lecture


def main(lecture: Lecture, theme: str | None) -> int:
    """Give a lecture, and return when it is over: the exit status.

    Args:
        lecture: What is given.
        theme: How it looks; None for what a projector can show.
    """
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    application = make_application()
    application.setWindowIcon(application_icon())
    owner = QObject()
    look = Look(application, theme or SettingsFile(settings_path()).load().theme, owner)
    stand = Stand(lecture, look.theme if theme else hall_theme(look.theme), application, owner)
    interrupts = Interrupts(stand.close, owner)
    interrupts.install()
    stand.left.connect(application.quit)
    stand.open()
    try:
        return application.exec()
    finally:
        interrupts.remove()
        stand.close()
