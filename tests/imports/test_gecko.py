"""What becomes of gecko profiles by ``profiling.sampling``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gilviz.imports import ImportFailed, read_any
from gilviz.imports.foreign import ZERO
from gilviz.imports.gecko import BLOCKED
from gilviz.imports.read import KINDS
from gilviz.recording import Recording
from gilviz.runner.protocol import Evidence, Layer, State
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import measure
from gilviz.trace.verdict import verdict
from tests.interpreters import FindInterpreter
from tests.patience import AGES_S

DATA = Path(__file__).parent / "data"
TEXTS = ["(root)", "Has GIL", "No GIL", "Waiting for GIL", "On CPU", "Off CPU", "GC Collecting"]
RUNNING, NATIVE, GIL_WAIT, IO_WAIT = State.RUNNING, State.NATIVE, State.GIL_WAIT, State.IO_WAIT
REMEDY = "record it with `python -m profiling.sampling run -a --gecko`"
NO_COLUMNS = "its markers are not in columns, as profiling.sampling writes them"
TAKES_TURNS = """
import threading

def count():
    sum(i * i for i in range(2_000_000))

threads = [threading.Thread(target=count) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def thread(*markers: tuple[str, Any, Any], looks: list[float] | None = None, **facts: Any) -> dict[str, Any]:
    """A thread with these markers: (text, start, end), in ms."""
    columns = {
        "name": [TEXTS.index(text) for text, _, _ in markers],
        "startTime": [start for _, start, _ in markers],
        "endTime": [end for _, _, end in markers],
        "length": len(markers),
    }
    samples = {} if looks is None else {"samples": {"stack": [0] * len(looks), "time": looks, "length": len(looks)}}
    return {"name": "Thread-8", "pid": "7", "tid": 8, **samples, "markers": columns, **facts}


def taken(folder: Path, *threads: Any) -> Recording:
    path = folder / "profile.json"
    profile = {"meta": {"interval": 1}, "libs": [], "threads": threads, "shared": {"stringArray": TEXTS}}
    path.write_text(json.dumps(profile), encoding="utf-8")
    return read_any(path)


def told(lane: Lane) -> list[tuple[int, int, State]]:
    """(start, end, state) of each segment, in µs from the run's zero."""
    return [((s.start - ZERO) // 1000, (s.end - ZERO) // 1000, s.state) for s in lane.segments()]


def test_markers_of_the_gil_and_of_a_core_become_a_lane(tmp_path: Path) -> None:
    markers = [
        ("Has GIL", 10, 15), ("On CPU", 10, 17), ("No GIL", 15, 30), ("Waiting for GIL", 17, 20), ("Off CPU", 17, 30),
        ("GC Collecting", 11, 12),
    ]  # fmt: skip
    (lane,) = taken(tmp_path, thread(*markers)).runs[0].run.trace.lanes
    assert told(lane) == [(0, 5000, RUNNING), (5000, 7000, NATIVE), (7000, 10000, GIL_WAIT), (10000, 20000, IO_WAIT)]
    assert [s.evidence for s in lane.segments()] == [Evidence.SAMPLED] * 3 + [Evidence.UNKNOWN]
    assert (lane.identity.pid, lane.identity.native_id, lane.identity.gil, lane.identity.layers) == (7, 8, True, Layer.PROBE)


def test_a_thread_that_ended_does_not_keep_the_gil_until_the_tool_ends(tmp_path: Path) -> None:
    ended = thread(("Has GIL", 0, 100), ("On CPU", 0, 100), looks=[0, 1, 5])
    other = thread(("No GIL", 0, 6), ("Has GIL", 6, 100), looks=[0, 6, 100], tid=9)
    first, second = taken(tmp_path, ended, other).runs[0].run.trace.lanes
    assert told(first) == [(0, 5000, RUNNING)]
    assert told(second) == [(0, 6000, IO_WAIT), (6000, 100_000, RUNNING)]


def test_that_nobody_told_what_a_blocked_thread_waited_for_is_said(tmp_path: Path) -> None:
    found = taken(tmp_path, thread(("No GIL", 0, 5), ("Off CPU", 0, 5)))
    assert found.captions[0].text == BLOCKED
    assert taken(tmp_path, thread(("Has GIL", 0, 5))).captions[0].text == "T1 is Thread-8."


def test_what_profiling_sampling_wrote_shows_threads_that_take_turns() -> None:
    (recorded,) = read_any(DATA / "sampling.json").runs
    metrics = measure(recorded.run.trace)
    assert recorded.run.source == "profiling.sampling"
    assert metrics.gil_switches == 17
    first, _, third, _ = recorded.run.trace.lanes
    both = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in first.segments()
        for b in third.segments()
        if a.state is b.state is RUNNING
    )
    assert both == 0
    assert verdict(recorded.run, metrics).startswith("As profiling.sampling tells it, ")


def test_what_it_writes_today_can_be_taken_in(tmp_path: Path, interpreter: FindInterpreter) -> None:
    python = interpreter("python3.15")
    (tmp_path / "job.py").write_text(TAKES_TURNS, encoding="utf-8")
    command = [python, "-m", "profiling.sampling", "run", "-a", "--gecko", "-o", "out.json", "job.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=AGES_S)
    (recorded,) = read_any(tmp_path / "out.json").runs
    ran = [lane for lane in recorded.run.trace.lanes if lane.totals()[RUNNING]]
    assert len(ran) >= 2
    assert (recorded.run.trace.gil_switches or 0) >= 1


@pytest.mark.parametrize("bad", [float("nan"), float("-inf"), "3", None, 1e300, 10**400, True], ids=lambda bad: repr(bad)[:9])
def test_a_marker_without_times_that_can_be_is_left_out_and_counted(tmp_path: Path, bad: Any) -> None:
    found = taken(tmp_path, thread(("Has GIL", bad, 5), ("Has GIL", 3, bad), ("Has GIL", 5, 3), ("Has GIL", 0, 4)))
    assert told(found.runs[0].run.trace.lanes[0]) == [(0, 4000, RUNNING)]
    assert found.captions[0].text == "3 markers had no time that can be, and were left out."


@pytest.mark.parametrize(
    ("threads", "why"),
    [
        ((), f"none of its threads has markers of the GIL: {REMEDY}."),
        ((thread(),), f"none of its threads has markers of the GIL: {REMEDY}."),
        ((thread(markers=[1]),), f"{NO_COLUMNS}."),
        ((thread(markers={"name": 3, "startTime": [], "endTime": []}),), f"{NO_COLUMNS}."),
        ((7,), f"it has '7' where '{{' should be; give {KINDS}."),
        ((thread(("Has GIL", 0, 1), ("Has GIL", 1e10, 2e10)),), "its times are weeks apart, so they can't be those of one run."),
    ],
)  # fmt: skip
def test_a_profile_that_says_nothing_of_use_is_refused_in_a_sentence(tmp_path: Path, threads: Any, why: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        taken(tmp_path, *threads)
    assert str(caught.value) == f"{tmp_path / 'profile.json'} can't be taken in: {why}"
