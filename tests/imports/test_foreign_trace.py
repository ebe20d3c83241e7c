"""What becomes of Chrome traces by other tools."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.imports import ImportFailed, read_any
from gilviz.imports.foreign import ZERO
from gilviz.recording import Recording, read, write
from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import measure
from gilviz.trace.verdict import verdict
from tests.trace.lanes import steady

DATA = Path(__file__).parent / "data"
RUNNING, IDLE = State.RUNNING, State.IDLE


def taken(folder: Path, events: object, **more: object) -> Recording:
    path = folder / "other.json"
    path.write_text(json.dumps({"traceEvents": events, **more}), encoding="utf-8")
    return read_any(path)


def event(kind: str, ts: object, dur: object = None, *, pid: object = 7, tid: object = 8, **more: object) -> dict[str, Any]:
    return {"ph": kind, "pid": pid, "tid": tid, "name": "f", "ts": ts, **({} if dur is None else {"dur": dur}), **more}


def told(lane: Lane) -> list[tuple[int, int, State, int]]:
    """(start, end, state, task) of each segment, in µs from the run's zero."""
    return [((s.start - ZERO) // 1000, (s.end - ZERO) // 1000, s.state, s.task) for s in lane.segments()]


def only_lane(found: Recording) -> Lane:
    (lane,) = found.runs[0].run.trace.lanes
    return lane


def test_a_thread_runs_while_a_slice_is_open_as_that_tool_claims(tmp_path: Path) -> None:
    lane = only_lane(taken(tmp_path, [event("X", 100, 10), event("X", 102, 3), event("X", 115, 5.5)]))
    assert told(lane) == [(0, 10, RUNNING, 0), (10, 15, IDLE, NO_TASK), (15, 20, RUNNING, 1)]
    assert [s.evidence for s in lane.segments()] == [Evidence.INFERRED, Evidence.UNKNOWN, Evidence.INFERRED]
    assert lane.known_until == ZERO + 20_500
    assert (lane.identity.pid, lane.identity.native_id, lane.identity.gil) == (7, 8, False)


def test_beginnings_and_ends_make_slices_too(tmp_path: Path) -> None:
    events = [event("B", 0), event("B", 2), event("E", 4), event("E", 6), event("B", 9), event("E", 10)]
    assert told(only_lane(taken(tmp_path, events))) == [(0, 6, RUNNING, 0), (6, 9, IDLE, NO_TASK), (9, 10, RUNNING, 1)]


def test_a_slice_that_never_ends_counts_until_the_last_that_its_thread_tells(tmp_path: Path) -> None:
    events = [event("E", 1), event("B", 2), event("X", 3, 4), event("X", 0, 90, tid=9)]
    found = taken(tmp_path, events)
    first, second = found.runs[0].run.trace.lanes
    assert told(first) == [(2, 7, RUNNING, 0)]
    assert told(second) == [(0, 90, RUNNING, 1)]
    assert found.captions[0].text == "2 slices had no beginning or no end, and count only as far as both are known."
    assert found.runs[0].run.trace.problems == (found.captions[0].text,)


def test_slices_that_overlap_count_as_one(tmp_path: Path) -> None:
    assert told(only_lane(taken(tmp_path, [event("X", 5, 10), event("X", 0, 8), event("X", 15, 1)]))) == [
        (0, 15, RUNNING, 0),
        (15, 16, RUNNING, 1),
    ]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "3", None, True, 1e300, 1 << 70, [1]], ids=repr)
def test_an_event_without_a_time_that_can_be_is_left_out_and_counted(tmp_path: Path, bad: object) -> None:
    found = taken(tmp_path, [event("X", bad, 5), event("X", 3, -2), event("X", 3, bad), "x", event("X", 1, 2)])
    assert told(only_lane(found)) == [(0, 2, RUNNING, 0)]
    assert found.captions[0].text == "4 events had no time that can be, and were left out."


