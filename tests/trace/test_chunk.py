"""What a chunk finds when it has too many transitions to look through all of them."""

from __future__ import annotations

import numpy as np
import pytest

from gilviz.runner.protocol import State
from gilviz.trace.chunk import Chunk
from tests.trace import lanes


def filled(count: int, room: int, gap: int) -> Chunk:
    """A chunk of transitions up to ``gap`` ns apart, many of them at the same time."""
    chance = np.random.default_rng(count)
    chunk = Chunk(room, None)
    times = chance.integers(0, gap + 1, count).cumsum()
    states = chance.integers(0, len(State), count).astype(np.uint8)
    for part in np.array_split(np.arange(count), 7):
        chunk.append(times[part], states[part], np.zeros(len(part), np.uint8), np.zeros(len(part), np.int32))
    return chunk


@pytest.mark.parametrize("gap", [1, 2, 1000])
@pytest.mark.parametrize(("count", "room"), [(16_384, 20_000), (16_385, 20_000), (20_000, 20_000), (30_001, 1 << 15)])
def test_the_last_transition_until_a_time_is_found_among_many(count: int, room: int, gap: int) -> None:
    chunk = filled(count, room, gap)
    first, last = int(chunk.times[0]), chunk.last_time
    asked = np.sort(np.random.default_rng(0).integers(first, last + 2 * gap, 3000))
    asked = np.concatenate([[first], asked, [last, last + 1, last + 10**12]])
    asked.sort()
    expected = chunk.times[:count].searchsorted(asked, side="right") - 1
    assert np.array_equal(chunk._last_until(asked), expected)
    assert np.array_equal(chunk._last_until(asked[:3]), expected[:3])


def test_chunks_grow_and_every_transition_is_found_in_its_own() -> None:
    listed = [(10 * number, State(number % len(State)), 0) for number in range(200)]
    lane = lanes.lane_of(listed, 2000, chunk_size=3)
    assert [lane.time_of(number) for number in range(200)] == [time for time, _, _ in listed]
    sizes = [len(block) for block in lane.blocks()]
    assert sum(sizes) == 200
    assert sizes[:5] == [3, 6, 12, 24, 48]
    assert [segment.start for block in lane.blocks(20) for segment in block] == [time for time, _, _ in listed[20:]]
