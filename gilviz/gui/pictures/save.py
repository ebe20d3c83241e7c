"""Pages as files. The kind follows from the name's ending; a file is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import Page, PageContent

PRINT_SCALE: Final = 3.0
"""Pixels of lanes per logical pixel in files that can be enlarged: their text and lines have no pixels at all."""
POINTS: Final = 0.75
"""Points per logical pixel."""
TOO_LARGE: Final = "The picture has too many pixels for a PNG, or for the memory: save it as SVG or PDF, or show fewer runs."


def save_picture(content: PageContent, path: Path, scale: float = 2.0, kind: str | None = None) -> None:
    """Saves what is to be seen.

    Args:
        content: The page.
        path: Where to; its ending says as what.
        scale: Pixels per logical pixel, for PNG.
        kind: As what, by the ending that such files have; None for what the path ends with.

    Raises:
        PictureError: it can't be saved; nothing is left of it, and what stood there before is as it was.
    """
    kind = kind or path.suffix.lower()
    if kind not in KINDS:
        raise PictureError(f"{path.name} has none of the endings {', '.join(KINDS)}: add the one of the picture that you want.")
    data = KINDS[kind](content, scale)
    with unfinished(path) as file:
        file.write_bytes(data)


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A file to be written, which replaces what stood at ``path`` once it is complete; nothing is left of it otherwise.

    Raises:
        PictureError: it can't be written.
    """
    target = Path(os.path.realpath(path))  # a link goes on leading to the picture
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise PictureError(f"{path} could not be written ({error.strerror}): choose a place with room.") from None
    finally:
        part.unlink(missing_ok=True)


def _png(content: PageContent, scale: float) -> bytes:
    page = Page(content, scale)
    try:
        image = QImage(page.size() * scale, QImage.Format.Format_RGB32)
        if image.isNull():
            raise PictureError(TOO_LARGE)
        image.setDevicePixelRatio(scale)
        page.render(image, QPoint(), page.rect(), RENDER)
        for key, value in (("Title", content.title), ("Description", content.provenance)):
            image.setText(key, value)
    finally:
        page.deleteLater()
    buffer = _buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stub knows the format as bytes, Qt takes both
        raise PictureError(TOO_LARGE)
    return bytes(buffer.data().data())


def _svg(content: PageContent, _scale: float) -> bytes:
    page = Page(content, PRINT_SCALE)
    buffer = _buffer()
    try:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(page.size())
        generator.setViewBox(page.rect())
        generator.setTitle(content.title)
        generator.setDescription(content.provenance)
        _paint(page, QPainter(generator))
    finally:
        page.deleteLater()
    return bytes(buffer.data().data())


def _pdf(content: PageContent, _scale: float) -> bytes:
    page = Page(content, PRINT_SCALE)
    buffer = _buffer()
    try:
        writer = QPdfWriter(buffer)
        writer.setTitle(content.title)
        writer.setCreator("gilviz")
        size = QPageSize(QSizeF(page.width() * POINTS, page.height() * POINTS), QPageSize.Unit.Point)
        writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
        writer.setResolution(round(72 / POINTS))
        _paint(page, QPainter(writer))
    finally:
        page.deleteLater()
    return bytes(buffer.data().data())


def _paint(page: QWidget, painter: QPainter) -> None:
    try:
        page.render(painter, QPoint(), page.rect(), RENDER)
    finally:
        painter.end()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


RENDER: Final = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
KINDS: Final[Mapping[str, Callable[[PageContent, float], bytes]]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
"""What makes each kind of file, by its ending."""
