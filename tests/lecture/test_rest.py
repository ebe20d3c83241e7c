"""Which interpreters a scene gets, where remarks point, and which recording stands in."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from gilviz.launch.runtimes import RuntimeDescription
from gilviz.lecture.anchors import anchor
from gilviz.lecture.belonging import belongs
from gilviz.lecture.fallbacks import Fallback, Fallbacks
from gilviz.lecture.interpreters import NotHere, resolve
from gilviz.lecture.model import Experiment, Mark, Python, Scene, Way
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.gui.lecture.stands import MADE_AT, keep_recording
from tests.lecture.lectures import small
from tests.recording.recordings import recording
from tests.trace.runs import MS, ORIGIN, record, runtime, worker

OWN = RuntimeDescription("/bin/python3", "CPython", "3.11.7", True, 2, ("fork", "spawn"))
NEWER = dataclasses.replace(OWN, path="/bin/python3.14", version="3.14.0")
FREE = dataclasses.replace(OWN, path="/bin/python3.13t", version="3.13.0", free_threaded=True, gil=False)
FREE_NEWER = dataclasses.replace(FREE, path="/bin/python3.14t", version="3.14.0")
PYPY = dataclasses.replace(OWN, path="/bin/pypy3", implementation="PyPy", version="3.9.19")


def experiment(*ways: Way) -> Experiment:
    return Experiment("primes", 2, 2, ways, size=100)


def test_a_scene_gets_the_interpreter_that_is_what_it_asks_for_the_newest_first() -> None:
    asked = experiment(
        Way("own", "threading"), Way("free", "threading", Python.FREE_THREADED, gil=False),
        Way("pypy", "threading", Python.PYPY), Way("isolated", "interpreter-pool", Python.ISOLATED),
    )  # fmt: skip
    spec = resolve(asked, OWN, [OWN, NEWER, FREE, FREE_NEWER, PYPY])
    assert [variant.python for variant in spec.variants] == [None, FREE_NEWER.path, PYPY.path, NEWER.path]
    assert [variant.python_gil for variant in spec.variants] == [None, 0, None, None]


def test_a_free_threaded_gilviz_gives_scenes_that_name_no_python_its_gil() -> None:
    spec = resolve(
        experiment(Way("two threads", "threading"), Way("off", "threading", Python.FREE_THREADED, gil=False)), FREE, []
    )
    assert [(variant.python, variant.python_gil) for variant in spec.variants] == [(None, 1), (None, 0)]


@pytest.mark.parametrize("python", [python for python in Python if python is not Python.OWN])
def test_a_missing_interpreter_is_told_with_what_to_install(python: Python) -> None:
    with pytest.raises(NotHere, match=r"There is no .* here: install .*gilviz runtimes --add PATH"):
        resolve(experiment(Way("x", "threading", python)), OWN, [OWN])


def test_an_interpreter_that_can_not_do_it_is_told() -> None:
    with pytest.raises(NotHere, match="interpreter-pool needs Python"):
        resolve(experiment(Way("x", "interpreter-pool")), OWN, [])


def test_a_remark_points_at_what_was_recorded_and_at_nothing_else() -> None:
    lanes = [worker(1, [(State.RUNNING, 10), (State.GIL_WAIT, 5), (State.RUNNING, 10)]), worker(2, [(State.RUNNING, 3)])]
    trace = RunTrace.of(lanes, ORIGIN, ORIGIN + 100 * MS)
    found = anchor(Mark("waits", 0, 1, 0.002, State.GIL_WAIT), trace)
    assert found is not None
    assert (found.start, found.end, found.lane) == (10 * MS, 15 * MS, trace.lanes[0])
    whatever = anchor(Mark("there", 0, 1, 0.002), trace)
    assert whatever is not None
    assert whatever.start == 0
    assert anchor(Mark("never", 0, 2, 0.0, State.GIL_WAIT), trace) is None
    assert anchor(Mark("nobody", 0, 3, 0.0), trace) is None
    assert anchor(Mark("too late", 0, 1, 50.0), trace) is None
    assert anchor(Mark("not yet", 0, 1, 0.0), None) is None


def test_a_fresh_recording_comes_before_the_one_that_ships_and_a_damaged_one_never(tmp_path: Path) -> None:
    lecture = small(tmp_path)
    scene = lecture.scenes[1]
    fallbacks = Fallbacks(lecture, tmp_path / "own")
    assert fallbacks.find(scene) is None
    assert "make one with `gilviz lecture check`" in fallbacks.problem(scene)
    keep_recording(lecture, tmp_path)
    fresh = tmp_path / "own" / "turns" / "turns.gilviz"
    bundled = lecture.folder / "turns.gilviz"
    bundled.write_bytes(fresh.read_bytes())
    assert fallbacks.paths(scene) == [fresh, bundled]
    found = fallbacks.find(scene)
    assert isinstance(found, Fallback)
    assert found.made_at == MADE_AT
    assert found.badge.startswith("22 Nov 2026 · ")
    assert [record.spec.executor for record in found.records] == ["sequential", "threading"]
    fresh.write_bytes(b"nonsense")
    assert fallbacks.find(scene) is not None
    bundled.unlink()
    assert fallbacks.find(scene) is None
    assert str(fresh) in fallbacks.problem(scene)


OTHERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"tasks": 99}, {}),
    ({"size": 2001}, {}),
    ({"workers": 3}, {}),
    ({"switch_interval": 0.05}, {}),
    ({}, {"workers": 3}),
    ({}, {"start_method": "spawn"}),
    ({}, {"python": Python.PYPY}),
    ({}, {"python": Python.FREE_THREADED}),
    ({}, {"python": Python.FREE_THREADED, "gil": True}),
]
"""What another version of the scene's experiment, and of its second run, may have."""


