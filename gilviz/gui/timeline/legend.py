"""What the colours and patterns mean: one swatch and a word or two for every state, in the order in which a lane stacks them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from gilviz.gui.look.flow_layout import BETWEEN, FlowLayout
from gilviz.gui.look.style import SPACE
from gilviz.render.contrast import Rgb
from gilviz.render.palette import Pixels, native_ink, pixel
from gilviz.render.patterns import Mask, mask
from gilviz.render.stack import ORDER
from gilviz.render.state_text import brief_state_name, state_meaning, state_name
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State, WorkerKind

COLOURED: Mapping[State, Mapping[str, str]] = {
    State.RUNNING: {
        "task": "Executing Python code, each task in its own colour; after 12 tasks colours repeat",
        "worker": "Executing Python code, each worker in its own colour, which stands beside its name; after 12 they repeat",
    },
    State.NATIVE: {
        "task": "Executing C code with the GIL released, in its task’s colour, with dots",
        "worker": "Executing C code with the GIL released, in its worker’s colour, with dots",
    },
}
"""What the entries of states that execute mean where colours tell something else."""
ENTRY_MARGIN = 2
SWATCH = QSize(18, 14)
STRIPES = 6
"""How many colours a swatch shows of those that tell tasks or workers."""


class Legend(QWidget):
    """One entry per state; entries that don't fit beside each other are named in fewer words, and continue on the next line.

    An entry that is pressed isolates its state: all others then look alike. Pressed again, it gives them their colours back.
    """

    isolated = Signal(object)
    """The ``State`` that is isolated from now on; None where none is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(Entry(state, theme, self) for state in ORDER)
        self._kinds: set[WorkerKind] = set()
        layout = FlowLayout(self)
        for entry in self._entries:
            layout.addWidget(entry)
            entry.clicked.connect(self._on_clicked)
        self.setAccessibleName("Legend")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """One for each state, in the order in which a lane stacks them."""
        return self._entries

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        for entry in self._entries:
            entry.swatch.set_theme(theme)

    def show_colours(self, what: str) -> None:
        """Say what colours mean where they tell the ``state``, ``task`` or ``worker``."""
        for entry in self._entries:
            entry.show_colours(what)
        self._fit()

    def show_kinds(self, kinds: Collection[WorkerKind]) -> None:
        """Name the states as such workers have them: only of coroutines some wait for an event loop. Cheap to call again."""
        if set(kinds) != self._kinds:
            self._kinds = set(kinds)
            for entry in self._entries:
                entry.show_kinds(kinds)
            self._fit()

    def _fit(self) -> None:
        """Use as many words as there is room for in one line."""
        whole = sum(entry.whole_width for entry in self._entries) + BETWEEN * (len(self._entries) - 1)
        for entry in self._entries:
            entry.set_brief(brief=whole > self.width())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        for entry in self._entries:
            if entry is not pressed:
                entry.setChecked(False)
        self.isolated.emit(next((entry.swatch.state for entry in self._entries if entry.isChecked()), None))


class Entry(QAbstractButton):
    """A state's swatch and name, to be pressed."""

    def __init__(self, state: State, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.swatch = Swatch(state, theme, self)
        self.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(ENTRY_MARGIN, 2, ENTRY_MARGIN, 2)
        layout.setSpacing(SPACE - 3)
        layout.addWidget(self.swatch)
        self._label = QLabel(self)
        layout.addWidget(self._label)
        self._brief = False
        self._colours = ""
        self._kinds: Collection[WorkerKind] = ()
        self._say()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_colours(self, what: str) -> None:
        """Say what its colours mean where they tell the ``state``, ``task`` or ``worker``."""
        self._colours = what if what in COLOURED.get(self.swatch.state, {}) else ""
        self.swatch.show_stripes(shown=bool(self._colours))
        self._say()

    def show_kinds(self, kinds: Collection[WorkerKind]) -> None:
        """Name the state as such workers have it."""
        self._kinds = kinds
        self._say()

    def set_brief(self, *, brief: bool) -> None:
        """Say its name in fewer words, or whole."""
        self._brief = brief
        self._show_name()

    @property
    def whole_width(self) -> int:
        """How wide it is with its whole name, in logical pixels."""
        return self.sizeHint().width() - self._width_of(self._label.text()) + self._width_of(self._whole)

    @property
    def _whole(self) -> str:
        name = state_name(self.swatch.state, self._kinds)
        return f"{name}, by {self._colours}" if self._colours else name

    def _width_of(self, text: str) -> int:
        return self._label.fontMetrics().horizontalAdvance(text)

    def _say(self) -> None:
        state = self.swatch.state
        tip = COLOURED[state][self._colours] if self._colours else state_meaning(state, self._kinds)
        self.setToolTip(f"{tip}. Click to see this state alone.")
        self.setAccessibleName(f"{self._whole}: {tip}")
        self._show_name()

    def _show_name(self) -> None:
        text = (brief_state_name(self.swatch.state, self._kinds) if self._brief else None) or self._whole
        if text != self._label.text():
            self._label.setText(text)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.isChecked() or self.hasFocus() or self.underMouse()):
            return
        roles = self.palette().ColorRole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(roles.Accent if self.hasFocus() or self.isChecked() else roles.Mid))
        painter.setBrush(self.palette().color(roles.Base) if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()


class Swatch(QWidget):
    """One state's colour and pattern."""

    def __init__(self, state: State, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self._theme = theme
        self._pixels = np.zeros((0, 0), dtype=np.uint32)
        self._stripes = False
        self.setFixedSize(SWATCH)

    def show_stripes(self, *, shown: bool) -> None:
        """Show the colours of the first tasks or workers instead of the state's own."""
        self._stripes = shown
        self.setFixedSize(QSize(2 * SWATCH.width(), SWATCH.height()) if shown else SWATCH)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = max(1, round(self.devicePixelRatioF()))
        # the image only borrows the pixels: they live as long as the widget
        make = striped_pixels if self._stripes else swatch_pixels
        self._pixels = make(self.state, self._theme, self.width() * ratio, self.height() * ratio, ratio)
        height, width = self._pixels.shape
        image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        painter = QPainter(self)
        painter.drawImage(self.rect(), image)
        painter.setPen(QColor(*self._theme.border))
        if self.state is State.IDLE:
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def swatch_pixels(state: State, theme: Theme, width: int, height: int, enlarged: int) -> Pixels:
    """A swatch as uint32[height, width] of 0xffrrggbb: the state's colour with its pattern, as in a lane."""
    colours = np.where(_pattern(state, width, height, enlarged), pixel(theme.pattern_inks[state]), pixel(theme.states[state]))
    return np.ascontiguousarray(colours, dtype=np.uint32)


def striped_pixels(state: State, theme: Theme, width: int, height: int, enlarged: int) -> Pixels:
    """The same where colours tell tasks or workers: those of the first few."""
    number = np.arange(width) * STRIPES // width
    plain, inks = ([pixel(ink(colour)) for colour in theme.workers[:STRIPES]] for ink in (_same, partial(native_ink, theme)))
    drawn = _pattern(state, width, height, enlarged)
    colours = np.where(drawn, np.array(inks, dtype=np.uint32)[number], np.array(plain, dtype=np.uint32)[number])
    return np.ascontiguousarray(colours, dtype=np.uint32)


def _same(colour: Rgb) -> Rgb:
    return colour


def _pattern(state: State, width: int, height: int, enlarged: int) -> Mask:
    """Where its pattern has ink, bool[height, width]."""
    tile = mask(state, enlarged)
    return np.tile(tile, (-(-height // tile.shape[0]), -(-width // tile.shape[1])))[:height, :width]
