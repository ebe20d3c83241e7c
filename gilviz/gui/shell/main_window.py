"""The main window: form on the left, picture in the middle, legend and sentences below, code and output in docks.

It knows how its parts lie, and what can be done now. What a run is, it does not know: see ``lab``, which is attached once the
window stands on the screen. Until then Run is disabled and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.code.code_view import CodeView
from gilviz.gui.form import form_state
from gilviz.gui.form.experiment_form import WIDTH, ExperimentForm
from gilviz.gui.form.form_state import FormState
from gilviz.gui.look.worn import Look
from gilviz.gui.shell.actions import ACTIONS, LANES_MENU, REPLAY_MENU, REPLAY_WAITS, RUN_WAITS
from gilviz.gui.shell.commands import Carrier, Commands, fill_menus
from gilviz.gui.shell.corner import Corner
from gilviz.gui.shell.docks import Docks
from gilviz.gui.shell.foot import Foot
from gilviz.gui.shell.help import AboutDialog, ShortcutsDialog
from gilviz.gui.shell.log_pane import LogPane
from gilviz.gui.shell.remembering import Remembering
from gilviz.gui.shell.settings import WindowSettings
from gilviz.gui.shell.welcome import Welcome
from gilviz.render.theme import Theme

FIRST_SIZE: Final = QSize(1280, 800)
SMALLEST_SIZE: Final = QSize(900, 560)
CLOSE_WITHIN_MS: Final = 2000
"""How long closing waits for the job to end; what is left then is ended when the program does."""
PICTURE: Final = (
    "zoom_in", "zoom_out", "fit", "measure", "save_picture", *(spec.name for spec in ACTIONS if spec.menu == LANES_MENU),
)  # fmt: skip
"""Commands that need a picture."""
REPLAY: Final = ("save_animation", *(spec.name for spec in ACTIONS if spec.menu == REPLAY_MENU))
"""Commands that need something to replay."""
AT_FIRST_BLOCKED: Final = (
    "open_recording", "save_recording", "export", "copy_results", "show_differences", "write_note", "undo_note", "look_back",
    "look_forth",
)  # fmt: skip
"""Commands that whoever carries them out allows when there is something for them."""


class MainWindow(QMainWindow):
    """The shell.

    Args:
        settings: What was remembered.
        look: The theme the application wears.
        defaults: The form of a first start.
        icon: The application's.
    """

    first_painted = Signal()
    """The window stands on the screen for the first time."""
    run_requested = Signal()
    stop_requested = Signal()

    def __init__(self, settings: WindowSettings, look: Look, defaults: FormState, icon: QIcon) -> None:
        super().__init__()
        self._settings = settings
        self._look = look
        self._defaults = defaults
        self._painted = self._running = self._closing = False
        self._replayable: bool | None = None
        self._shown: bool | None = None
        self.setObjectName("main_window")
        self.setWindowTitle("gilviz")
        self.setWindowIcon(icon)
        self.commands = Commands(self, ACTIONS, self._slots())
        self._menus = fill_menus(self.menuBar(), ACTIONS, self.commands)
        self._corner = Corner(look.theme, self.commands, self.menuBar())
        self.form = ExperimentForm(form_state.from_json(settings.form, defaults), self)
        self.welcome = Welcome(self)
        self.foot = Foot(look.theme, self.commands, self)
        self.code, self.log = CodeView(self), LogPane(self)
        self._lay_out()
        self._connect()
        self._wear(look.theme)
        self._remembering = Remembering(self, self.commands, self._splitter, look, self.form)
        self.resize(FIRST_SIZE)
        self._remembering.restore(settings)
        self.set_picture(shown=False)
        self.commands.allow(*AT_FIRST_BLOCKED, available=False)
        self.set_replay(available=False)
        self.set_running(running=False)

    @property
    def settings(self) -> WindowSettings:
        """What to remember of this window now."""
        return self._remembering.remember(self._settings)

    @property
    def running(self) -> bool:
        """Whether a job runs that closing would end first."""
        return self._running

    @property
    def look(self) -> Look:
        """The theme it wears."""
        return self._look

    def attach(self, page: QWidget, stops: Sequence[QWidget]) -> None:
        """Put the picture's page in its place, with what of it Tab reaches, after Run; from now on Run works."""
        self._pages.addWidget(page)
        for before, after in pairwise((self.form.button, *stops)):
            QWidget.setTabOrder(before, after)
        self.form.set_ready()
        if self.focusWidget() in (None, self.form.workload):
            # where Qt puts the focus by itself, a letter that is meant for the picture would choose another workload
            self.form.button.setFocus()
        self._update_commands()

    def put_above(self, widget: QWidget) -> None:
        """Put a line above the picture; the newest is the topmost."""
        self._right.insertWidget(0, widget)

    def add_submenu(self, menu: QMenu, before: str) -> None:
        """Put a submenu before a command."""
        self._menus[self.commands.menu_of(before)].insertMenu(self.commands[before], menu)

    def set_picture(self, *, shown: bool) -> None:
        """Show the picture, or the invitation to make one; cheap to call several times a second."""
        page = 1 if shown and self._pages.count() > 1 else 0
        if page == self._pages.currentIndex() and shown == self._shown:
            return
        self._shown = shown
        self._pages.setCurrentIndex(page)
        self.commands.allow(*PICTURE, available=shown)
        self._update_commands()

    def set_running(self, *, running: bool) -> None:
        """A job runs, or none does any more: then a window that was to be closed closes."""
        self._running = running
        self.form.set_running(running=running)
        self._on_form_changed()
        if self._closing and not running:
            self._closing = False  # what somebody refuses now shall not come about after another run
            self._patience.stop()
            self.close()

    def set_replay(self, *, available: bool) -> None:
        """Whether there is something to play again; cheap to call at every frame."""
        if available == self._replayable:
            return
        self._replayable = available
        self.foot.transport.setVisible(available)
        self._update_commands()

    def say(self, text: str) -> None:
        """What is going on: below the Run button, and where the picture will be."""
        self.form.message.setText(text)
        self.welcome.set_headline(text)

    def _slots(self) -> dict[str, Carrier]:
        """What carries out the commands that need no run; the others are connected by whoever does."""
        return {
            "quit": self.close, "run": self.run_requested, "stop": self.stop_requested, "add_run": self._add_run,
            "restore_defaults": self._restore_defaults, "theme_light": self._choose_theme, "theme_dark": self._choose_theme,
            "theme_high_contrast": self._choose_theme, "theme_system": self._choose_theme, "full_screen": self._full_screen,
            "show_shortcuts": self._shortcuts, "about": self._about,
        }  # fmt: skip

    def _lay_out(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.welcome)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)
        self._right = column
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.form)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([WIDTH, FIRST_SIZE.width() - WIDTH])
        self.setCentralWidget(self._splitter)
        self._docks = Docks(self, self.code, self.log, self.commands)
        self.statusBar().setSizeGripEnabled(False)
        self.setMinimumSize(SMALLEST_SIZE)

    def _connect(self) -> None:
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._close_now)
        self.form.run_clicked.connect(self.run_requested)
        self.form.stop_clicked.connect(self.stop_requested)
        self.form.changed.connect(self._on_form_changed)
        self._look.changed.connect(self._wear)

    def _update_commands(self) -> None:
        allow, attached, idle = self.commands.allow, self._pages.count() > 1, not self._running
        allow("stop", available=self._running)
        allow("follow", available=self._running and self._pages.currentIndex() == 1)
        allow("advise", available=idle)
        allow("sweep", "start_lecture", available=attached and idle)
        allow(*REPLAY, available=bool(self._replayable), why=REPLAY_WAITS if self._running else "")
        allow("run", available=self.form.can_run, why=RUN_WAITS if self._running else self.form.button.toolTip())

    @Slot(object)
    def _wear(self, theme: Theme) -> None:
        self.form.set_theme(theme)
        self.foot.set_theme(theme)
        self._corner.set_theme(theme)
        self.code.set_theme(theme)

    @Slot()
    def _on_form_changed(self) -> None:
        if not self._running:
            self.welcome.set_headline(form_state.invitation(self.form.state()))
        self._update_commands()

    @Slot(bool)
    def _full_screen(self, full: bool) -> None:
        (self.showFullScreen if full else self.showNormal)()

    @Slot()
    def _choose_theme(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self._look.choose(sender.objectName().removeprefix("theme_").replace("_", "-"))

    @Slot()
    def _add_run(self) -> None:
        self.form.compare.add_requested.emit()

    @Slot()
    def _restore_defaults(self) -> None:
        self.form.set_state(self._defaults)

    @Slot()
    def _shortcuts(self) -> None:
        ShortcutsDialog(ACTIONS, self).open()

    @Slot()
    def _about(self) -> None:
        AboutDialog(self.windowIcon(), self).open()

    @Slot()
    def _close_now(self) -> None:
        if self._closing:
            self._running = False
            self._running = not self.close()  # refused: the job still runs

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._running:
            self._patience.stop()
            event.accept()
            return
        event.ignore()
        if not self._patience.isActive():
            self._closing = True
            self.say("Stopping the job, then closing…")
            self._patience.start(CLOSE_WITHIN_MS)
            self.stop_requested.emit()
