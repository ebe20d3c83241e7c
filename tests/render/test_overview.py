from __future__ import annotations

import numpy as np
import pytest

from gilviz.render.overview import executing_shares
from tests.render.hand_made import MS, ORIGIN, processes, threads


def test_threads_fill_one_of_two_cores_and_processes_both() -> None:
    taking_turns, at_once = threads(2, 400 * MS), processes(2, 20 * MS, 400 * MS)
    shares = [executing_shares(run.lanes, ORIGIN, 390 * MS, 100, 2) for run in (taking_turns, at_once)]
    assert np.median(shares[0]) == pytest.approx(0.5, abs=0.02)
    assert np.median(shares[1]) == 1
    assert shares[1][0] == 0, "the processes are being started"


def test_nothing_lies_behind_the_end() -> None:
    shares = executing_shares(threads(2, 100 * MS).lanes, ORIGIN, 400 * MS, 40, 2)
    assert (shares[:9] > 0).all()
    assert (shares[12:] == 0).all()


def test_all_columns_add_up_to_the_time_that_workers_executed() -> None:
    run = threads(3, 333 * MS)
    shares = executing_shares(run.lanes, ORIGIN, 400 * MS, 77, 3)
    whole = executing_shares(run.lanes, ORIGIN, 400 * MS, 1, 3)
    assert shares.mean() == pytest.approx(whole[0], rel=1e-6)


def test_without_lanes_nobody_executes() -> None:
    assert not executing_shares((), ORIGIN, 0, 10, 2).any()
