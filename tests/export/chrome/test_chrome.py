from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from gilviz.experiment.workspace import Workspace
from gilviz.export.chrome import write_chrome
from gilviz.export.formats import FORMATS
from gilviz.recording.watched import Cancelled
from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.probe import Probe
from gilviz.trace.record import RunRecord, SwitchChange
from tests.experiment.bench import conduct, experiment
from tests.export.chrome.viewer import arrow_problems, ns, problems, slices, written
from tests.recording.recordings import recording
from tests.trace import lanes
from tests.trace.lane_files import Transition
from tests.trace.runs import MS, ORIGIN, record, worker

IDLE, RUNNING, GIL_WAIT, OVERHEAD = State.IDLE, State.RUNNING, State.GIL_WAIT, State.OVERHEAD


def two_threads() -> RunRecord:
    """Two threads that take turns: three hand-offs."""
    first = worker(1, [(RUNNING, 5), (GIL_WAIT, 5), (RUNNING, 5)])
    second = worker(2, [(GIL_WAIT, 5), (RUNNING, 5), (GIL_WAIT, 5), (RUNNING, 2)])
    return record("threading", [first, second], wall_ms=17)


def run_of(*contents: list[Transition]) -> RunRecord:
    members = [lanes.lane_of(listed, 50, lanes.identity(number)) for number, listed in enumerate(contents, start=1)]
    return record("threading", members, wall_ms=5)


def test_a_task_is_a_slice_and_its_states_are_slices_within() -> None:
    lane = worker(3, [(OVERHEAD, 1), (RUNNING, 2), (GIL_WAIT, 3)])
    (thread,) = slices(written(record("threading", [lane], wall_ms=6))["traceEvents"]).values()
    assert [(event["name"], event["ts"], event["dur"]) for event in thread] == [
        ("overhead", 0, 1000),
        ("task 3", 1000, 5000),
        ("running", 1000, 2000),
        ("gil-wait", 3000, 3000),
        ("idle", 6000, 0),
    ]
    assert thread[2]["args"] == {"evidence": "measured", "task": 3}


def test_what_was_not_measured_is_shown_by_every_viewer() -> None:
    lane = worker(1, [(RUNNING, 2), (GIL_WAIT, 3)], evidence=Evidence.INFERRED)
    (thread,) = slices(written(record("threading", [lane], wall_ms=6))["traceEvents"]).values()
    assert thread[2]["args"] == {"evidence": "inferred", "detail": "inferred", "task": 1}


def test_that_a_coroutine_waits_for_its_event_loop_is_told_by_the_detail() -> None:
    lane = worker(1, [(State.LOCK_WAIT, 2), (RUNNING, 3)], kind=WorkerKind.COROUTINE)
    (thread,) = slices(written(record("asyncio", [lane], wall_ms=6))["traceEvents"]).values()
    waits = next(event for event in thread if event["name"] == "lock-wait")
    assert waits["args"] == {"evidence": "measured", "detail": "for the event loop", "task": 1}
    computes = next(event for event in thread if event["name"] == "running")
    assert "detail" not in computes["args"]


def test_times_are_exact_to_the_nanosecond() -> None:
    run = record("threading", [lanes.lane_of([(ORIGIN + 1_234_567, RUNNING, 0)], ORIGIN + 1_234_576)], wall_ms=6)
    (thread,) = slices(written(run)["traceEvents"]).values()
    assert [(ns(event["ts"]), ns(event["dur"])) for event in thread] == [(1_234_567, 9)] * 2


def test_an_arrow_leads_from_whoever_let_the_gil_go_to_whoever_took_it() -> None:
    events = written(two_threads())["traceEvents"]
    names = {event["tid"]: event["args"]["name"][:2] for event in events if event["name"] == "thread_name"}
    assert [(e["ph"], e["id"], names[e["tid"]], ns(e["ts"])) for e in events if e["ph"] in "sf"] == [
        ("s", 1, "T1", 5 * MS - 1), ("f", 1, "T2", 5 * MS),
        ("s", 2, "T2", 10 * MS - 1), ("f", 2, "T1", 10 * MS),
        ("s", 3, "T1", 15 * MS - 1), ("f", 3, "T2", 15 * MS),
    ]  # fmt: skip
    assert arrow_problems(events) == []


def test_processes_hand_nothing_over() -> None:
    members = [worker(n, [(RUNNING, 5)], start_ms=n, pid=n, kind=WorkerKind.PROCESS) for n in (1, 2)]
    assert [e for e in written(record("pool", members, wall_ms=7))["traceEvents"] if e["ph"] in "sf"] == []


