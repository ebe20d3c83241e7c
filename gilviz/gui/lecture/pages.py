"""The hall's pages that are no picture: the title, points, the question, bars, code, and what happened in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gilviz.gui.code.syntax import Span, coloured_lines
from gilviz.gui.lecture.geometry import HUGE, LARGE, SMALLEST, TEXT, TITLE, Unit
from gilviz.gui.lecture.letters import CENTRE, LEFT, RIGHT, TOP, Letters
from gilviz.gui.lecture.shown import ShownRun
from gilviz.gui.lecture.slide import Bars
from gilviz.gui.look import style
from gilviz.gui.timeline import ink
from gilviz.lecture.excerpts import ShownCode
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

CODE_LINE = 44
"""Height of a line of code, in the design's pixels."""
LARGEST_CODE = 1.5
"""How many times as large it is at most."""
BAR, BAR_GAP = 84, 40
LABELS, MOST_LABELS = 400, 760


class Pages:
    """Paints them.

    Args:
        painter: With what.
        letters: Write.
        theme: The colours.
        unit: The design's pixels.
    """

    def __init__(self, painter: QPainter, letters: Letters, theme: Theme, unit: Unit) -> None:
        self._painter = painter
        self._letters = letters
        self._theme = theme
        self._unit = unit

    def cover(self, place: QRectF, title: str, summary: str, hint: str) -> None:
        """The lecture's title, before it has started."""
        px, letters, theme = self._unit.px, self._letters, self._theme
        box = QRectF(place.left(), place.top() + px(90), place.width(), px(220))
        letters.paragraph(box, title, 96, theme.text, bold=True)
        letters.paragraph(QRectF(place.left(), box.bottom(), place.width(), px(160)), summary, LARGE, theme.muted)
        letters.line(QRectF(place.left(), place.bottom() - px(60), place.width(), px(56)), hint, SMALLEST, theme.accent)

    def points(self, place: QRectF, points: Sequence[str], shown: int) -> None:
        """Sentences below each other, the newest in full colour."""
        px, theme = self._unit.px, self._theme
        top, room = place.top() + px(12), place.height() / max(len(points), 1)
        for number, text in enumerate(points[:shown]):
            left = place.left() + px(56)
            box = QRectF(left, top, place.right() - left, min(room, px(150)) - px(8))
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(ink.colour(theme.accent))
            self._painter.drawRoundedRect(QRectF(place.left(), top + px(16), px(14), px(38)), px(4), px(4))
            newest = number == shown - 1
            size = 52 if len(points) <= 4 else LARGE
            height = self._letters.paragraph(box, text, size, theme.text, bold=newest and shown < len(points))
            top += max(height + px(34), min(room, px(104)))

    def question(self, place: QRectF, ask: str, typed: str, guess: str, unit: str) -> None:
        """The question, and the hall's guess as it is typed."""
        px, theme = self._unit.px, self._theme
        box = QRectF(place.left(), place.top() + px(10), place.width(), px(240))
        self._letters.paragraph(box, ask, 76, theme.text, bold=True)
        field = QRectF(place.left(), box.bottom() + px(20), px(900), px(170))
        self._painter.setPen(QPen(ink.colour(theme.accent), px(5)))
        self._painter.setBrush(ink.colour(theme.window))
        self._painter.drawRoundedRect(field, px(16), px(16))
        inner = field.adjusted(px(40), 0, -px(40), 0)
        if typed or guess:
            tone = theme.text if guess and not typed else theme.accent
            self._letters.line(inner, f"{typed}▏ {unit}" if typed else guess, HUGE, tone, bold=True)
        else:
            self._letters.line(inner, f"? {unit}", HUGE, theme.muted, bold=True)
        hint = "digits, then Enter" if not guess or typed else "that is the hall’s guess"
        self._letters.line(QRectF(field.right() + px(40), field.top(), px(800), field.height()), hint, SMALLEST, theme.muted)

    def bars(self, place: QRectF, bars: Bars) -> None:
        """One figure of every run, and the guess as a line across."""
        px, theme = self._unit.px, self._theme
        self._letters.line(QRectF(place.left(), place.top(), place.width(), px(56)), bars.title, TEXT, theme.muted)
        top = place.top() + px(124)
        widest = max((self._letters.width(label, LARGE, bold=True) for label, _, _ in bars.rows), default=0.0)
        labels = min(max(widest + px(40), px(LABELS)), px(MOST_LABELS))
        left, right = place.left() + labels, place.right() - px(230)
        known = [value for _, value, _ in bars.rows if value is not None]
        most = max([*known, bars.guess[0] if bars.guess else 0.0, 1e-9])
        pitch = min((place.bottom() - top) / max(len(bars.rows), 1), px(BAR + BAR_GAP))
        thick = pitch * BAR / (BAR + BAR_GAP)
        for number, (label, value, text) in enumerate(bars.rows):
            y = top + number * pitch
            self._letters.fitted(QRectF(place.left(), y, labels - px(30), thick), label, LARGE, theme.text)
            wide = 0.0 if value is None else max((right - left) * max(value, 0.0) / most, px(3))
            self._painter.fillRect(QRectF(left, y, right - left, thick), ink.colour(theme.band))
            self._painter.fillRect(QRectF(left, y, wide, thick), ink.colour(theme.states[State.RUNNING]))
            self._letters.line(QRectF(right + px(20), y, px(230), thick), text, LARGE, theme.text, bold=True)
        if bars.guess is not None:
            self._guess(left + (right - left) * bars.guess[0] / most, top, top + len(bars.rows) * pitch, bars.guess[1])

    def _guess(self, x: float, top: float, bottom: float, text: str) -> None:
        px, theme = self._unit.px, self._theme
        pen = QPen(ink.colour(theme.accent), px(6))
        pen.setDashPattern([2.5, 1.5])
        self._painter.setPen(pen)
        self._painter.drawLine(QLineF(x, top - px(14), x, bottom))
        wide = self._letters.width(text, SMALLEST, bold=True) + px(36)
        box = QRectF(x - wide / 2, top - px(62), wide, px(48))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(ink.colour(theme.accent))
        self._painter.drawRoundedRect(box, px(8), px(8))
        self._letters.line(box, text, SMALLEST, theme.accent_text, bold=True, align=CENTRE)

    def doing(self, place: QRectF, text: str) -> None:
        """What goes on while there is nothing to see yet."""
        box = QRectF(place.left(), place.top() + self._unit.px(60), place.width(), self._unit.px(300))
        self._letters.paragraph(box, text, TITLE, self._theme.muted)

    def code(self, place: QRectF, code: ShownCode, base: QFont, *, enlarged: bool) -> float:
        """Lines of the code that runs, as large as there is room for if that is wished; returns their height in screen pixels."""
        px, colours = self._unit.px, self._theme.code
        lines = code.text.split("\n")
        font = style.code_font(base)
        font.setPixelSize(px(SMALLEST))
        larger = _room(place, lines, QFontMetricsF(font), px) if enlarged else 1.0
        pitch = min(px(CODE_LINE * larger), (place.height() - px(52)) / max(len(lines), 1))
        font.setPixelSize(px(SMALLEST * larger))
        metrics = QFontMetricsF(font)
        self._letters.line(QRectF(place.left(), place.top(), place.width(), px(44)), code.file, SMALLEST, self._theme.muted)
        top = place.top() + px(52)
        numbers = metrics.horizontalAdvance("000 ")
        for row, (text, spans) in enumerate(zip(lines, coloured_lines(code.text), strict=False)):
            box = QRectF(place.left() + numbers + px(20), top + row * pitch, place.width(), pitch)
            if row in code.marked:
                self._painter.fillRect(QRectF(place.left(), box.top(), place.width(), pitch), ink.colour(colours.marked))
            self._painter.setFont(font)
            self._painter.setPen(ink.colour(colours.line_number))
            number = QRectF(place.left(), box.top(), numbers, pitch)
            self._painter.drawText(number, RIGHT, str(code.first_line + row))
            self._code_line(box, text, spans, metrics)
        return float(px(52) + len(lines) * pitch)

    def _code_line(self, box: QRectF, text: str, spans: Sequence[Span], metrics: QFontMetricsF) -> None:
        """One line, each piece in its colour."""
        colours = self._theme.code
        pens = [colours.text] * len(text)
        for span in spans:
            for at in range(span.start, min(span.start + span.length, len(text))):
                pens[at] = getattr(colours, span.ink.value)
        start = 0
        for at in range(1, len(text) + 1):
            if at == len(text) or pens[at] != pens[start]:
                left = box.left() + metrics.horizontalAdvance(text[:start])
                self._painter.setPen(ink.colour(pens[start]))
                self._painter.drawText(QRectF(left, box.top(), box.width(), box.height()), LEFT, text[start:at])
                start = at

    def verdicts(self, place: QRectF, runs: Sequence[ShownRun], first: str, waiting: str) -> None:
        """What happened, a sentence for each run; and before them what became of the guess."""
        px, theme = self._unit.px, self._theme
        top = place.top()
        if first:
            self._letters.line(QRectF(place.left(), top, place.width(), px(64)), first, TITLE, theme.accent, bold=True)
            top += px(84)
        told = [run for run in runs if run.sentence]
        if not told:
            self._letters.line(QRectF(place.left(), top, place.width(), px(60)), waiting, TEXT, theme.muted)
            return
        room = place.bottom() - top - len(told) * px(56)
        size = self._letters.fitting([run.sentence for run in told], place.width(), room, TEXT)
        heights = [self._letters.height(run.sentence, place.width(), size) for run in told]
        gap = min(max((room - sum(heights)) / len(told), 0.0), px(60))
        for run, high in zip(told, heights, strict=True):
            self._letters.line(QRectF(place.left(), top, place.width(), px(54)), run.label, LARGE, theme.text, bold=True)
            box = QRectF(place.left(), top + px(56), place.width(), high)
            self._letters.paragraph(box, run.sentence, size, theme.text, align=TOP)
            top += px(56) + high + gap


def _room(place: QRectF, lines: Sequence[str], metrics: QFontMetricsF, px: Callable[[float], int]) -> float:
    """How many times as large code can be."""
    high = (place.height() - px(52)) / (max(len(lines), 1) * px(CODE_LINE))
    wide = (place.width() - px(40)) / (max(map(metrics.horizontalAdvance, lines)) + metrics.horizontalAdvance("000 ") + 1)
    return max(min(high, wide, LARGEST_CODE), 1.0)
