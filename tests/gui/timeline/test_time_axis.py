"""The axis names times where they are."""

from __future__ import annotations

import numpy as np
import pytest

from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.render.time_text import tick_text
from tests.gui.timeline.views import MakeView, a_panel, pixels
from tests.render.hand_made import MS, threads


@pytest.mark.parametrize(("start", "duration"), [(0.0, 0.1), (0.0123, 0.0456), (-0.3, 2.0), (0.05, 3e-6)])
def test_each_tick_stands_where_the_time_is_that_it_names(make_view: MakeView, start: float, duration: float) -> None:
    view = make_view()
    view.set_panels([a_panel(1, threads(2, 100 * MS))])
    view.steering.show(Stretch(start, duration))
    stage = view._stage
    axis = stage.plot._axis
    ticks = list(axis._ticks(axis.mapRectFromParent(axis.geometry())))
    assert len(ticks) >= 3
    spacing = (ticks[1][0] - ticks[0][0]) * stage.grid.pitch / stage._scale / 1e9
    for x, text in ticks:
        seconds = stage.time_at(x) / 1e9
        assert text == tick_text(round(seconds / spacing) * spacing, spacing)
        assert 0 <= x <= stage.plot.area.width() + 1


def test_line_and_labels_are_painted_below_the_canvas(make_view: MakeView) -> None:
    view = make_view()
    view.set_panels([a_panel(1, threads(2, 100 * MS))])
    below = pixels(view)[-30:]
    assert (below == pixel(LIGHT.muted)).any()
    row = (pixels(view) == pixel(LIGHT.border)).sum(axis=1)
    assert np.max(row[-40:]) >= view._stage.plot.area.width()