def test_a_counter_tells_how_many_execute() -> None:
    members = [worker(1, [(RUNNING, 5)], pid=1), worker(2, [(OVERHEAD, 2), (RUNNING, 5)], pid=2)]
    counted = [e for e in written(record("pool", members, wall_ms=7))["traceEvents"] if e["ph"] == "C"]
    assert [(event["ts"], event["args"]) for event in counted] == [
        (0, {"executing": 1}),
        (2000, {"executing": 2}),
        (5000, {"executing": 1}),
        (7000, {"executing": 0}),
    ]


def test_runs_begin_together_and_keep_their_numbers_apart() -> None:
    early = worker(1, [(OVERHEAD, 3), (RUNNING, 5)], start_ms=-3, kind=WorkerKind.PROCESS)
    trace = written(record("pool", [early], wall_ms=5), two_threads(), two_threads())
    names = {e["pid"]: e["args"]["name"] for e in trace["traceEvents"] if e["name"] == "process_name"}
    assert names == {
        1: "1: pool · 1 worker · CPython 3.13 · GIL",
        2: "2: threading · 2 workers · CPython 3.13 · GIL",
        3: "3: threading · 2 workers · CPython 3.13 · GIL",
    }
    threads = slices(trace["traceEvents"])
    assert len({tid for _, tid in threads}) == len(threads) == 5
    tasks = {pid: min(e["ts"] for e in found if e["cat"] == "task") for (pid, _), found in threads.items()}
    assert tasks == {1: 3000, 2: 3000, 3: 3000}
    assert problems(trace) == []
    assert arrow_problems(trace["traceEvents"]) == []


def test_changes_of_the_switch_interval_answers_memory_and_the_observer_have_their_places() -> None:
    looks = np.array([ORIGIN, ORIGIN + 5 * MS]), np.array([ORIGIN + 4 * MS, ORIGIN + 5 * MS])
    probe = Probe(*looks, np.array([77, 99]), np.array([True, False]), 50, 3, 0, 200_000, 5 * MS, 0)
    run = dataclasses.replace(
        two_threads(),
        switches=(SwitchChange(0.002, 0.005, 0.0005),),
        memory=Memory("pss", (MemorySample(ORIGIN + MS, 84_000_000, 1),)),
    )
    run.trace.probe = probe
    run.trace.requests = np.array([[ORIGIN + MS, ORIGIN + 2 * MS, ORIGIN + 3 * MS]])
    trace = written(run)
    told = [(e["name"], e["ts"], e["args"]) for e in trace["traceEvents"] if e["ph"] == "i"]
    assert told == [
        ("switch interval 5 ms → 0.5 ms", 2000, {"seconds": 0.0005}),
        ("answer after 2.000 ms", 3000, {"sent_ns": MS, "read_ns": 2 * MS, "answered_ns": 3 * MS}),
    ]
    assert [e["args"] for e in trace["traceEvents"] if e["name"] == "memory"] == [{"bytes": 84_000_000}]
    seen = [e for e in trace["traceEvents"] if e.get("cat") == "probe"]
    assert [(e["name"], e["args"]["holder"], e["args"]["held"]) for e in seen] == [
        ("another thread", "0x4d", True),
        ("free", "0x63", False),
    ]
    assert problems(trace) == []


def test_a_thread_state_that_two_threads_had_in_turn_is_told_by_the_time_whose_it_was() -> None:
    members = []
    for number, (start, name) in enumerate([(ORIGIN, 'the "first"'), (ORIGIN + 5 * MS, "the second")]):
        who = dataclasses.replace(lanes.identity(1001 + number), starter=1, thread_name=name, thread_state=77)
        members.append(lanes.lane_of([(start, State.RUNNING, NO_TASK)], start + 4 * MS, who))
    run = record("sequential", members, wall_ms=10)
    looks = np.array([ORIGIN + MS, ORIGIN + 6 * MS]), np.array([ORIGIN + 2 * MS, ORIGIN + 7 * MS])
    run.trace.probe = Probe(*looks, np.array([77, 77]), np.array([True, True]), 50, 3, 0, 200_000, 5 * MS, 0)
    trace = written(run)
    assert [e["name"] for e in trace["traceEvents"] if e.get("cat") == "probe"] == ['the "first"', "the second"]
    assert problems(trace) == []


