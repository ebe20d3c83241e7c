"""What a lane rests on is added up from what was recorded, once and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, OVERRUN, Evidence, Header, Layer, State, WorkerKind
from gilviz.trace.evidence import SWITCH_EDGE_NS, EvidenceTally, evidence_of
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.reconcile.silence import IN, OUT
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes
from tests.trace.lane_files import LaneFileWriter

US = 1000


def read(writer_at: Path) -> Lane:
    trace = RunTrace(writer_at)
    trace.finish(1000 * US)
    return trace.lanes[0]


def test_the_distance_of_ticks_is_running_time_by_ticks_as_they_were_published(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10 * US, State.IDLE)
    writer.record(20 * US, State.RUNNING, 0)
    writer.silence(120 * US, 620 * US)  # what is silence is not between two ticks
    writer.record(720 * US, State.IDLE)
    writer.set(Header.TICKS, 10)
    writer.record(800 * US, State.RUNNING, 1)
    writer.close(900 * US)
    lane = read(tmp_path)
    assert (lane.ticks, lane.ticks_until) == (10, 800 * US)
    assert evidence_of(lane, watched=False).tick_ns == 20 * US


def test_without_ticks_there_is_no_distance(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(20 * US, State.RUNNING, 0)
    writer.record(720 * US, State.IDLE)
    lane = read(tmp_path)
    found = evidence_of(lane, watched=False)
    assert (found.tick_ns, found.edge_ns) == (None, None)


def test_what_the_kernel_lost_is_told(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, layers=Layer.TICKS | Layer.SWITCHES)
    writer.record(20 * US, State.RUNNING, 0)
    writer.silence(40 * US, 500 * US)
    writer.switches(510 * US, [(50 * US, OUT), (490 * US, IN)], flags=OVERRUN)
    writer.record(720 * US, State.IDLE)
    found = evidence_of(read(tmp_path), watched=False)
    assert (found.overruns, found.lost_switches, found.edge_ns) == (1, 0, SWITCH_EDGE_NS)


@pytest.mark.parametrize(("state", "observed", "watched"), [(5, True, True), (0, True, False), (5, False, False)])
def test_a_lane_is_watched_whose_thread_state_an_observer_can_tell(state: int, observed: bool, watched: bool) -> None:
    lane = Lane(LaneIdentity(1, 7, 8, WorkerKind.THREAD, 0, gil=True, thread_state=state))
    assert (Layer.PROBE in evidence_of(lane, watched=observed).layers) is watched


@lanes.steady
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(Evidence), st.booleans()), max_size=40))
def test_a_tally_that_is_asked_again_and_again_is_a_sum_over_all_segments(steps: list[tuple[int, Evidence, bool]]) -> None:
    lane, tally, now = lanes.lane_of([]), EvidenceTally(), 100
    for length, evidence, asked in steps:
        lane.append([now], [State.RUNNING], [evidence], [NO_TASK])
        now += length
        lane.known_until = now
        if asked:
            tally.of(lane)
    expected = [sum(part.end - part.start for part in lane.segments() if part.evidence is kind) for kind in Evidence]
    assert tally.of(lane).tolist() == expected
    assert tally.of(lane).tolist() == expected
