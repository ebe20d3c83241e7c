"""Starts Qt, or ends the process with one sentence on why it can't be started.

Where no display answers, Qt has no error to return: it says so in several lines of its own and aborts the process, which the
shell then reports as a crash. But it tells its message handler first, and that one may end the process in good order. To ask the
display beforehand would not do: some X servers reset when their only client leaves again, and Qt tries several displays in an
order of its own.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gilviz.gui.start.no_window import NO_WINDOW, refusal


def start_qt(make: Callable[[], QApplication]) -> QApplication:
    """The application object that ``make`` makes. Where Qt gives up, the process ends: nothing was begun yet."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        said.append(message or "")
        if kind is QtMsgType.QtFatalMsg:
            print(f"gilviz: {refusal(said[:-1] or said, os.environ)}", file=sys.stderr, flush=True)  # noqa: T201 - the last word
            os._exit(NO_WINDOW)

    before = qInstallMessageHandler(listen)
    # A display that hangs keeps Qt, and with it Python's own answer to Ctrl+C; the system's answer ends both.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        application = make()
    finally:
        signal.signal(signal.SIGINT, interrupt)
        qInstallMessageHandler(before)
    for message in said:
        print(message, file=sys.stderr)  # noqa: T201 - as Qt would have, had nobody listened
    return application
