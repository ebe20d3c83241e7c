from __future__ import annotations

from pathlib import Path

from gilviz.runner.protocol import MAGIC_TO_COME, Header, State
from gilviz.trace.run_directory import TRUSTED_NS
from gilviz.trace.tally import Tally
from tests.trace.lane_files import LaneFileWriter


def later(tally: Tally, times: int) -> None:
    """Polls when nothing is believed any more that was listed before."""
    tally.poll(10 * times * TRUSTED_NS)


def test_tasks_are_counted_over_all_workers_as_they_are_done(tmp_path: Path) -> None:
    first, second = LaneFileWriter(tmp_path, 1), LaneFileWriter(tmp_path, 2)
    tally = Tally(tmp_path)
    assert (tally.tasks_done, tally.records) == (0, 0)
    second.record(1, State.IDLE)
    later(tally, 1)
    assert (tally.tasks_done, tally.records) == (0, 1)
    first.set(Header.TASKS_DONE, 3)
    second.set(Header.TASKS_DONE, 4)
    later(tally, 2)
    assert tally.tasks_done == 7
    tally.close()
    assert tally.tasks_done == 7


def test_a_worker_is_counted_in_its_newest_file(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, capacity=2)
    tally = Tally(tmp_path)
    for done in range(1, 4):
        writer.record(done, State.RUNNING, 0)
        writer.record(done, State.IDLE)
        writer.set(Header.TASKS_DONE, done)
        later(tally, done)
        assert (tally.tasks_done, tally.records) == (done, 2 * done)
    tally.close()


def test_who_has_not_begun_or_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, 1)
    writer.set(Header.TASKS_DONE, 5)
    writer.set(Header.MAGIC, MAGIC_TO_COME)
    (tmp_path / "lane-7-2-0.bin").touch()
    tally = Tally(tmp_path / "nowhere")
    later(tally, 1)
    assert (tally.tasks_done, tally.records) == (0, 0)
    tally = Tally(tmp_path)
    later(tally, 1)
    assert tally.tasks_done == 0
    tally.close()
