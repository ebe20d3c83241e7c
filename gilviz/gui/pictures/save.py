"""Pages as files. The kind follows from the name's ending; a file is there whole or not at all.

Most of the time goes into lanes: making their pixels (no widget is needed for that), and packing them into the file. A PNG is
packed in a thread. SVG and PDF are painted by Qt in a thread as little as widgets are; so the page is painted into them without
its lanes first, then the lanes, some at a time, then what lies over them. They are cut between two lanes, where nobody sees it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.page import Page, PageContent
from gilviz.gui.pictures.turns import Steps, carry_out
from gilviz.launch.runtimes import is_file, is_there

PRINT_SCALE: Final = 3.0
"""Pixels of lanes per logical pixel in files that can be enlarged: their text and lines have no pixels at all."""
POINTS: Final = 0.75
"""Points per logical pixel."""
TOO_LARGE: Final = "The picture has too many pixels for a PNG, or for the memory: save it as SVG or PDF, or show fewer runs."
AT_ONCE: Final = 1 << 18
"""Pixels that are painted in one turn: some ten milliseconds."""


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
    carry_out(saving(content, path, scale, kind))


def saving(content: PageContent, path: Path, scale: float = 2.0, kind: str | None = None) -> Steps[None]:
    """The same in turns, see ``turns``; arguments as for ``save_picture``.

    Raises:
        PictureError: likewise.
    """
    kind = kind or path.suffix.lower()
    if kind not in KINDS:
        raise PictureError(f"{path.name} has none of the endings {', '.join(KINDS)}: add the one of the picture that you want.")
    chosen = KINDS[kind]
    page = Page(content, chosen.scale or scale)
    page.hide()  # it is laid out, and painted here alone: not by an event loop that goes on meanwhile
    try:
        make_pixels = page.timeline.make_pixels
        if all(panel.phase.ended for panel in content.panels):
            yield make_pixels
        else:
            make_pixels()  # what still grows is read by nobody else meanwhile
        pack = yield from chosen.paint(page, content, scale)
        data = yield pack
        yield partial(_write, path, data)
    finally:
        page.deleteLater()


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A file to be written, which replaces what stood at ``path`` once it is complete; nothing is left of it otherwise.

    Raises:
        PictureError: it can't be written.
    """
    if is_there(path) and not is_file(path):
        raise PictureError(f"{path} is not a file, so no picture can be drawn there: give the name of a file.")
    target = Path(os.path.realpath(path))  # a link goes on leading to the picture
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise PictureError(f"{path} could not be written ({error.strerror}): choose a place with room.") from None
    finally:
        part.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with unfinished(path) as file:
        file.write_bytes(data)


Pack = Callable[[], bytes]
"""Makes the file's content of what was painted; in any thread."""


def _png(page: Page, content: PageContent, scale: float) -> Steps[Pack]:
    image = QImage(page.size() * scale, QImage.Format.Format_RGB32)
    if image.isNull():
        raise PictureError(TOO_LARGE)
    image.setDevicePixelRatio(scale)
    rows = max(round(AT_ONCE / (page.width() * scale * scale)), 1)
    for top in range(0, page.height(), rows):
        part = QRect(0, top, page.width(), min(rows, page.height() - top))
        page.render(image, part.topLeft(), QRegion(part), RENDER)
        yield top / page.height()
    for key, value in (("Title", content.title), ("Description", content.provenance)):
        image.setText(key, value)
    return partial(_packed, image)


def _packed(image: QImage) -> bytes:
    buffer = _buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stub knows the format as bytes, Qt takes both
        raise PictureError(TOO_LARGE)
    return bytes(buffer.data().data())


def _svg(page: Page, content: PageContent, _scale: float) -> Steps[Pack]:
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(page.size())
    generator.setViewBox(page.rect())
    generator.setTitle(content.title)
    generator.setDescription(content.provenance)
    yield from _paint(page, QPainter(generator))
    return lambda: bytes(buffer.data().data())


def _pdf(page: Page, content: PageContent, _scale: float) -> Steps[Pack]:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(content.title)
    writer.setCreator("gilviz")
    size = QPageSize(QSizeF(page.width() * POINTS, page.height() * POINTS), QPageSize.Unit.Point)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(round(72 / POINTS))
    yield from _paint(page, QPainter(writer))
    return lambda: bytes(buffer.data().data())


def _paint(page: Page, painter: QPainter) -> Steps[None]:
    """Paint the page without its lanes, then these, then what lies over them."""
    canvas = page.timeline.canvas
    try:
        canvas.hide()
        # else Qt makes a JPEG of images for a PDF: larger, and in colours that are no state's
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        page.render(painter, QPoint(), page.rect(), RENDER)
        painter.translate(page.timeline.canvas_place)
        pieces = list(canvas.pieces(AT_ONCE))
        for number, (place, image) in enumerate(pieces):
            yield number / len(pieces)
            painter.drawImage(place, image)
        canvas.paint_over(painter)
    finally:
        painter.end()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Args:
        paint: Paints a page, given its content and the scale that was asked for.
        scale: Of its lanes; None for the one that was asked for.
    """

    paint: Callable[[Page, PageContent, float], Steps[Pack]]
    scale: float | None = None


RENDER: Final = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
KINDS: Final[Mapping[str, Kind]] = {".png": Kind(_png), ".svg": Kind(_svg, PRINT_SCALE), ".pdf": Kind(_pdf, PRINT_SCALE)}
"""What makes each kind of file, by its ending."""
