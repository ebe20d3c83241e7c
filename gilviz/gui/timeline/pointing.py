"""What lies below the pointer: the card that says it, and which lane was clicked."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot

from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.stage import Stage
from gilviz.render.theme import Theme


class Pointing(QObject):
    """Answers to the pointer over a stage.

    Args:
        stage: What is pointed at.
        theme: The colours.

    Attributes:
        card: Says what is there.
    """

    clicked = Signal(int, int)
    """A lane was clicked: its panel's key, the worker's number."""
    moment_clicked = Signal(int, int, object)
    """The same, with the time in ns from the runs' zero; not where a lane's name was."""
    double_clicked = Signal(int, int, object)
    """The same, twice at once, and the time in ns from the runs' zero: as a C++ int it would end at 2.1 s."""

    def __init__(self, stage: Stage, theme: Theme) -> None:
        super().__init__(stage)
        self._stage = stage
        self.card = HoverCard(theme, stage.plot.viewport())
        plot = stage.plot
        plot.pointer_moved.connect(self._on_moved)
        plot.pointer_left.connect(self.card.hide)
        for moved in (stage.looked_elsewhere, stage.scrolled):  # what it told of is elsewhere
            moved.connect(self.card.hide)
        for item in (plot.box, plot.gutter):
            item.clicked.connect(self._on_clicked)
        plot.box.clicked.connect(self._on_moment_clicked)
        plot.box.double_clicked.connect(self._on_double_clicked)

    def _picture_at(self, y: float) -> tuple[PanelPicture, int] | None:
        """The panel at a height of the canvas, and that height in the content, in device pixels."""
        down = self._stage.content_y(y)
        picture = self._stage.picture_at(down)
        return None if picture is None else (picture, down)

    def _lane_at(self, place: QPointF) -> tuple[int, int] | None:
        """The panel's key and the worker's number at a place of the canvas or the gutter; None beside all lanes."""
        found = self._picture_at(place.y())
        number = found[0].lane_number_at(found[1]) if found is not None else None
        return (found[0].panel.key, number) if found is not None and number is not None else None

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        lane = self._lane_at(place)
        if lane is not None:
            self.clicked.emit(*lane)

    @Slot(QPointF)
    def _on_moment_clicked(self, place: QPointF) -> None:
        lane = self._lane_at(place)
        if lane is not None:
            self.moment_clicked.emit(*lane, self._stage.time_at(place.x()))

    @Slot(QPointF)
    def _on_double_clicked(self, place: QPointF) -> None:
        lane = self._lane_at(place)
        if lane is not None:
            self.double_clicked.emit(*lane, self._stage.time_at(place.x()))

    @Slot(QPoint)
    def _on_moved(self, at: QPoint) -> None:
        plot = self._stage.plot
        place, beside = plot.on_canvas(at), plot.beside_canvas(at)
        down = place.y() if place is not None else beside
        found = self._picture_at(down) if down is not None else None
        if found is None:
            self.card.hide()
        elif place is None:
            self.card.show_hint(found[0].name_hint_at(found[1]), at)
        else:
            start, end = self._stage.column_at(place.x())
            hidden = plot.curtain.hides(start)
            self.card.show_hint(None if hidden else found[0].hint_at(found[1], start, end), at)
