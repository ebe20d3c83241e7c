"""Runs every scene of a lecture as the lecture would, holds it to what it claims, and keeps fresh recordings."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import note
from gilviz.cli.progress import Display, make_display
from gilviz.cli.session import conduct
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.workspace import Workspace
from gilviz.launch.runtimes import (
    AddedRuntimes,
    RuntimeDescription,
    added_path,
    cache_path,
    default_runtime,
    in_order,
    this_machine,
    unique,
)
from gilviz.lecture.checking import SceneReport, now, over_budget
from gilviz.lecture.claims import broken_claims, disturbed
from gilviz.lecture.fallbacks import Fallbacks, keep, own_folder
from gilviz.lecture.interpreters import NotHere, asks_others, resolve
from gilviz.lecture.model import Lecture, Scene
from gilviz.lecture.order import in_lecture_order
from gilviz.recording import RecordingError
from gilviz.trace.record import RunRecord


@dataclass(frozen=True)
class Tried:
    """What came of a scene's live run.

    Args:
        records: A run for each of its ways; empty where it did not come to that.
        why: Why it does not work live; empty where it does.
        took_s: How long it took.
        disturbed: What other programs did to it; empty where they let it be.
    """

    records: tuple[RunRecord, ...]
    why: str
    took_s: float | None
    disturbed: str = ""


def this_machines_pythons() -> list[RuntimeDescription]:
    """Every Python of this machine on which jobs can run."""
    finder = this_machine(cache_path(), AddedRuntimes(added_path()).places)
    with contextlib.closing(finder):
        found = in_order(unique(finder.find()))
    return [one.runtime for one in found if one.runtime is not None and not one.problem]


def check(
    lecture: Lecture,
    workspace: Workspace,
    interrupts: Interrupts,
    record_to: Path | None = None,
    find: Callable[[], Sequence[RuntimeDescription]] = this_machines_pythons,
) -> Iterator[SceneReport]:
    """Try every scene, and keep a recording of each that shows what it claims.

    Args:
        lecture: The lecture.
        workspace: Where to run.
        interrupts: Say when to stop; the scenes after that are not tried.
        record_to: The folder for the recordings; None: the user's own.
        find: Finds this machine's Pythons, if any scene needs another than ours.
    """
    own = default_runtime()
    others = any(scene.experiment is not None and asks_others(scene.experiment) for scene in lecture.scenes)
    found = find() if others else ()
    for scene in lecture.scenes:
        if interrupts.received is not None:
            return
        if scene.experiment is None:
            yield SceneReport(scene)
            continue
        note(f"{scene.title} …")
        tried = try_scene(scene, own, found, workspace, interrupts, make_display())
        yield report_on(lecture, scene, tried, record_to)


def try_scene(
    scene: Scene,
    own: RuntimeDescription,
    found: Sequence[RuntimeDescription],
    workspace: Workspace,
    interrupts: Interrupts,
    display: Display,
) -> Tried:
    """Run a scene's experiment as the lecture would."""
    if scene.experiment is None:
        return Tried((), "", None)
    try:
        spec = resolve(scene.experiment, own, found)
    except NotHere as error:
        return Tried((), str(error), None)
    began = time.monotonic()
    conductor = Conductor(spec, workspace, live=False)
    result = conduct(conductor, display, interrupts)
    took = time.monotonic() - began
    if result.signal is not None:
        return Tried((), "the check was interrupted", took)
    runs = in_lecture_order(spec, conductor.runs)
    if not runs or not all(run.phase.ended and run.trace is not None for run in runs):
        return Tried((), " ".join(result.failures) or "it did not run to its end", took)
    records = tuple(run.record() for run in runs)
    said = broken_claims(scene, records, own.cores)
    return Tried(records, " ".join(said) or over_budget(scene, took), took, disturbed(scene, records, own.cores))


def report_on(lecture: Lecture, scene: Scene, tried: Tried, record_to: Path | None) -> SceneReport:
    """Keep the recording of what worked, and find what stands in for what did not."""
    fallbacks = Fallbacks(lecture, own_folder())
    recorded = fallbacks.best(scene)
    if not tried.why and tried.disturbed and recorded is not None:
        # a picture that other programs spoiled is worth having only where there is no other
        return SceneReport(scene, "", tried.took_s, recorded, disturbed=tried.disturbed)
    if not tried.why:
        folder = own_folder() / lecture.name if record_to is None else record_to
        try:
            path = keep(folder, lecture, scene, tried.records, now())
            return SceneReport(scene, "", tried.took_s, path, fresh=True, disturbed=tried.disturbed)
        except (OSError, RecordingError) as error:
            note(f"The recording could not be written to {folder} ({error}): free some space, or choose another --record-to.")
            return SceneReport(scene, "", tried.took_s, recorded)
    return SceneReport(scene, tried.why, tried.took_s, recorded, no_recording=fallbacks.problem(scene))
