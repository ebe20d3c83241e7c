from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.replay import SPEEDS, Replay

SECOND = 1_000_000_000


def of(length: int = 2 * SECOND) -> Replay:
    replay = Replay()
    replay.set_length(length)
    return replay


def test_nothing_is_replayed_at_first_and_nothing_without_runs() -> None:
    replay = Replay()
    replay.play()
    assert replay.position is None
    assert not replay.advance(1.0)


def test_it_goes_as_fast_as_it_is_told() -> None:
    for speed in SPEEDS[:-3]:
        replay = of()
        replay.speed = speed
        replay.play()
        for _ in range(60):
            replay.advance(1 / 60)
        assert replay.position == pytest.approx(speed * SECOND, abs=2)


@given(st.lists(st.floats(0, 0.1), max_size=60))
def test_frames_of_any_length_come_to_the_same(frames: list[float]) -> None:
    bit_by_bit, at_once = of(), of()
    for replay in (bit_by_bit, at_once):
        replay.speed = 0.001
        replay.play()
    for seconds in frames:
        bit_by_bit.advance(seconds)
    at_once.advance(sum(frames))
    assert bit_by_bit.position == pytest.approx(at_once.position, abs=2)


def test_it_ends_at_the_end_and_begins_anew_from_there() -> None:
    replay = of()
    replay.play()
    replay.advance(5)
    states = [(replay.position, replay.playing)]
    replay.play()
    states.append((replay.position, replay.playing))
    assert states == [(2 * SECOND, False), (0, True)]


def test_a_loop_goes_on_from_the_start() -> None:
    replay = of()
    replay.loop = True
    replay.play()
    replay.advance(2.5)
    assert replay.position == pytest.approx(SECOND // 2, abs=2)
    assert replay.playing


def test_a_pause_stays_where_it_is() -> None:
    replay = of()
    replay.play()
    replay.advance(0.5)
    replay.pause()
    assert not replay.advance(1)


def test_a_position_lies_within_the_runs() -> None:
    replay = of()
    found = []
    for asked in (-5, SECOND, 9 * SECOND):
        replay.seek(asked)
        found.append(replay.position)
    replay.set_length(SECOND)
    found.append(replay.position)
    assert found == [0, SECOND, 2 * SECOND, SECOND]


def test_speeds_are_stepped_through_and_named() -> None:
    replay = Replay()
    for _ in SPEEDS:
        replay.slower()
    slowest = replay.speed_text
    for _ in SPEEDS:
        replay.faster()
    assert (slowest, replay.speed_text) == ("1/1000×", "10×")


def test_leaving_shows_everything_again() -> None:
    replay = of()
    replay.play()
    replay.leave()
    assert (replay.position, replay.playing) == (None, False)


def test_what_stands_nowhere_begins_where_one_looks_and_what_has_come_to_its_end_begins_anew() -> None:
    replay = Replay()
    replay.set_length(1_000)
    for start, expected in ((400, 400), (-30, 0), (1_000, 0)):
        replay.leave()
        replay.play(start)
        assert replay.position == expected
    replay.seek(250)
    replay.play(400)
    assert replay.position == 250
    replay.seek(1_000)
    replay.play(400)
    assert replay.position == 0
