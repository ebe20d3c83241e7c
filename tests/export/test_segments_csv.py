from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from gilviz.export.segments_csv import COLUMNS, write_csv
from gilviz.runner.protocol import NO_TASK, State
from gilviz.trace.record import RunRecord
from tests.trace import lanes
from tests.trace.lane_files import Transition
from tests.trace.runs import ORIGIN, record, worker

RUNNING, GIL_WAIT = State.RUNNING, State.GIL_WAIT


def run_of(*contents: list[Transition]) -> RunRecord:
    members = [lanes.lane_of(listed, who=lanes.identity(number)) for number, listed in enumerate(contents, start=1)]
    return record("threading", members, wall_ms=5)


def test_columns_are_as_documented() -> None:
    stream = io.StringIO()
    write_csv(stream, [record("threading", [], wall_ms=5), record("threading", [worker(3, [(RUNNING, 2)])], wall_ms=5)])
    assert stream.getvalue().splitlines() == [
        "run,lane,worker,pid,native_id,start_ns,end_ns,state,task,evidence",
        f"2,T3,3,1000,1003,{ORIGIN},{ORIGIN + 2_000_000},running,3,measured",
        f"2,T3,3,1000,1003,{ORIGIN + 2_000_000},{ORIGIN + 2_000_000},idle,,measured",
    ]


def test_whatever_a_thread_of_people_s_own_is_called_it_is_one_column() -> None:
    own = dataclasses.replace(lanes.identity(1001), starter=1, thread_name='read "a", then b')
    stream = io.StringIO()
    write_csv(stream, [record("sequential", [lanes.lane_of([(1, RUNNING, NO_TASK)], 5, own)], wall_ms=5)])
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (row["lane"], row["worker"], row["task"]) == ('read "a", then b', "1001", "")


@lanes.steady
@given(lanes.transitions(), lanes.transitions())
def test_every_segment_is_one_row_that_can_be_read_back(first: list[Transition], second: list[Transition]) -> None:
    run = run_of(first, second)
    stream = io.StringIO()
    write_csv(stream, [run])
    rows = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert [
        (row["lane"], int(row["start_ns"]), int(row["end_ns"]), row["state"], int(row["task"] or NO_TASK), row["evidence"])
        for row in rows
    ] == [
        (lane.identity.name, segment.start, segment.end, segment.state.label, segment.task, segment.evidence.label)
        for lane in run.trace.lanes
        for segment in lane.segments()
    ]


def test_a_file_holds_what_a_stream_would(tmp_path: Path) -> None:
    run = run_of([(1, RUNNING, 0), (5, GIL_WAIT, 0)])
    stream = io.StringIO()
    write_csv(stream, [run])
    write_csv(tmp_path / "out.csv", [run])
    assert (tmp_path / "out.csv").read_bytes() == stream.getvalue().encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_table_that_can_t_be_finished_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def runs_that_break_off() -> Iterator[RunRecord]:
        yield run_of([(1, RUNNING, 0)])
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_csv(target, runs_that_break_off())
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_csv(tmp_path / "link.csv", [])
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == ",".join(COLUMNS) + "\n"


def test_a_directory_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_csv(tmp_path / "nowhere" / "out.csv", [])


def test_a_directory_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        write_csv(tmp_path, [])
