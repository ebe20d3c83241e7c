from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.token import token_at
from gilviz.runner.protocol import State
from tests.render.hand_made import MS, ORIGIN, lane, threads

TURNS = [
    lane(1, [(0, State.RUNNING), (10, State.GIL_WAIT), (40, State.RUNNING), (50, State.IDLE)], 90),
    lane(2, [(0, State.GIL_WAIT), (20, State.RUNNING), (30, State.IDLE)], 90),
]
FIRST, SECOND = TURNS


def where(t: int) -> tuple[int, int, float, bool]:
    token = token_at(TURNS, ORIGIN + t)
    assert token is not None
    return token.at.identity.number, token.to.identity.number, token.progress, token.held


def test_after_a_run_that_others_outlast_there_is_no_token() -> None:
    end = max(lane.known_until for lane in TURNS)
    assert token_at(TURNS, end) is not None
    assert token_at(TURNS, end + 1) is None


def test_before_anybody_ran_there_is_no_token() -> None:
    assert token_at(TURNS, ORIGIN - 1) is None


def test_it_lies_on_the_lane_of_whoever_runs() -> None:
    assert [where(t) for t in (0, 9, 20, 29, 45)] == [(1, 1, 0.0, True)] * 2 + [(2, 2, 0.0, True)] * 2 + [(1, 1, 0.0, True)]


def test_between_two_workers_it_moves_from_one_to_the_other() -> None:
    assert [where(t) for t in (10, 15, 18)] == [(1, 2, 0.0, False), (1, 2, 0.5, False), (1, 2, 0.8, False)]
    assert where(35) == (2, 1, 0.5, False)


def test_when_nobody_takes_it_any_more_it_stays() -> None:
    assert where(70) == (1, 1, 0.0, False)


def test_a_worker_that_goes_on_keeps_it_meanwhile() -> None:
    again = lane(1, [(0, State.RUNNING), (10, State.IO_WAIT), (20, State.RUNNING), (30, State.IDLE)], 90)
    other = lane(2, [(0, State.GIL_WAIT), (35, State.RUNNING)], 90)
    token = token_at([again, other], ORIGIN + 15)
    assert token is not None
    assert (token.at, token.to, token.held) == (again, again, False)


@given(st.integers(0, 401 * MS))
def test_at_every_moment_of_a_run_it_is_somewhere_between_two_lanes(t: int) -> None:
    token = token_at(THREADS, ORIGIN + t)
    assert token is None or 0 <= token.progress <= 1


THREADS = threads(4, 400 * MS).lanes
