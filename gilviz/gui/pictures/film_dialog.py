"""The dialog that asks what a film of the replay is to be: its kind, which part, how fast, how large."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QWidget

from gilviz.gui.look import asking
from gilviz.gui.look.asking import Field
from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.reel import film_of
from gilviz.render.film import FRAME_RATES, REST_S, Film, speed_words, tool_problem
from gilviz.render.replay import SPEEDS
from gilviz.render.time_text import position_text

Choice = TypeVar("Choice")
KIND_NAMES: Final = (
    (".gif", "GIF: every browser and slide program shows it"),
    (".webp", "WebP: the same in all colours, smaller"),
    (".mp4", "MP4: a video, with ffmpeg"),
)
WIDTHS: Final = (640, 960, 1280, 1920)
USUAL_WIDTH: Final = 1280
USUAL_RATE: Final = 20


@dataclass(frozen=True)
class FilmWish:
    """A film that somebody wants.

    Args:
        content: What is to be seen.
        film: The moments.
        kind: As what, by the ending that such files have.
        width: Of the frames, in pixels.
    """

    content: PageContent
    film: Film
    kind: str
    width: int


class FilmDialog(QDialog):
    """Asks.

    Args:
        content: What the window shows.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``FilmWish``, when the dialog is accepted."""

    def __init__(self, content: PageContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save an animation of the replay")
        self._content = content
        everything = dataclasses.replace(content, view=None)
        parts = [(everything, f"all of it, 0 s to {position_text(content.length, 1e7)}")]
        if content.view is not None:
            start, end = (position_text(round(each * 1e9), 1e6) for each in (max(content.view.start, 0), content.view.end))
            parts.insert(0, (content, f"what is in sight, {start} to {end}"))
        self.kind = _combo(KIND_NAMES, ".gif")
        self.part = _combo(parts, parts[0][0])
        self.speed = _combo([(None, "as is comfortable to watch"), *((speed, speed_words(speed)) for speed in SPEEDS)], None)
        self.width_field = _combo([(width, f"{width} pixels") for width in WIDTHS], USUAL_WIDTH)
        self.rate = _combo([(rate, f"{rate} frames a second") for rate in FRAME_RATES], USUAL_RATE)
        self.note = QLabel(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText("Save…")
        fields = (
            Field("&Kind", self.kind), Field("Sho&ws", self.part), Field("&Speed", self.speed), Field("&Rate", self.rate),
            Field("W&idth", self.width_field),
        )  # fmt: skip
        asking.lay_out(self, fields, self.note, self.buttons)
        for combo in (self.kind, self.part, self.speed, self.width_field, self.rate):
            combo.currentIndexChanged.connect(self._judge)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._judge()

    @property
    def wish(self) -> FilmWish | str:
        """What is wanted, or a sentence on why that is not possible."""
        kind, content = str(self.kind.currentData()), self.part.currentData()
        missing = tool_problem(kind)
        if missing:
            return missing
        try:
            film = film_of(content, self.speed.currentData(), int(self.rate.currentData()))
        except PictureError as error:
            return str(error)
        return FilmWish(content, film, kind, int(self.width_field.currentData()))

    @Slot()
    def _judge(self) -> None:
        wish = self.wish
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        wrong = wish if isinstance(wish, str) else ""
        asking.judge(self.note, save, wish if isinstance(wish, str) else _description(wish), wrong)

    @Slot()
    def _accept(self) -> None:
        wish = self.wish
        if isinstance(wish, FilmWish):
            self.accept()
            self.chosen.emit(wish)


def _description(wish: FilmWish) -> str:
    film = wish.film
    frames = f"{len(film.moments):,} frames"
    return f"{film.seconds:.1f} s at {film.speed_text}, {frames}; the last one stands {REST_S:g} s longer."


def _combo(choices: Sequence[tuple[Choice, str]], chosen: Choice) -> QComboBox:
    """A list of choices, each with what it means."""
    combo = QComboBox()
    for value, text in choices:
        combo.addItem(text, value)
    combo.setCurrentIndex([value for value, _ in choices].index(chosen))
    return combo
