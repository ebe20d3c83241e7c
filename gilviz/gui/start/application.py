"""The process's application object: its name, its icon, its smallest text, and files that the desktop wants opened."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from gilviz import __version__
from gilviz.gui.look import style
from gilviz.gui.start.starting import start_qt
from gilviz.paths import resource


class Application(QApplication):
    """The process's application object, which the desktop may ask to open a file: macOS does on a double click."""

    file_wanted = Signal(str)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wanted.emit(event.file())
            return True
        return super().event(event)


def make_application() -> QApplication:
    """The process's one application object, with its name and its smallest text."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else start_qt(partial(Application, sys.argv[:1]))
    application.setApplicationName("gilviz")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("gilviz")
    application.setFont(style.text_font(application.font()))
    return application


def application_icon() -> QIcon:
    """The program's icon."""
    return QIcon(str(resource("icons", "gilviz.svg")))
