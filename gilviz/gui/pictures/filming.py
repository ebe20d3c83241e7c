"""A film in turns: frames are photographed between the window's other duties, and encoded in a thread while the next are made."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.gui.pictures.encoders import ENCODERS, Footage
from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.reel import Reel
from gilviz.gui.pictures.save import unfinished
from gilviz.gui.pictures.turns import Steps, Thread
from gilviz.render.film import Film, tool_problem

Pixels = NDArray[np.uint32]
AHEAD: Final = 4
"""So many frames may wait for the encoder: more would fill the memory."""
LOOK_S: Final = 0.1
"""How long an encoder that waits for a frame goes without asking whether anybody still wants the film."""


class Feed:
    """Frames on their way from the GUI's thread to the encoder's.

    Args:
        stop: Set when nobody wants the film any more.
    """

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._frames: queue.Queue[Pixels | None] = queue.Queue(AHEAD)

    def put(self, frame: Pixels | None) -> bool:
        """Hand a frame on, or None after the last one; False if there is no room for it yet."""
        try:
            self._frames.put_nowait(frame)
        except queue.Full:
            return False
        return True

    def demand(self) -> None:
        """Ask whether the film is still wanted.

        Raises:
            PictureError: it is not.
        """
        if self._stop.is_set():
            raise PictureError("The film was given up.")

    def __iter__(self) -> Iterator[Pixels]:
        """All frames, in the encoder's thread; it waits for each."""
        while True:
            self.demand()
            try:
                frame = self._frames.get(timeout=LOOK_S)
            except queue.Empty:
                continue
            if frame is None:
                return
            yield frame


def filming(
    content: PageContent,
    film: Film,
    target: Path,
    kind: str,
    width: int,
    stop: Event,
    held_up: Callable[[], bool] = lambda: False,
) -> Steps[None]:
    """Saves a film of a replay.

    Args:
        content: What is to be seen.
        film: The moments.
        target: Where to.
        kind: As what, one of ``ENCODERS``.
        width: Of the frames, in pixels.
        stop: Set when nobody wants it any more: then nothing of it is left, as soon as the encoder has noticed.
        held_up: Whether something else needs the processor now, so that the film has to wait.

    Raises:
        PictureError: it can't be made or saved.
    """
    missing = tool_problem(kind) or film.problem
    if missing:
        raise PictureError(missing)
    feed = Feed(stop)
    with Reel(content, film, width) as reel:
        encoder = Thread(partial(_encode, target, kind, reel.footage(feed), feed))
        encoder.start()
        try:
            for number in range(len(reel)):
                while held_up():
                    yield None
                frame = reel.frame(number)
                while not encoder.isFinished() and not feed.put(frame):
                    yield None
                if encoder.isFinished():
                    break  # it says why
                yield (number + 1) / len(reel)
            while not encoder.isFinished() and not feed.put(None):
                yield None
            yield encoder.wait
        finally:
            if not encoder.isFinished():
                stop.set()
                encoder.wait()
    if encoder.error is not None:
        raise encoder.error


def _encode(target: Path, kind: str, footage: Footage, feed: Feed) -> None:
    with unfinished(target) as file:
        ENCODERS[kind](file, footage)
        feed.demand()
