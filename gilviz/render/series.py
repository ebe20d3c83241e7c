"""The colours of curves: one for each series or run."""

from __future__ import annotations

from typing import Final

from gilviz.render.contrast import Rgb, contrast, mix
from gilviz.render.theme import Theme

LEAST_CONTRAST: Final = 3.0


def line_colour(number: int, theme: Theme) -> Rgb:
    """A curve's colour by its place, from 0: a worker's own, towards the text's until a thin line can be seen from afar."""
    rgb = theme.worker(number + 1)
    for share in range(11):
        found = mix(rgb, theme.text, share / 10)
        if contrast(found, theme.surface) >= LEAST_CONTRAST:
            return found
    return theme.text
