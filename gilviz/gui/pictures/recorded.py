"""Pictures and films of recordings, without a window: what the command line calls."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler

from gilviz.experiment.run import NANOSECONDS
from gilviz.gui.pictures.encoders import ENCODERS
from gilviz.gui.pictures.errors import PictureError, WishError
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.reel import Reel, film_of
from gilviz.gui.pictures.save import KINDS, save_picture, unfinished
from gilviz.gui.recordings.runs import OpenedFile, OpenedRuns
from gilviz.gui.running import panels
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import PictureOptions
from gilviz.recording import Recording
from gilviz.render.film import tool_problem
from gilviz.render.navigation import Stretch
from gilviz.render.theme import THEMES
from gilviz.trace.metrics import measure

__all__ = ["PictureError", "WishError", "save_recordings"]

WIDEST: Final = 4096
"""Pixels of a film's frames: more, and players refuse it."""
NARROWEST: Final = 320
LARGEST_SCALE: Final = 8.0


def save_recordings(
    files: Sequence[tuple[Path, Recording]], target: Path, options: PictureOptions, kind: str | None = None
) -> None:
    """Saves a picture (PNG, SVG, PDF) or a film (GIF, WebP, MP4) of recordings.

    Args:
        files: The recordings, each with its file, from top to bottom.
        target: Where to.
        options: What it looks like.
        kind: As what, by the ending that such files have; None for what the target ends with.

    Raises:
        PictureError: it can't be made or saved; nothing is left of it, and what stood there before is as it was.
    """
    kind = kind or target.suffix.lower()
    if kind not in KINDS and kind not in ENCODERS:
        known = ", ".join((*KINDS, *ENCODERS))
        raise PictureError(f"{target.name} has none of the endings {known}: add the one of the picture that you want.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a picture needs no display, and must not look different where there is one
    before = qInstallMessageHandler(_quiet)
    try:
        application = make_application()
        content = content_of(files, options)
        if kind in KINDS:
            if not 0.1 <= options.scale <= LARGEST_SCALE:
                raise WishError(f"A picture's scale is from 0.1 to {LARGEST_SCALE:g}, not {options.scale:g}.")
            save_picture(content, target, options.scale, kind)
        else:
            save_film(content, target, kind, options)
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        qInstallMessageHandler(before)


def content_of(files: Sequence[tuple[Path, Recording]], options: PictureOptions) -> PageContent:
    """What a picture of recordings shows: all runs that were asked for.

    Raises:
        PictureError: there is nothing to show, no such theme, or no such range.
    """
    theme = next((theme for theme in THEMES if theme.name == options.theme), None)
    if theme is None:
        raise WishError(f"There is no theme {options.theme!r}: choose one of {', '.join(theme.name for theme in THEMES)}.")
    opened = OpenedRuns([OpenedFile(*file) for file in files])
    shown = []
    for key, run in enumerate(opened.runs):
        if run.listed and run.trace is not None:
            metrics, cost = measure(run.trace), opened.costs.get(key)
            fellows, badge = opened.fellows(key), opened.badge(key)
            shown.append(
                panels.panel(
                    key, opened.runs, metrics, cost, opened.status, fellows=fellows, badge=badge, captions=opened.captions
                )
            )
    if not shown:
        raise PictureError("Nothing was recorded in it: there is no run to draw.")
    content = PageContent(opened.title, opened.provenance, tuple(shown), None, theme)
    if options.start is None and options.end is None:
        return content
    start, end = options.start or 0.0, content.length / NANOSECONDS if options.end is None else options.end
    if options.end is None and start >= end:
        raise WishError(f"Nothing lies after {start:g} s: the runs end at {end:.3g} s; let the range begin before that.")
    if not 0 <= start < end:
        raise WishError(f"Nothing lies from {start:g} s to {end:g} s: let the range begin within the runs, and end later.")
    return dataclasses.replace(content, view=Stretch(start, end - start))


def save_film(content: PageContent, target: Path, kind: str, options: PictureOptions) -> None:
    """Saves a film of a replay, frame by frame; ends when it is done.

    Raises:
        PictureError: it can't be made or saved.
    """
    missing = tool_problem(kind)
    if missing:
        raise PictureError(missing)
    if not NARROWEST <= options.width <= WIDEST:
        raise WishError(f"A film is from {NARROWEST} to {WIDEST} pixels wide, not {options.width}.")
    film = film_of(content, options.speed, options.fps)
    with Reel(content, film, options.width) as reel, unfinished(target) as file:
        ENCODERS[kind](file, reel.footage(reel.frames()))


def _quiet(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's offscreen screen complains of everything that it leaves out: nothing of that matters to a picture."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        sys.stderr.write(f"{text}\n")
