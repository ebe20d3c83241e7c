"""A run whose GIL somebody looks at is read as it grows, the looks with the lanes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.runner.protocol import PROBE_FILE_NAME, Evidence, Header, Layer, State
from gilviz.trace.evidence import evidence_of
from gilviz.trace.run_trace import RunTrace
from tests.trace.lane_files import LaneFileWriter
from tests.trace.test_probe_follower import Record, write

ME, MS = 77, 1_000_000
LOOKS: tuple[Record, ...] = (
    (2 * MS, ME, 1, 3, 2 * MS),
    (3 * MS, ME, 0, 3, 4 * MS),
    (5 * MS, ME, 0, 4, 5 * MS),
    (6 * MS, ME, 1, 5, 6 * MS),
)


def hashing(directory: Path, *, shares_gil: bool) -> LaneFileWriter:
    """A thread that fell silent on its core for 4 ms, and says so at 6 ms."""
    writer = LaneFileWriter(directory, layers=Layer.TICKS | Layer.SWITCHES, shares_gil=shares_gil)
    writer.set(Header.THREAD_STATE, ME)
    writer.record(1 * MS, State.RUNNING, 0)
    writer.silence(2 * MS, 6 * MS)
    writer.switches(6 * MS + 1, [])
    writer.tick(6 * MS)
    return writer


@pytest.mark.parametrize("shares_gil", [True, False], ids=["one of some threads", "a thread alone"])
def test_a_silence_is_told_as_soon_as_the_looks_at_it_have_come(tmp_path: Path, shares_gil: bool) -> None:
    write(tmp_path / PROBE_FILE_NAME, *LOOKS[:2], INTERVAL=MS)
    hashing(tmp_path, shares_gil=shares_gil)
    with RunTrace(tmp_path) as trace:
        trace.begin(MS)
        trace.poll(7 * MS)
        (lane,) = trace.lanes
        assert trace.watched
        assert Layer.PROBE in evidence_of(lane, watched=trace.watched).layers
        assert lane.totals()[State.NATIVE] == 0  # the last look was at 4 ms
        write(tmp_path / PROBE_FILE_NAME, *LOOKS, INTERVAL=MS, LAST_LOOK=7 * MS)
        trace.poll(8 * MS)
        (native,) = [part for part in lane.segments() if part.state is State.NATIVE]
        assert (native.start, native.end, native.evidence) == (2 * MS, 6 * MS, Evidence.SAMPLED)
        trace.finish(8 * MS)
        assert trace.watched
        assert lane.totals()[State.NATIVE] == 4 * MS


def test_a_run_that_nobody_looks_at_waits_for_no_looks(tmp_path: Path) -> None:
    hashing(tmp_path, shares_gil=True)
    with RunTrace(tmp_path) as trace:
        trace.begin(MS)
        trace.poll(7 * MS)
        assert not trace.watched
        assert trace.lanes[0].known_until >= 6 * MS
        assert trace.lanes[0].totals()[State.NATIVE] == 0