@pytest.mark.parametrize("members", [[], [lanes.lane_of([])]], ids=["no lane", "an empty lane"])
def test_a_run_of_which_nothing_was_recorded_is_a_file_too(members: list[Lane]) -> None:
    run = record("threading", members, wall_ms=None)
    run.trace.origin = None
    trace = written(run)
    assert problems(trace) == []
    assert {event["ph"] for event in trace["traceEvents"]} == {"M"}


def test_no_run_at_all_is_a_file_too() -> None:
    stream = io.StringIO()
    write_chrome(stream, dataclasses.replace(recording(two_threads()), runs=()))
    assert json.loads(stream.getvalue())["traceEvents"] == []


@lanes.steady
@given(lanes.transitions(), lanes.transitions(first=7))
def test_whatever_was_recorded_nests_is_in_order_and_counts_right(first: list[Transition], second: list[Transition]) -> None:
    run = run_of(first, second)
    trace = written(run)
    events = trace["traceEvents"]
    assert problems(trace) == []
    assert len([e for e in events if e["ph"] == "s"]) == run.trace.gil_switches
    zero = trace["metadata"]["gilviz"]["runs"][0]["zero_ns"]
    counted = [(ns(e["ts"]) + zero, e["args"]["executing"]) for e in events if e["ph"] == "C"]
    for moment in range(1, 60):
        at_work = [lane.at(moment) for lane in run.trace.lanes]
        executing = sum(segment is not None and segment.state in (State.RUNNING, State.NATIVE) for segment in at_work)
        assert next((count for time, count in reversed(counted) if time <= moment), 0) == executing


@lanes.steady
@given(lanes.transitions())
def test_tasks_are_where_the_lane_has_them(listed: list[Transition]) -> None:
    run = run_of(listed)
    trace = written(run)
    zero = trace["metadata"]["gilviz"]["runs"][0]["zero_ns"]
    tasks = [e for e in trace["traceEvents"] if e.get("cat") == "task"]
    covered = {t: e["args"]["task"] for e in tasks for t in range(ns(e["ts"]), ns(e["ts"]) + ns(e["dur"]))}
    (lane,) = run.trace.lanes
    for moment in range(80):
        segment = lane.at(moment)
        assert covered.get(moment - zero, NO_TASK) == (NO_TASK if segment is None else segment.task)


def test_what_was_really_recorded_is_in_order_and_nests() -> None:
    with Workspace() as workspace:
        conductor = conduct(experiment("threading", "pool", workload="primes", size=20_000), workspace)
    runs = [run.record() for run in conductor.runs]
    trace = written(*runs)
    events = trace["traceEvents"]
    assert problems(trace) == []
    assert arrow_problems(events) == []
    for number, run in enumerate(runs, start=1):
        assert len([e for e in events if e["ph"] == "s" and e["pid"] == number]) == (run.trace.gil_switches or 0)
        recorded = sum(len(lane) for lane in run.trace.lanes)
        assert len([e for e in events if e.get("cat") == "state" and e["pid"] == number]) == recorded > 0


def test_a_file_holds_what_a_stream_would_and_says_what_it_is(tmp_path: Path) -> None:
    stream = io.StringIO()
    write_chrome(stream, recording(two_threads()))
    write_chrome(tmp_path / "out.json", recording(two_threads()))
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == stream.getvalue()
    assert json.loads(stream.getvalue())["metadata"]["made by"] == "gilviz 0.1.0"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_names_are_written_letter_by_letter_for_perfetto_shows_escapes_as_they_stand() -> None:
    named = dataclasses.replace(worker(1, [(RUNNING, 2)]).identity, starter=1, thread_name="Füller \ud800")
    stream = io.StringIO()
    write_chrome(stream, recording(record("threading", [lanes.lane_of([(1, RUNNING, NO_TASK)], 5, named)], wall_ms=5)))
    events = stream.getvalue().partition('"metadata"')[0]
    assert "Füller ?" in events
    assert " · " in events
    assert "\\u" not in events


def test_a_long_writing_tells_how_far_it_is_and_can_be_broken_off(tmp_path: Path) -> None:
    told: list[float] = []

    def stop(share: float) -> None:
        told.append(share)
        raise Cancelled

    for name, format_ in FORMATS.items():
        shares: list[float] = []
        format_.write(tmp_path / f"whole.{name}", recording(two_threads(), two_threads()), shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        (tmp_path / name).write_text("old")
        with pytest.raises(Cancelled):
            format_.write(tmp_path / name, recording(two_threads()), stop)
        assert (tmp_path / name).read_text() == "old", "nothing is lost, and nothing half done"
    assert not list(tmp_path.glob(".*.part"))
    assert len(told) == len(FORMATS)
