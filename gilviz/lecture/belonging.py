"""Whether a recording is of a scene as it is now: of these runs, and not of what the scene once was."""

from __future__ import annotations

import re

from gilviz.lecture.interpreters import ISOLATED_FROM
from gilviz.lecture.model import Experiment, Python, Scene, Way
from gilviz.recording import Recording
from gilviz.runner import catalog
from gilviz.runner.protocol import Gil
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import RuntimeInfo

SCENE_KEY = "scene"
"""Under which a recording's settings have its scene. Its lecture is not asked for: a copy of one has another name."""
_NO_CHOICE = ("", Gil.BUILT_IN.value, Gil.NONE.value)


def belongs(scene: Scene, recording: Recording) -> bool:
    """Whether a recording has the runs that a scene asks for, in their order."""
    experiment = scene.experiment
    if experiment is None or len(recording.runs) != len(experiment.ways):
        return False
    if recording.settings.get(SCENE_KEY, scene.id) != scene.id:
        return False
    return all(
        _is_job(experiment, way, recorded.run.spec) and _is_python(way, recorded.run.runtime)
        for way, recorded in zip(experiment.ways, recording.runs, strict=True)
    )


def _is_job(experiment: Experiment, way: Way, spec: JobSpec) -> bool:
    workers = 1 if way.executor == "sequential" else way.workers or experiment.workers
    processes = way.processes if catalog.executor(way.executor).shared_processes else None
    wanted = (experiment.workload, way.executor, experiment.tasks, workers, processes, way.start_method)
    return (
        wanted == (spec.workload, spec.executor, spec.tasks, spec.workers, spec.processes, spec.start_method)
        and spec.switch_interval == experiment.switch_interval
        and experiment.size in (None, spec.size)
        and (way.python is not Python.FREE_THREADED or spec.python_gil == (None if way.gil is None else int(way.gil)))
    )


def _is_python(way: Way, runtime: RuntimeInfo | None) -> bool:
    """Whether that is the interpreter asked for, as far as a recording says it; see ``interpreters.fits``."""
    if runtime is None:
        return False
    cpython = runtime.implementation == "CPython"
    free_threaded = cpython and (not runtime.gil or runtime.gil_state not in _NO_CHOICE)
    if way.python is Python.OWN:
        return cpython and runtime.gil  # a scene that names no Python is about the one with a GIL
    if way.python is Python.FREE_THREADED:
        return free_threaded
    if way.python is Python.ISOLATED:
        version = re.match(r"(\d{1,4})\.(\d{1,4})", runtime.version)
        return cpython and not free_threaded and version is not None and (int(version[1]), int(version[2])) >= ISOLATED_FROM
    return runtime.implementation.lower() == way.python.value