def test_threads_of_several_processes_are_named_by_both_and_say_what_they_were_called(tmp_path: Path) -> None:
    names = [event("M", 0, pid=1, tid=t, args={"name": n}) | {"name": "thread_name"} for t, n in ((1, "main"), (2, "helper"))]
    found = taken(tmp_path, [*names, event("X", 0, 5, pid=1, tid=1), event("X", 0, 5, pid=1, tid=2), event("X", 0, 5, pid=2)])
    assert [lane.identity.name for lane in found.runs[0].run.trace.lanes] == ["P1T1", "P1T2", "P2T1"]
    assert [(note.text, note.worker) for note in found.captions] == [("P1T1 is main.", 1), ("P1T2 is helper.", 2)]


def test_processes_and_threads_may_have_names_for_numbers(tmp_path: Path) -> None:
    lane = only_lane(taken(tmp_path, [event("X", 0, 5, pid="renderer", tid="io")]))
    assert (lane.identity.pid, lane.identity.native_id) == (0, 0)


def test_an_array_of_events_is_a_trace_too_and_a_compressed_file_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([event("X", 0, 5, cat="py-spy")]), encoding="utf-8")
    (tmp_path / "a.json.gz").write_bytes(gzip.compress((tmp_path / "a.json").read_bytes()))
    for name in ("a.json", "a.json.gz"):
        found = read_any(tmp_path / name)
        assert told(only_lane(found)) == [(0, 5, RUNNING, 0)]
        assert found.runs[0].run.source == "py-spy"


def test_of_too_many_threads_those_that_executed_most_are_shown(tmp_path: Path) -> None:
    found = taken(tmp_path, [event("X", 0, 1 + tid, tid=tid) for tid in range(210)])
    lanes = found.runs[0].run.trace.lanes
    assert [lane.identity.native_id for lane in lanes] == list(range(10, 210))
    assert found.captions[0].text == "Of 210 threads those 200 are shown that executed most."


def test_what_viztracer_wrote_is_called_its_word_and_can_be_kept(tmp_path: Path) -> None:
    found = read_any(DATA / "viztracer.json")
    (recorded,) = found.runs
    assert found.title == "viztracer.json, recorded by VizTracer 1.1.1"
    assert {note.text for note in found.captions} == {"T1 is MainThread.", "T2 is counter-1.", "T3 is counter-2."}
    sentence = verdict(recorded.run, measure(recorded.run.trace))
    assert sentence.startswith("As VizTracer 1.1.1 tells it, ")
    assert sentence.endswith(" of 3 threads executed at once on average; gilviz did not record this run itself.")
    write(tmp_path / "kept.gilviz", found)
    again = read(tmp_path / "kept.gilviz").runs[0].run
    assert again.source == "VizTracer 1.1.1"
    assert verdict(again, measure(again.trace)) == sentence


@steady
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=12), st.booleans())
def test_a_thread_runs_exactly_where_a_slice_is_open(slices: list[tuple[int, int]], whole: bool) -> None:
    events = [event("X", ts, dur) for ts, dur in slices]
    if not whole:
        # of proper nesting, as B and E must be: what lies within another is cut to it
        edges = sorted({ts for ts, _ in slices})
        events = [each for a, b in zip(edges[::2], edges[1::2], strict=False) for each in (event("B", a), event("E", b))]
        slices = [(a, b - a) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    lasting = [(ts, ts + dur) for ts, dur in slices if dur]
    with tempfile.TemporaryDirectory() as folder:
        if not lasting:
            with pytest.raises(ImportFailed, match="none of its events says from when to when something ran"):
                taken(Path(folder), events)
            return
        lane = only_lane(taken(Path(folder), events))
    zero = min(start for start, _ in lasting)
    for moment in range(zero, 75):
        segment = lane.at(ZERO + (moment - zero) * 1000)
        assert (segment is not None and segment.state is RUNNING) == any(start <= moment < end for start, end in lasting)
