"""A lecture with everything real, from its folder to both windows; and everything put away when it is over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.workspace import Workspace
from gilviz.gui.lecture.hall import HallView
from gilviz.gui.lecture.live import LiveScenes
from gilviz.gui.lecture.notes import NotesWindow
from gilviz.gui.lecture.presenter import Presenter
from gilviz.gui.lecture.screens import Screens
from gilviz.gui.running.session import Session
from gilviz.gui.runtimes.interpreters import RuntimeInquiry
from gilviz.launch.runtimes import AddedRuntimes, NamedRuntimes, added_path, cache_path, default_runtime, this_machine
from gilviz.lecture.fallbacks import Fallbacks, own_folder
from gilviz.lecture.model import Lecture
from gilviz.lecture.walk import Walk
from gilviz.render.theme import HIGH_CONTRAST, PROJECTOR, Theme


class Stand(QObject):
    """What stands on the screens during a lecture.

    Args:
        lecture: What is given.
        theme: The colours.
        application: Knows the screens.
        parent: Owns it.
    """

    left = Signal()
    """The lecture is over, and everything of it is put away."""

    def __init__(self, lecture: Lecture, theme: Theme, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        own = default_runtime()
        named = NamedRuntimes(AddedRuntimes(added_path()))
        self._inquiry = RuntimeInquiry(this_machine(cache_path(), named.places), named)
        self.hall, self.notes = HallView(theme), NotesWindow()
        session = Session(Conductor, Workspace, own.cores, self)
        live = LiveScenes(session, self._inquiry, own, self)
        self.presenter = Presenter(Walk(lecture), live, Fallbacks(lecture, own_folder()), self.hall, self.notes, parent=self)
        self._screens = Screens(self.hall, self.notes, application, self)
        self.presenter.left.connect(self.close)
        self.presenter.notes_wanted.connect(self._screens.toggle_notes)
        self._open = True

    def open(self) -> None:
        """Fill the screens."""
        self.presenter.begin()
        self._screens.arrange()

    @Slot()
    def close(self) -> None:
        """End what runs, and put both windows away."""
        if not self._open:
            return
        self._open = False
        self.presenter.close()
        self._inquiry.close()
        for window in (self.notes, self.hall):
            window.close()
            window.deleteLater()
        self.left.emit()


def hall_theme(own: Theme) -> Theme:
    """What a hall sees where nobody asked for something else: what suits a desk is not what a projector can show.

    Args:
        own: The window's; who needs high contrast there gets it here, too.
    """
    return own if own is HIGH_CONTRAST else PROJECTOR
