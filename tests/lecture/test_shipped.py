"""The lectures that come with gilviz: they are whole, and what each scene claims of its live run is held against one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gilviz.cli.interrupts import Interrupts
from gilviz.cli.lecture_check import try_scene
from gilviz.cli.progress import Lines
from gilviz.experiment.workspace import Workspace
from gilviz.launch.runtimes import RuntimeDescription, default_runtime, describe_runtime
from gilviz.lecture.claims import broken_claims, disturbed
from gilviz.lecture.excerpts import cut
from gilviz.lecture.fallbacks import Fallback, Fallbacks
from gilviz.lecture.model import Lecture, Python, Scene
from gilviz.lecture.reader import read_lecture
from gilviz.lecture.shelf import shipped
from tests.interpreters import FindInterpreter

LECTURES = [read_lecture(folder) for folder in shipped()]
LIVE = [(lecture, scene) for lecture in LECTURES for scene in lecture.scenes if scene.experiment is not None]
SCENES = [pytest.param(scene, id=f"{lecture.name}-{scene.id}") for lecture, scene in LIVE]
COUNTS = "hand-offs"
"""What is counted, and not a share: it depends on how long tasks are, and on who else wants the cores."""
TRIED = [
    pytest.param(*scene.values, id=scene.id, marks=pytest.mark.alone if lecture.name == "hand-off" else ())
    for scene, (lecture, _) in zip(SCENES, LIVE, strict=True)
]
COMMANDS = {
    Python.ISOLATED: "python3.14", Python.FREE_THREADED: "python3.13t", Python.PYPY: "pypy3", Python.JYTHON: "jython",
    Python.IRONPYTHON: "ipy",
}  # fmt: skip
TRIES = 3
"""A machine that is busy with other things may hide once what a scene shows."""


def name(value: object) -> str:
    return value.name if isinstance(value, Lecture) else value.id if isinstance(value, Scene) else ""


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    """One for all scenes: a size that was found once is used again."""
    with Workspace() as made:
        yield made


def test_there_are_five_and_each_has_something_to_run_and_to_say() -> None:
    assert [lecture.name for lecture in LECTURES] == ["gil", "pools", "io-or-cpu", "hand-off", "no-gil"]
    for lecture in LECTURES:
        assert any(scene.experiment is not None for scene in lecture.scenes)
        assert all(scene.notes for scene in lecture.scenes)


@pytest.mark.parametrize("scene", SCENES)
def test_every_live_scene_claims_something_and_its_code_is_found(scene: Scene) -> None:
    assert scene.claims
    assert scene.experiment is not None
    for step in scene.steps:
        if step.excerpt is not None:
            assert cut(step.excerpt, scene.experiment).text


@pytest.mark.leaves_behind("files")  # all scenes share one workspace, which goes with the last
@pytest.mark.parametrize("scene", TRIED)
def test_a_live_run_shows_what_its_scene_claims(scene: Scene, workspace: Workspace, interpreter: FindInterpreter) -> None:
    found = runtimes_for(scene, interpreter)
    scene = with_half_the_time(scene)
    undisturbed = ""
    for _ in range(TRIES):
        with Interrupts() as interrupts:
            tried = try_scene(scene, default_runtime(), found, workspace, interrupts, Lines())
        assert tried.records, tried.why
        said = " ".join(broken_claims(scene, tried.records, default_runtime().cores))
        if not said:
            return
        # Where other programs had what the scene needs, that is on record, and the hall is told so.
        undisturbed = "" if tried.disturbed else said
    assert not undisturbed


@pytest.mark.parametrize(("lecture", "scene"), LIVE, ids=name)
def test_every_live_scene_comes_with_a_recording_that_shows_what_it_claims(lecture: Lecture, scene: Scene) -> None:
    fallback = Fallbacks(lecture, lecture.folder / "nothing").find(scene)
    assert isinstance(fallback, Fallback), Fallbacks(lecture, lecture.folder / "nothing").problem(scene)
    assert fallback.made_at < datetime.now(UTC)
    assert fallback.machine
    told = [path for record in fallback.records for path in (record.spec.python, record.runtime and record.runtime.path) if path]
    assert not [path for path in told if "/" in path or "\\" in path]  # nobody's folders are given away
    cores = fallback.records[0].runtime.cores if fallback.records[0].runtime is not None else 1
    assert broken_claims(scene, fallback.records, cores) == []
    assert disturbed(scene, fallback.records, cores) == ""  # what stands in for a spoiled picture is none itself


def with_half_the_time(scene: Scene) -> Scene:
    """The same scene with tasks half as long, where a time is said and not a size: shares do not depend on that."""
    assert scene.experiment is not None
    if any(claim.measure == COUNTS for claim in scene.claims):
        return scene
    return replace(scene, experiment=replace(scene.experiment, task_seconds=scene.experiment.task_seconds / 2))


def runtimes_for(scene: Scene, interpreter: FindInterpreter) -> list[RuntimeDescription]:
    assert scene.experiment is not None
    wanted = {way.python for way in scene.experiment.ways} - {Python.OWN}
    return [describe_runtime(interpreter(COMMANDS[python])) for python in sorted(wanted)]
