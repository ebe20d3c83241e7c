"""Chunks of a lane: each larger than the one before, and what they hold is found again."""

from __future__ import annotations

import numpy as np
import pytest

from gilviz.runner.protocol import State
from gilviz.trace.chunk import CHUNK, LARGEST, Chunk, first_chunk
from gilviz.trace.rows import ROW, STATES
from tests.trace import lanes


def test_chunks_grow_and_every_transition_is_found_in_its_own() -> None:
    listed = [(10 * number, State(number % len(State)), 0) for number in range(200)]
    lane = lanes.lane_of(listed, 2000, chunk_size=3)
    assert [lane.time_of(number) for number in range(200)] == [time for time, _, _ in listed]
    sizes = [len(block) for block in lane.blocks()]
    assert sum(sizes) == 200
    assert sizes[:5] == [3, 6, 12, 24, 48]
    assert [segment.start for block in lane.blocks(20) for segment in block] == [time for time, _, _ in listed[20:]]


def test_no_array_of_a_chunk_is_so_large_that_numpy_asks_for_huge_pages() -> None:
    chunk = Chunk(LARGEST, None)
    sizes = [array.nbytes for array in vars(chunk).values() if hasattr(array, "nbytes")]
    assert len(sizes) > 5
    assert max(sizes) < 1 << 22


def test_lanes_that_grow_alike_need_their_next_chunks_at_different_times() -> None:
    sizes = [first_chunk(number) for number in range(1, 17)]
    assert len(set(sizes)) == len(sizes)
    assert min(sizes) >= CHUNK
    assert all(size % ROW == 0 for size in sizes)


@pytest.mark.parametrize("portion", [1, 7, 33, 1000])
def test_what_was_spent_is_the_same_however_many_transitions_come_at_once(portion: int) -> None:
    chance = np.random.default_rng(portion)
    times = chance.integers(0, 1000, 3000).cumsum()
    states, tasks = chance.integers(0, STATES, 3000), np.zeros(3000, dtype=np.int64)
    chunk = Chunk(3000, None)
    for first in range(0, 3000, portion):
        some = slice(first, first + portion)
        chunk.append(times[some], states[some], tasks[some], tasks[some])
    spent = np.zeros(STATES, dtype=np.int64)
    np.add.at(spent, states[:-1], np.diff(times))
    assert np.array_equal(chunk.spent_until(int(times[-1])), spent)