@pytest.mark.parametrize(("experiment", "way"), OTHERS, ids=str)
def test_a_recording_of_another_version_of_the_scene_is_not_shown(
    tmp_path: Path, experiment: dict[str, Any], way: dict[str, Any]
) -> None:
    lecture = small(tmp_path)
    keep_recording(lecture, tmp_path)
    scene = lecture.scenes[1]
    assert scene.experiment is not None
    loop, threads = scene.experiment.ways
    ways = loop, dataclasses.replace(threads, **way)
    other = dataclasses.replace(scene, experiment=dataclasses.replace(scene.experiment, ways=ways, **experiment))
    fallbacks = Fallbacks(lecture, tmp_path / "own")
    assert fallbacks.find(scene) is not None
    assert fallbacks.find(other) is None
    assert "made for another version of this scene" in fallbacks.problem(other)


def test_the_recording_of_another_scene_is_not_shown_under_its_name(tmp_path: Path) -> None:
    lecture = small(tmp_path)
    keep_recording(lecture, tmp_path)
    scene = dataclasses.replace(lecture.scenes[1], id="again")
    folder = tmp_path / "own" / "turns"
    (folder / "turns.gilviz").rename(folder / "again.gilviz")
    assert Fallbacks(lecture, tmp_path / "own").find(scene) is None


@pytest.mark.parametrize(
    ("python", "implementation", "version", "gil", "gil_state", "whether"),
    [
        (Python.OWN, "CPython", "3.11.7", True, "built in", True),
        (Python.OWN, "CPython", "3.13.0", False, "disabled", False),
        (Python.OWN, "PyPy", "3.9.16", True, "built in", False),
        (Python.ISOLATED, "CPython", "3.15.0a1", True, "built in", True),
        (Python.ISOLATED, "CPython", "3.11.7", True, "built in", False),
        (Python.ISOLATED, "CPython", "3.13.0", False, "disabled", False),
        (Python.ISOLATED, "CPython", "new", True, "built in", False),
        (Python.FREE_THREADED, "CPython", "3.13.0", True, "enabled by PYTHON_GIL=1", True),
        (Python.FREE_THREADED, "CPython", "3.13.0", False, "disabled", True),
        (Python.FREE_THREADED, "Jython", "2.7.3", False, "none", False),
        (Python.JYTHON, "Jython", "2.7.3", False, "none", True),
        (Python.PYPY, "PyPy", "3.9.16", True, "built in", True),
    ],
)
def test_a_recording_is_by_the_interpreter_that_the_scene_asks_for(
    python: Python, implementation: str, version: str, gil: bool, gil_state: str, whether: bool
) -> None:
    told = dataclasses.replace(runtime(), implementation=implementation, version=version, gil=gil, gil_state=gil_state)
    made = record("threading", [worker(1, [(State.RUNNING, 1)]), worker(2, [(State.RUNNING, 1)])], wall_ms=1, runs_on=told)
    asked = Experiment("primes", 8, 2, (Way("x", "threading", python),))
    scene = Scene("x", "X", "", 1.0, (), (), asked)
    assert belongs(scene, recording(made)) is whether
