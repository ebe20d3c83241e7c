"""What lies over the pictures, as wide and as high as they, and lets the mouse through."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from typing_extensions import override


class Sheet(pg.GraphicsObject):
    """A transparent sheet; what is drawn on it is its subclasses' affair.

    It is hidden until there is something on it: Qt asks what is shown for its share of every frame.

    Args:
        view_box: What it lies over.
        place: Its place in the stack: higher ones lie over lower ones, and all of them over the pictures.
    """

    def __init__(self, view_box: pg.ViewBox, place: int) -> None:
        self.size = QSizeF()
        super().__init__(view_box)
        self.setZValue(place)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.hide()

    def resize(self, size: QSizeF) -> None:
        """Lie over another area."""
        self.prepareGeometryChange()
        self.size = size

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self.size)
