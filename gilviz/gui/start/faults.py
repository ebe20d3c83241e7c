"""What happens to an exception that nobody caught: it is logged, shown once, and the window stays alive."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

LOG = logging.getLogger(__name__)


class Faults(QObject):
    """Takes Python's last resort over from ``install`` to ``remove``, for the GUI thread and all others.

    Args:
        parent: Owns it.
    """

    caught = Signal(str, str)
    """A sentence, and the traceback."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = sys.excepthook
        self._thread_before = threading.excepthook

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self._catch
        threading.excepthook = self._catch_in_thread

    def remove(self) -> None:
        """Give back what was there before."""
        sys.excepthook = self._before
        threading.excepthook = self._thread_before

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        LOG.error("uncaught in the window:\n%s", text)
        self.caught.emit(f"{kind.__name__}: {error}" if str(error) else kind.__name__, text)

    def _catch_in_thread(self, facts: threading.ExceptHookArgs) -> None:
        if facts.exc_value is not None:
            self._catch(facts.exc_type, facts.exc_value, facts.exc_traceback)


class FaultDialog(QObject):
    """Shows faults in one dialog, never two: a fault in something that is painted would open one a frame.

    Args:
        window: The window the dialogs belong to.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.box: QMessageBox | None = None

    @Slot(str, str)
    def show_fault(self, sentence: str, text: str) -> None:
        """Open the dialog, or add nothing while one is open."""
        if self.box is not None:
            return
        box = QMessageBox(QMessageBox.Icon.Warning, "gilviz", "Something went wrong inside gilviz itself.", parent=self._window)
        box.setInformativeText(
            f"{sentence}\n\nThe window goes on, and what was recorded is kept. Please report this with the details below."
        )
        for label in box.findChildren(QLabel):  # what an exception says may look like HTML; the box's own setting leaves one out
            label.setTextFormat(Qt.TextFormat.PlainText)
        box.setDetailedText(text)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setAccessibleName("Internal error")
        box.finished.connect(self._closed)
        self.box = box
        box.open()

    @Slot()
    def _closed(self) -> None:
        self.box = None
