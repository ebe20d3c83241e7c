"""The page that a picture shows: title, timeline, legend, and what it was made of and by. Laid out offscreen, never seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from gilviz.gui.legend import Legend
from gilviz.gui.style import SPACE, hexadecimal
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.colouring import ColourBy
from gilviz.render.navigation import View
from gilviz.render.order import LaneView
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

WIDTH: Final = 1280
MARGIN: Final = 20
HEIGHT_OF_PANEL: Final = 230
"""Logical pixels, as the window gives them on a screen of ordinary size."""
HEIGHT_OF_LANE: Final = 26


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
    """A page that can be rendered at once.

    Args:
        content: What it shows.
        scale: Pixels of the picture per logical pixel of the page.
        size: In logical pixels; None for a width of ``WIDTH`` and the height that the lanes ask for.
    """

    def __init__(self, content: PageContent, scale: float = 1.0, size: QSize | None = None) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAutoFillBackground(True)
        theme = content.theme
        self.setStyleSheet(
            f"Page {{ background: {hexadecimal(theme.surface)}; }} QLabel {{ color: {hexadecimal(theme.text)}; }}"
            f" QLabel#provenance {{ color: {hexadecimal(theme.muted)}; }}"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.timeline = TimelineView(theme, self, scale=scale)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title, provenance = QLabel(content.title, self), QLabel(content.provenance, self)
        title.setStyleSheet("font-size: 18px; font-weight: 600;")
        provenance.setObjectName("provenance")
        provenance.setWordWrap(True)
        legend = Legend(theme, self)
        for entry in legend.entries:
            entry.setChecked(entry.swatch.state is content.isolated)
        legend.show_colours(content.colour_by.value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addWidget(title)
        layout.addWidget(self.timeline, 1)
        layout.addWidget(legend)
        layout.addWidget(provenance)
        self.resize(size or QSize(WIDTH, _height(content)))
        self.show()
        self.timeline.set_panels(content.panels)
        self.timeline.isolate(content.isolated)
        self.timeline.set_colours(content.colour_by)
        self.timeline.show_lanes(content.lanes)
        if content.view is not None:
            self.timeline.steering.show(content.view)
        # What was laid out in answer to the first sizes is asked for now: nobody waits for the event loop.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.timeline.refresh()


def _height(content: PageContent) -> int:
    lanes = sum(_lanes(panel, content.lanes.get(panel.key, LaneView())) for panel in content.panels)
    return 180 + HEIGHT_OF_PANEL * len(content.panels) + HEIGHT_OF_LANE * lanes


def _lanes(panel: Panel, view: LaneView) -> int:
    """How many of its lanes are shown."""
    if view.collapsed:
        return 1
    lanes = panel.trace.lanes if panel.trace is not None else ()
    return max(panel.workers, len(lanes), 1) - sum(lane.identity in view.hidden for lane in lanes)
