"""What a picture is painted with: its colours, and what they tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from gilviz.render.bands import Inks
from gilviz.render.colouring import ColourBy, Colouring
from gilviz.render.palette import Palette


@dataclass(frozen=True, eq=False)
class Paints:
    """A palette, ready for what colours tell.

    Args:
        palette: The colours.
        colouring: Turns shares of time into codes; it keeps what it has found out of a run's tasks, and goes with that run.
        inks: Turns codes into pixels.
    """

    palette: Palette
    colouring: Colouring
    inks: Inks

    @classmethod
    def of(cls, palette: Palette, colour_by: ColourBy) -> Self:
        """For a run that nothing is known of yet."""
        return cls(palette, colour_by.make(), Inks(palette, coloured=colour_by is not ColourBy.STATE))
