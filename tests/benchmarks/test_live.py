from __future__ import annotations

import pytest

from tests.benchmarks.live import figures, percentile
from tests.benchmarks.live_probe import Watched

MS = 1_000_000
SEEN = Watched("threading", (0, 30 * MS, 60 * MS, 180 * MS), (1.0, 1.003, 1.006, 1.018))


def test_what_was_watched_is_told_per_second_and_from_frame_to_frame() -> None:
    assert SEEN.gaps_ms == [30, 30, 120]
    assert SEEN.frames_per_s == pytest.approx(3 / 0.18)
    assert SEEN.share_percent == pytest.approx(10)
    assert Watched.from_json(SEEN.to_json()) == SEEN


def test_one_long_gap_breaks_the_promise_whatever_the_median_is() -> None:
    share, frames, cost, gaps, longest = figures("threading", [SEEN, SEEN])
    assert share.met
    assert not frames.met
    assert cost.value == pytest.approx(3)
    assert gaps.value == 30
    assert longest.value == 120
    assert not longest.met
    assert percentile([float(number) for number in range(1000)], 95) == pytest.approx(950, abs=2)
