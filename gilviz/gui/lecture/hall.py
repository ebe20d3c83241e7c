"""What the hall sees: one screen, filled by the step that is shown.

It knows no key and no job; ``presenter`` tells it what to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gilviz.gui.lecture.geometry import (
    BODY_BOTTOM,
    BODY_TOP,
    CAPTION_HEIGHT,
    CAPTION_TOP,
    FOOT_HEIGHT,
    FOOT_TOP,
    SIDE,
    SMALLEST,
    TEXT,
    TITLE,
    TITLE_HEIGHT,
    TITLE_TOP,
    Unit,
)
from gilviz.gui.lecture.letters import CENTRE, LEFT, RIGHT, TOP, Letters
from gilviz.gui.lecture.pages import Pages
from gilviz.gui.lecture.picture import HallPicture
from gilviz.gui.lecture.slide import Slide
from gilviz.gui.timeline import ink
from gilviz.render.theme import Theme

Page = Callable[[Pages, QRectF], float | None]
"""Paints what fills the screen; where lanes go below it, it says how high that is."""


@dataclass(frozen=True)
class Content:
    """What fills the screen.

    Args:
        told: What it was made from: another page is painted only if that is different.
        page: Paints what is no picture; None where the picture fills all of it.
        pictured: Whether lanes are shown: alone, or below the page where there is room.
    """

    told: object
    page: Page | None = None
    pictured: bool = False


class HallView(QWidget):
    """A window of its own, meant for a whole screen.

    Args:
        theme: The colours.
    """

    key_pressed = Signal(QKeyEvent)
    closed = Signal()
    stepped = Signal()
    """A click: the next step, for presenters with a mouse."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._slide = Slide("")
        self._content = Content(None)
        self._blank = False
        self.picture = HallPicture(theme, self)
        self.picture.hide()
        self.setWindowTitle("gilviz lecture")
        self.setObjectName("hall")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setMinimumSize(640, 360)
        self.setAccessibleName("Lecture")

    @property
    def slide(self) -> Slide:
        """What stands around the page."""
        return self._slide

    @property
    def content(self) -> Content:
        """What fills the screen."""
        return self._content

    @property
    def blank(self) -> bool:
        """Whether the screen is black."""
        return self._blank

    @property
    def unit(self) -> Unit:
        """The design's pixels on this screen."""
        return Unit(self.width(), self.height())

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.picture.set_theme(theme)
        self.update()

    def show_content(self, slide: Slide, content: Content, *, blank: bool) -> None:
        """Show this; what stays as it was is not painted anew."""
        before, told, was_blank = self._slide, self._content, self._blank
        self._slide, self._content, self._blank = slide, content, blank
        if blank != was_blank or content.pictured != told.pictured or content.told != told.told:
            self._place_picture()
            self.update()
        elif slide != before:
            for area in self._changed(before, slide):
                self.update(area)

    def _changed(self, before: Slide, now: Slide) -> list[QRect]:
        px, wide = self.unit.px, self.width()
        areas = []
        if (before.title, before.caption, before.badge) != (now.title, now.caption, now.badge):
            areas.append(QRect(0, 0, wide, px(BODY_TOP)))
        if (before.place, before.notice, before.foot) != (now.place, now.notice, now.foot):
            areas.append(QRect(0, px(FOOT_TOP) - 2, wide, self.height()))
        return areas

    @property
    def _body(self) -> QRectF:
        px = self.unit.px
        return QRectF(px(SIDE), px(BODY_TOP), self.width() - 2 * px(SIDE), px(BODY_BOTTOM) - px(BODY_TOP))

    def _place_picture(self) -> None:
        """All of the body, or what the page leaves of it; nowhere if that is too little."""
        px = self.unit.px
        shown = self._content.pictured and not self._blank
        top = px(BODY_TOP)
        if shown and self._content.page is not None:
            top = round(self._measured(self._content.page)) + px(16)
        bottom = px(BODY_BOTTOM) + px(12)
        shown = shown and bottom - top >= px(220)
        self.picture.setVisible(shown)
        if shown:
            self.picture.set_unit(self.unit)
            self.picture.setGeometry(0, top, self.width(), bottom - top)

    def _measured(self, page: Page) -> float:
        """Where a page ends, found by painting it nowhere."""
        nowhere = QImage(1, 1, QImage.Format.Format_RGB32)
        painter = QPainter(nowhere)
        bottom = self._body.top() + (page(self._pages(painter), self._body) or 0.0)
        painter.end()
        return bottom

    def _pages(self, painter: QPainter) -> Pages:
        return Pages(painter, Letters(painter, self.font(), self.unit), self._theme, self.unit)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._blank:
            painter.fillRect(event.rect(), Qt.GlobalColor.black)
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), ink.colour(self._theme.surface))
        letters = Letters(painter, self.font(), self.unit)
        self._paint_head(painter, letters)
        if self._content.page is not None and event.rect().intersects(self._body.toAlignedRect()):
            self._content.page(self._pages(painter), self._body)
        self._paint_foot(letters)
        painter.end()

    def _paint_head(self, painter: QPainter, letters: Letters) -> None:
        px, theme, slide = self.unit.px, self._theme, self._slide
        right = float(self.width() - px(SIDE))
        if slide.badge:
            text = f"RECORDED · {slide.badge}"
            wide = letters.width(text, SMALLEST, bold=True) + px(40)
            box = QRectF(right - wide, px(TITLE_TOP) + px(8), wide, px(54))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.colour(theme.warning))
            painter.drawRoundedRect(box, px(10), px(10))
            letters.line(box, text, SMALLEST, theme.surface, bold=True, align=CENTRE)
            right = box.left() - px(30)
        left = px(SIDE)
        letters.fitted(QRectF(left, px(TITLE_TOP), right - left, px(TITLE_HEIGHT)), slide.title, TITLE, theme.text)
        caption = QRectF(left, px(CAPTION_TOP), self.width() - 2 * left, px(CAPTION_HEIGHT))
        letters.line(caption, slide.caption, TEXT, theme.accent, align=LEFT)

    def _paint_foot(self, letters: Letters) -> None:
        """Nothing here has to be seen by the hall."""
        px, theme, slide = self.unit.px, self._theme, self._slide
        left, wide = px(SIDE), self.width() - 2 * px(SIDE)
        if slide.notice:
            place = QRectF(left, px(FOOT_TOP), wide, px(FOOT_HEIGHT - 90))
            letters.paragraph(place, slide.notice, SMALLEST, theme.warning, align=TOP)
        last = QRectF(left, self.height() - px(70), wide, px(50))
        letters.line(last, slide.place, SMALLEST, theme.muted, align=RIGHT)
        letters.line(last, slide.foot, SMALLEST, theme.muted, align=LEFT)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_picture()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.stepped.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
