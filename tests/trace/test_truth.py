"""How far a picture can be trusted is computed from what was recorded, and said with a remedy."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, Evidence, Layer, ProbeHeader, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.probe import Probe, read_probe
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.truth import Grade, Truth, judge

MS = 1_000_000


def lane(number: int, *parts: tuple[State, int, Evidence], layers: Layer = Layer.TICKS, gil: bool = True) -> Lane:
    """A thread whose thread state is its number, with those states for so many ms each, from 1 ms on."""
    made = Lane(LaneIdentity(number, 7, 70 + number, WorkerKind.THREAD, 0, gil, layers, number))
    time = MS
    for state, length, evidence in parts:
        made.append([time], [state], [evidence], [0])
        time += length * MS
    made.known_until = time
    return made


def probe(*looks: tuple[int, int, int, bool], blind: int = 0) -> Probe:
    """Spans in ms: (from, until, who, whether it was held)."""
    spans = np.array([look[:3] for look in looks], dtype=np.int64).reshape(-1, 3)
    return Probe(
        starts=spans[:, 0] * MS,
        ends=spans[:, 1] * MS,
        holders=spans[:, 2],
        held=np.array([look[3] for look in looks], dtype=bool),
        samples=100,
        hand_offs=len(looks),
        blind_ns=blind * MS,
        interval_ns=MS,
        span_ns=100 * MS,
        dropped=0,
    )


def trace(*lanes: Lane, observed: Probe | None = None) -> RunTrace:
    made = RunTrace.of(lanes, origin=MS, end=max((one.known_until for one in lanes), default=2 * MS))
    made.probe = observed
    return made


SEEN = Evidence.MEASURED
TURNS = (
    [(State.RUNNING, 10, SEEN), (State.GIL_WAIT, 10, SEEN)],
    [(State.GIL_WAIT, 10, SEEN), (State.RUNNING, 10, SEEN)],
)


def test_a_probe_that_saw_the_same_agrees() -> None:
    truth = judge(trace(lane(1, *TURNS[0]), lane(2, *TURNS[1]), observed=probe((2, 10, 1, True), (12, 20, 2, True))))
    assert truth.agreement_pct == 100
    assert (truth.grade, truth.reason) == (Grade.GOOD, "")


def test_a_probe_that_saw_another_holder_disagrees_for_that_time() -> None:
    truth = judge(trace(lane(1, *TURNS[0]), lane(2, *TURNS[1]), observed=probe((2, 10, 1, True), (12, 20, 1, True))))
    assert truth.agreement_pct == 50
    assert truth.grade is Grade.BAD
    assert truth.reason == "The workers and the GIL itself disagree for 50.0 % of the time: run it again on a quieter machine."


def test_times_between_looks_and_of_a_free_gil_say_nothing() -> None:
    truth = judge(trace(lane(1, *TURNS[0]), lane(2, *TURNS[1]), observed=probe((2, 5, 1, True), (12, 20, 1, False))))
    assert truth.agreement_pct == 100


def test_what_a_lane_has_from_the_probe_alone_is_no_agreement() -> None:
    runs = (State.RUNNING, 10, Evidence.SAMPLED), (State.RUNNING, 5, SEEN), (State.RUNNING, 5, Evidence.SAMPLED)
    truth = judge(trace(lane(1, *runs), observed=probe((2, 13, 1, True), (13, 14, 2, True), (17, 20, 1, True))))
    assert truth.agreement_pct == pytest.approx(100 * 2 / 3)
    only = lane(1, (State.RUNNING, 20, Evidence.SAMPLED))
    assert judge(trace(only, observed=probe((2, 20, 1, True)))).agreement_pct is None


def test_a_probe_and_lanes_that_never_met_agree_on_nothing() -> None:
    assert judge(trace(lane(1, *TURNS[0]), observed=probe((500, 600, 1, True)))).agreement_pct is None
    assert judge(trace(lane(1, *TURNS[0]), observed=probe())).agreement_pct is None


@pytest.mark.parametrize(("share", "grade"), [(3, Grade.GOOD), (10, Grade.DOUBTFUL), (40, Grade.BAD)])
def test_reasons_that_were_concluded_make_a_picture_doubtful(share: int, grade: Grade) -> None:
    truth = judge(trace(lane(1, (State.RUNNING, 100 - share, SEEN), (State.GIL_WAIT, share, Evidence.INFERRED))))
    assert truth.unexplained_pct == pytest.approx(share)
    assert truth.grade is grade


def test_unknown_gaps_are_counted_with_the_unexplained_and_told_apart() -> None:
    parts = (State.RUNNING, 80, SEEN), (State.GIL_WAIT, 12, Evidence.INFERRED), (State.LOCK_WAIT, 8, Evidence.UNKNOWN)
    truth = judge(trace(lane(1, *parts)))
    assert (truth.unexplained_pct, truth.unknown_pct) == (20, 8)
    assert truth.reason.startswith("For 20 % of the time the reason is concluded, not seen (8 % is unknown gaps): ")


def test_c_code_between_two_looks_leaves_doubt_and_says_what_it_is() -> None:
    parts = (State.RUNNING, 20, SEEN), (State.NATIVE, 60, Evidence.INFERRED), (State.CPU_WAIT, 20, Evidence.INFERRED)
    truth = judge(trace(lane(1, *parts)))
    assert (truth.unexplained_pct, truth.grade) == (80, Grade.DOUBTFUL)
    assert truth.reason.endswith("C code that began and ended between two looks at the GIL; longer pieces of it are seen.")


def test_what_an_observer_saw_is_not_unexplained() -> None:
    assert judge(trace(lane(1, (State.NATIVE, 50, Evidence.SAMPLED), (State.RUNNING, 50, SEEN)))).unexplained_pct == 0


def test_where_the_gil_bears_out_who_ran_reasons_that_were_concluded_leave_doubt_and_no_more() -> None:
    waits = State.GIL_WAIT, 90, Evidence.INFERRED
    truth = judge(trace(lane(1, (State.RUNNING, 10, SEEN), waits), observed=probe((2, 8, 1, True))))
    assert truth.agreement_pct == 100
    assert truth.grade is Grade.DOUBTFUL


@pytest.mark.parametrize(
    ("layers", "grade"),
    [
        (Layer.TICKS | Layer.SWITCHES, Grade.DOUBTFUL),
        (Layer.TICKS | Layer.COUNTERS, Grade.DOUBTFUL),  # as of Jython: the kernel tells it how long it waited for a core
        (Layer.TICKS, Grade.BAD),
    ],
)
def test_waiting_for_scarce_cores_is_placed_by_conclusion_and_the_machine_is_to_blame(layers: Layer, grade: Grade) -> None:
    states = (State.RUNNING, 60, SEEN), (State.CPU_WAIT, 40, Evidence.INFERRED)
    truth = judge(trace(lane(1, *states, layers=layers)))
    assert truth.grade is grade
    assert ("quieter machine" in truth.reason) is (grade is Grade.DOUBTFUL)


def test_a_system_is_not_blamed_for_what_a_short_switch_interval_leaves_out() -> None:
    lanes = [lane(number, (State.RUNNING, 60, SEEN), (State.GIL_WAIT, 40, Evidence.INFERRED)) for number in (1, 2)]
    truth = judge(trace(*lanes))
    assert truth.grade is Grade.BAD
    assert truth.reason.endswith(
        "not seen: a longer switch interval or fewer workers may show more; gilviz doctor says what this system admits."
    )


def test_nobody_is_told_to_change_a_switch_interval_that_means_nothing_to_the_run() -> None:
    parts = (State.RUNNING, 60, SEEN), (State.LOCK_WAIT, 40, Evidence.UNKNOWN)
    truth = judge(trace(*(lane(number, *parts, gil=False) for number in (1, 2))))
    assert truth.reason.endswith(": fewer workers may show more; gilviz doctor says what this system admits.")
    dear = lane(1, (State.RUNNING, 100, SEEN), gil=False)
    dear.recording_ns = 8 * MS
    assert judge(trace(dear)).reason == "Recording took 8.0 % of the run: choose larger tasks or fewer workers."


@pytest.mark.parametrize(("blind", "grade"), [(40, Grade.GOOD), (94, Grade.DOUBTFUL)])
def test_an_observer_that_lost_its_job_leaves_doubt(blind: int, grade: Grade) -> None:
    truth = judge(trace(lane(1, (State.RUNNING, 100, SEEN)), observed=probe((1, 5, 1, True), blind=blind)))
    assert truth.grade is grade
    said = "Nobody looked at the GIL for 94 % of the run, for its observer had no core, or was ended: run it again."
    assert truth.reason == (said if blind == 94 else "")


def test_a_clock_that_went_backwards_leaves_doubt() -> None:
    one = lane(1, (State.RUNNING, 100, SEEN))
    one.corrected = 3
    truth = judge(trace(one))
    assert truth.grade is Grade.DOUBTFUL
    assert truth.reason == "The clock went backwards at 3 transitions, which were moved: run it again."


@pytest.mark.parametrize(("cost_ms", "grade"), [(3, Grade.GOOD), (8, Grade.DOUBTFUL), (20, Grade.BAD)])
def test_recording_that_took_its_share_is_told(cost_ms: int, grade: Grade) -> None:
    one = lane(1, (State.RUNNING, 100, SEEN))
    one.recording_ns = cost_ms * MS
    truth = judge(trace(one))
    assert truth.overhead_pct == pytest.approx(cost_ms)
    assert truth.grade is grade


def test_missing_records_are_told() -> None:
    one = lane(1, (State.RUNNING, 100, SEEN))
    one.dropped, one.lost_switches = 3, 4
    truth = judge(trace(one))
    assert (truth.dropped, truth.grade) == (7, Grade.DOUBTFUL)
    assert truth.reason.startswith("7 records are missing")


def test_every_layer_says_how_many_lanes_have_it() -> None:
    made = trace(lane(1, *TURNS[0], layers=Layer.TICKS | Layer.SWITCHES), lane(2, *TURNS[1]))
    assert judge(made).layers == {"ticks": 2, "counters": 0, "switches": 1, "probe": 0}


def test_a_run_without_lanes_has_nothing_to_doubt() -> None:
    truth = judge(trace())
    assert (truth.agreement_pct, truth.unexplained_pct, truth.unknown_pct, truth.overhead_pct) == (None, None, None, None)


def probe_file(path: Path, *records: tuple[int, int, int, int, int], count: int | None = None, magic: int = PROBE_MAGIC) -> Path:
    words = [0] * PROBE_HEADER_WORDS
    words[ProbeHeader.MAGIC] = magic
    words[ProbeHeader.COUNT] = len(records) if count is None else count
    words[ProbeHeader.SAMPLES] = 9
    words[ProbeHeader.FIRST_SWITCHES], words[ProbeHeader.LAST_SWITCHES] = 10, 14
    flat = [*words, *(word for *found, end in records for word in (*found, 1000, end))]
    path.write_bytes(struct.pack(f"<{len(flat)}q", *flat))
    return path


def test_a_probe_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = read_probe(probe_file(tmp_path / "probe", (5, 1, 1, 10, 7), (8, 2, 0, 11, 8)))
    assert found
    assert found.starts.tolist() == [5, 8]
    assert found.ends.tolist() == [7, 8]
    assert found.holders.tolist() == [1, 2]
    assert found.held.tolist() == [True, False]
    assert (found.samples, found.hand_offs) == (9, 4)


@pytest.mark.parametrize("count", [-5, 10**15])
def test_a_count_in_a_probe_file_is_not_trusted(tmp_path: Path, count: int) -> None:
    found = read_probe(probe_file(tmp_path / "probe", (5, 1, 1, 10, 7), count=count))
    assert found
    assert len(found.starts) == (1 if count > 0 else 0)


def test_what_comes_after_a_jump_of_the_clock_is_left_out(tmp_path: Path) -> None:
    found = read_probe(probe_file(tmp_path / "probe", (5, 1, 1, 10, 7), (3, 2, 1, 11, 4), (9, 1, 1, 12, 10)))
    assert found
    assert found.starts.tolist() == [5]


def test_a_file_that_is_none_of_ours_is_no_probe(tmp_path: Path) -> None:
    assert read_probe(probe_file(tmp_path / "other", magic=1)) is None
    (tmp_path / "short").write_bytes(b"12")
    assert read_probe(tmp_path / "short") is None
    assert read_probe(tmp_path / "absent") is None


def test_beside_a_doubt_stands_what_it_comes_from() -> None:
    def glance(agreed: float | None, concluded: float | None, grade: Grade) -> str:
        return Truth({}, 2, agreed, concluded, 0.0, 1.0, 0, None, grade, "").glance

    assert glance(99.8, 2.0, Grade.GOOD) == "evidence good, 99.8 % agreed"
    assert glance(99.8, 15.2, Grade.DOUBTFUL) == "evidence doubtful, 15 % concluded"
    assert glance(96.5, 15.2, Grade.DOUBTFUL) == "evidence doubtful, 96.5 % agreed"
    assert glance(None, 15.2, Grade.DOUBTFUL) == "evidence doubtful, 15 % concluded"
    assert glance(99.8, 1.0, Grade.DOUBTFUL) == "evidence doubtful", "it is another thing: the sentence below says which"
