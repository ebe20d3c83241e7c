"""The page that a picture shows: title, timeline, legend, and what it was made of and by. Laid out offscreen, never seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QVBoxLayout, QWidget

from gilviz.gui.look.ringed import RIM
from gilviz.gui.look.style import SPACE, hexadecimal
from gilviz.gui.timeline.legend import Legend
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.time_axis import HEIGHT as AXIS
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.colouring import ColourBy
from gilviz.render.navigation import View
from gilviz.render.order import LaneView
from gilviz.render.page_layout import arrange_page, room_for
from gilviz.render.state_text import kinds_of
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

WIDTH: Final = 1280
MARGIN: Final = 20
MOST_NAMES: Final = 2
"""Runs that are called by their names."""
TALLEST: Final = 1750
"""Logical pixels that all panels of a picture may have together: with title and legend, a sheet of paper."""


@dataclass(frozen=True)
class PageContent:
    """What is to be seen.

    Args:
        title: What was run.
        provenance: By what, where and when.
        panels: The runs.
        view: The stretch of time; None for all of it.
        theme: The colours.
        isolated: The one state that keeps its colour; None where all do.
        colour_by: What colours tell.
        lanes: How the lanes of each panel are shown, by its key; of those that are missing, all are.
    """

    title: str
    provenance: str
    panels: tuple[Panel, ...]
    view: View
    theme: Theme
    isolated: State | None = None
    colour_by: ColourBy = ColourBy.STATE
    lanes: Mapping[int, LaneView] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How long the longest run is, as far as it is known, in ns."""
        known = [
            lane.known_until - panel.trace.origin
            for panel in self.panels
            if panel.trace is not None and panel.trace.origin is not None
            for lane in panel.trace.lanes
            if len(lane)
        ]
        return max(known, default=0)


class Page(QWidget):
    """A page that can be rendered at once; as high as its lanes ask for, within reason: see ``render.page_layout``.

    Args:
        content: What it shows.
        scale: Pixels of the picture per logical pixel of the page.
        tallest: Logical pixels that all panels together may have, as long as lanes can be made lower instead.

    Attributes:
        timeline: The lanes.
        remark: What is shown otherwise than it was asked for, in a sentence; empty where nothing is.
    """

    def __init__(self, content: PageContent, scale: float = 1.0, tallest: int = TALLEST) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        theme = content.theme
        self.setStyleSheet(
            f"Page {{ background: {hexadecimal(theme.surface)}; }} QLabel {{ color: {hexadecimal(theme.text)}; }}"
            f" QLabel#provenance, QLabel#remark {{ color: {hexadecimal(theme.muted)}; }}"
        )
        self.timeline = TimelineView(theme, self, scale=scale, layout=arrange_page)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.timeline.arranging.hide_signs()
        self.timeline.set_panels(content.panels)
        self.timeline.show_lanes(content.lanes)
        self.remark = self._make_room(content, tallest)
        self._lay_out(content)
        self.show()
        self.timeline.isolate(content.isolated)
        self.timeline.set_colours(content.colour_by)
        if content.view is not None:
            self.timeline.steering.show(content.view)
        # What was laid out in answer to the first sizes is asked for now: nobody waits for the event loop.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.timeline.refresh()

    def _make_room(self, content: PageContent, tallest: int) -> str:
        """Give the timeline its height, and draw as one band what has no room; returns the remark on that."""
        pictures = self.timeline.pictures
        height, bands = room_for([picture.shape for picture in pictures], tallest)
        self.timeline.setFixedHeight(height + AXIS + 2 * RIM)
        crowded = [picture for place, picture in enumerate(pictures) if place in bands]
        views = {picture.panel.key: dataclasses.replace(picture.view, collapsed=True) for picture in crowded}
        self.timeline.show_lanes({**content.lanes, **views})
        lanes = sum(picture.shape.lanes or len(picture.lanes) for picture in crowded)
        return f"One band stands for all workers of {_named(crowded)}: {lanes} lanes have no room on a page." if crowded else ""

    def _lay_out(self, content: PageContent) -> None:
        title, remark, provenance = (QLabel(text, self) for text in (content.title, self.remark, content.provenance))
        title.setStyleSheet("font-size: 18px; font-weight: 600;")
        for label, name in ((remark, "remark"), (provenance, "provenance")):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setVisible(bool(label.text()))
        legend = Legend(content.theme, self)
        for entry in legend.entries:
            entry.setChecked(entry.swatch.state is content.isolated)
        legend.show_kinds(kinds_of(lane for panel in content.panels if panel.trace for lane in panel.trace.lanes))
        legend.show_colours(content.colour_by.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(SPACE)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # else: as high as it would be if it were narrow
        for part in (title, self.timeline, legend, remark, provenance):
            column.addWidget(part)
        self.resize(WIDTH, column.totalHeightForWidth(WIDTH))


def _named(pictures: Sequence[PanelPicture]) -> str:
    """The runs of these, by their executors' names as far as that is short."""
    names = list(dict.fromkeys(picture.panel.headline.title.partition(" · ")[0] for picture in pictures))
    return " and ".join(names) if len(names) <= MOST_NAMES and len(names) == len(pictures) else f"{len(pictures)} runs"
