"""The pictures of all panels: made, coloured alike, and given their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.colouring import ColourBy
from gilviz.render.layout import Layout, PanelShape
from gilviz.render.palette import Palette
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

FindsPlaces = Callable[[Sequence[PanelShape], int, float], Layout]
"""Finds everything's place, for panels of some shapes in a height at a scale; see ``render.layout.arrange``."""


class Collection:
    """The panels, from top to bottom.

    Args:
        theme: The colours.
        scale: Device pixels per logical pixel.
        layout: Finds everything's place.

    Attributes:
        pictures: One for each panel.
        scale: Device pixels per logical pixel, as of now.
        theme: The colours, as of now.
        isolated: The one state that keeps its colour; None where all do.
        colour_by: What colours tell.
    """

    def __init__(self, theme: Theme, scale: float, layout: FindsPlaces) -> None:
        self.pictures: tuple[PanelPicture, ...] = ()
        self.scale, self.theme = scale, theme
        self.isolated: State | None = None
        self.colour_by = ColourBy.STATE
        self._arrange = layout
        self._palette = Palette.of(theme, scale)
        self._shapes: tuple[PanelShape, ...] = ()
        self._layout = Layout((), 0)

    def take(self, panels: Sequence[Panel]) -> bool:
        """Show these runs; panels with known keys are updated in place. Returns whether other panels stand here now."""
        known = {picture.panel.key: picture for picture in self.pictures}
        for panel in panels:
            if panel.key in known:
                known[panel.key].show_panel(panel)
        before = list(known)
        self.pictures = tuple(known.get(panel.key) or PanelPicture(panel, self._palette, self.colour_by) for panel in panels)
        return [picture.panel.key for picture in self.pictures] != before

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.theme = theme
        self._use_palette()

    def isolate(self, state: State | None) -> None:
        """Let one state alone keep its colour; None gives all of them theirs back."""
        self.isolated = state
        self._use_palette()

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else."""
        self.colour_by = colour_by
        for picture in self.pictures:
            picture.set_colours(colour_by)

    def needs_places(self, scale: float) -> bool:
        """Whether what was laid out is too small or too large by now, or its pixels are."""
        return tuple(picture.shape for picture in self.pictures) != self._shapes or scale != self.scale

    def lay_out(self, height: float, scale: float) -> int:
        """Find everything's place.

        Args:
            height: What there is room for, in logical pixels.
            scale: Device pixels per logical pixel.

        Returns:
            How high the content is, in device pixels: it may be more.
        """
        if scale != self.scale:
            self.scale = scale
            self._use_palette()
        self._shapes = tuple(picture.shape for picture in self.pictures)
        self._layout = self._arrange(self._shapes, round(height * scale), scale)
        for picture, place in zip(self.pictures, self._layout.panels, strict=True):
            picture.place = place
        return self._layout.height

    def at(self, y: int) -> PanelPicture | None:
        """The panel at a height of the content; None beside all."""
        index = self._layout.panel_at(y)
        return None if index is None else self.pictures[index]

    def _use_palette(self) -> None:
        self._palette = Palette.of(self.theme, self.scale, self.isolated)
        for picture in self.pictures:
            picture.set_palette(self._palette)
