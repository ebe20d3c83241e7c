"""The frames of a film, one after another: a page on which a replay stands at each moment."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage

from gilviz.experiment.run import NANOSECONDS
from gilviz.gui.pictures.encoders import Footage
from gilviz.gui.pictures.errors import WishError
from gilviz.gui.pictures.page import Page, PageContent
from gilviz.gui.pictures.save import RENDER
from gilviz.render.film import Film, comfortable_speed
from gilviz.render.palette import pixel

TALLEST: Final = 1100
"""Logical pixels that all panels of a frame may have together: with title and legend, about as high as it is wide."""
NARROWER: Final = "choose a smaller width, or show fewer runs."
MOST_PIXELS: Final = 4096
"""Of a frame's height: more, and players refuse it."""


class Reel:
    """A page that is photographed again and again. For the GUI's thread alone; a frame takes some 10 ms.

    Args:
        content: What is to be seen.
        film: The moments.
        width: Of the frames, in pixels.

    Raises:
        WishError: the frames would be too high.
    """

    def __init__(self, content: PageContent, film: Film, width: int) -> None:
        self.film = film
        provenance = " · ".join(part for part in (content.provenance, f"replayed at {film.speed_text}") if part)
        self.content = dataclasses.replace(content, provenance=provenance)
        self._page = Page(self.content, tallest=TALLEST)
        # an even number, as videos have to have: else a line is added to them, and not in the page's colour
        height = 2 * math.ceil(self._page.height() * width / self._page.width() / 2)
        self._scale = width / self._page.width()
        if self._scale != 1 or height > MOST_PIXELS:
            self._page.deleteLater()
            if height > MOST_PIXELS:
                raise WishError(f"Its frames would be {height:,} pixels high, and {MOST_PIXELS:,} are the most: {NARROWER}")
            self._page = Page(self.content, self._scale, TALLEST)
        self._page.hide()  # it is laid out, and painted here alone: not by an event loop that goes on meanwhile
        self._image = QImage(QSize(width, height), QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(self._scale)
        self._image.fill(pixel(content.theme.surface))

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.film.moments)

    def frame(self, number: int) -> NDArray[np.uint32]:
        """One of them, as uint32[height, width] of 0xffRRGGBB."""
        return self._photograph(self.film.moments[number])

    def frames(self) -> Iterator[NDArray[np.uint32]]:
        """All of them."""
        return (self._photograph(moment) for moment in self.film.moments)

    def footage(self, frames: Iterable[NDArray[np.uint32]]) -> Footage:
        """What is to be encoded, of frames that this reel makes."""
        return Footage(self.film, frames, self._samples(), self.content.title, self.content.provenance)

    def _samples(self) -> tuple[NDArray[np.uint32], ...]:
        """A few that have every colour: from the middle, where something moves, and the end, where nothing is hidden any more."""
        moments = self.film.moments
        return tuple(self._photograph(moments[len(moments) * part // 4 - (part == 4)]) for part in (1, 2, 3, 4))

    def close(self) -> None:
        """The page is no longer needed."""
        self._page.deleteLater()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _photograph(self, moment: int) -> NDArray[np.uint32]:
        self._page.timeline.stand_at(moment)
        self._page.render(self._image, QPoint(), self._page.rect(), RENDER)
        image = self._image
        flat = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
        return flat[:, : image.width()].copy()


def film_of(content: PageContent, speed: float | None, fps: int) -> Film:
    """The film of what is in sight.

    Args:
        content: What is to be seen; a view of None is all of it.
        speed: How many seconds of the runs pass in a second; None for what is comfortable to watch.
        fps: Frames a second.

    Raises:
        WishError: no such film can be made.
    """
    view, length = content.view, content.length
    start = 0 if view is None else min(max(round(view.start * NANOSECONDS), 0), length)
    end = length if view is None else min(max(round(view.end * NANOSECONDS), 0), length)
    film = Film(start, end, comfortable_speed(end - start) if speed is None else speed, fps)
    if film.problem:
        raise WishError(film.problem)
    return film
