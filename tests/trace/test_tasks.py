from __future__ import annotations

from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.lane import Lane
from gilviz.trace.tasks import task_at, task_bounds
from tests.trace.lanes import identity

RUNNING, WAIT, IDLE = State.RUNNING, State.GIL_WAIT, State.IDLE


def two_tasks(chunk_size: int) -> Lane:
    made = Lane(identity(1), chunk_size)
    rows = [(10, IDLE, NO_TASK), (20, RUNNING, 3), (30, WAIT, 3), (40, RUNNING, 3), (50, IDLE, NO_TASK), (60, RUNNING, 7)]
    made.append([t for t, _, _ in rows], [s for _, s, _ in rows], [Evidence.MEASURED] * len(rows), [n for _, _, n in rows])
    made.known_until = 75
    return made


def test_a_task_lasts_from_its_first_segment_to_its_last_also_across_chunks() -> None:
    for chunk_size in (1, 2, 4, 100):
        lane = two_tasks(chunk_size)
        assert task_bounds(lane, 3) == (20, 50)
        assert task_bounds(lane, 7) == (60, 75)
        assert task_bounds(lane, 5) is None


def test_between_tasks_there_is_none() -> None:
    lane = two_tasks(100)
    assert [task_at(lane, t) for t in (5, 15, 20, 49, 55, 70, 80)] == [None, None, 3, 3, None, 7, None]
