"""A Chrome trace that gilviz wrote is, read back, the recording that was exported."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given

from gilviz.experiment.workspace import Workspace
from gilviz.export.chrome import write_chrome
from gilviz.imports import ImportFailed, read_any
from gilviz.recording import RecordedRun, Recording
from tests.experiment.bench import conduct, experiment
from tests.recording.recordings import recording
from tests.trace import lanes
from tests.trace.lane_files import Transition
from tests.trace.runs import record


def lane_facts(lane: Any) -> dict[str, Any]:
    """All that a lane says."""
    names = (
        "identity", "known_until", "settled_until", "dropped", "corrected", "tasks_done", "closed", "recording_ns",
        "lost_switches", "overruns", "ticks", "ticks_until", "task_span",
    )  # fmt: skip
    return {"segments": list(lane.segments()), **{name: getattr(lane, name) for name in names}}


def run_facts(recorded: RecordedRun) -> dict[str, Any]:
    """All that a run says."""
    run, trace = recorded.run, recorded.run.trace
    probe = trace.probe
    return {
        "run": dataclasses.replace(run, trace=None),  # type: ignore[arg-type]  # compared below
        "recorded": dataclasses.replace(recorded, run=None),  # type: ignore[arg-type]
        "moments": (trace.origin, trace.end, trace.problems),
        "lanes": [lane_facts(lane) for lane in trace.lanes],
        "requests": trace.requests.tolist(),
        "looks": None
        if probe is None
        else [value.tolist() if hasattr(value, "tolist") else value for value in vars(probe).values()],
    }


def assert_same(one: Recording, other: Recording) -> None:
    assert dataclasses.replace(one, runs=()) == dataclasses.replace(other, runs=())
    assert [run_facts(run) for run in one.runs] == [run_facts(run) for run in other.runs]


def there_and_back(what: Recording, folder: Path) -> Recording:
    write_chrome(folder / "trace.json", what)
    return read_any(folder / "trace.json")


def test_everything_that_a_recording_can_have_comes_back(tmp_path: Path) -> None:
    assert_same(there_and_back(recording(), tmp_path), recording())


@lanes.steady
@given(lanes.transitions(), lanes.transitions(first=10**15), lanes.transitions(least=1))
def test_every_transition_comes_back_to_the_nanosecond(
    first: list[Transition], second: list[Transition], third: list[Transition]
) -> None:
    contents = (lanes.lane_of(listed, 10**15 + 5000, lanes.identity(number)) for number, listed in enumerate((first, second), 1))
    runs = record("threading", [*contents], wall_ms=5), record("pool", [lanes.lane_of(third)], wall_ms=7)
    with tempfile.TemporaryDirectory() as folder:
        assert_same(there_and_back(recording(*runs), Path(folder)), recording(*runs))


def test_what_was_really_recorded_comes_back(tmp_path: Path) -> None:
    with Workspace() as workspace:
        conductor = conduct(experiment("threading", "pool", workload="primes", size=20_000), workspace)
    recorded = recording(*(run.record() for run in conductor.runs))
    assert sum(len(lane) for run in recorded.runs for lane in run.run.trace.lanes) > 10
    assert_same(there_and_back(recorded, tmp_path), recorded)


Trace = dict[str, Any]


def of_kind(trace: Trace, category: str) -> list[dict[str, Any]]:
    return [event for event in trace["traceEvents"] if event.get("cat") == category]


CHANGES: Final[Mapping[str, Callable[[Trace, dict[str, Any]], object]]] = {
    "an event is gone": lambda trace, _: trace["traceEvents"].remove(of_kind(trace, "state")[3]),
    "a time is another": lambda trace, _: of_kind(trace, "state")[3].update(ts=1.001),
    "a time is none": lambda trace, _: of_kind(trace, "state")[3].update(ts=float("nan")),
    "a task is huge": lambda trace, _: of_kind(trace, "state")[3]["args"].update(task=1 << 30),
    "a look comes too early": lambda trace, _: of_kind(trace, "probe")[1].update(ts=-5),
    "an answer comes too early": lambda trace, _: of_kind(trace, "answer")[0]["args"].update(answered_ns=-5),
    "a run is gone": lambda _, own: own["runs"].pop(),
    "a lane is gone": lambda _, own: own["runs"][0]["lanes"].pop(),
    "its zero is absurd": lambda _, own: own["runs"][0].update(zero_ns=1 << 80),
    "its facts are cut": lambda _, own: own.update(facts=own["facts"][:400]),
    "its facts are no base64": lambda _, own: own.update(facts="é" + own["facts"]),
    "it is no object": lambda trace, _: trace["metadata"].update(gilviz=[1]),
    "it is of a later version": lambda _, own: own.update(format=2),
}
"""What may become of a trace (and of what gilviz wrote under its own key) after it was written."""


def changed(folder: Path, change: str) -> Path:
    path = folder / "trace.json"
    write_chrome(path, recording())
    trace = json.loads(path.read_text(encoding="utf-8"))
    CHANGES[change](trace, trace["metadata"]["gilviz"])
    path.write_text(json.dumps(trace), encoding="utf-8")
    return path


@pytest.mark.parametrize("change", [change for change in CHANGES if change != "it is of a later version"])
def test_a_trace_that_was_changed_is_refused_in_a_sentence(tmp_path: Path, change: str) -> None:
    path = changed(tmp_path, change)
    with pytest.raises(ImportFailed) as caught:
        read_any(path)
    assert str(caught.value) == (
        f"{path} can't be taken in: what gilviz wrote into it does not fit together; export the recording again."
    )


def test_a_trace_of_a_later_gilviz_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"newer than this one: update gilviz\.$"):
        read_any(changed(tmp_path, "it is of a later version"))


def test_events_that_are_named_twice_are_used_once(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    write_chrome(path, recording())
    trace = json.loads(path.read_text(encoding="utf-8"))
    named = trace["metadata"]["gilviz"]["runs"][0]["lanes"]
    named[1] = named[0]
    path.write_text(json.dumps(trace), encoding="utf-8")
    first, second = read_any(path).runs[0].run.trace.lanes
    assert len(first) > 0
    assert len(second) == 0
