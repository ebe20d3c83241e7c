"""The recordings that stand in for a live run: fresh ones of this machine first, those that come with the lecture last.

``gilviz lecture check`` writes fresh ones to the user's own folder, one file for each scene. A recording that was made for
another version of its scene is not shown: its runs would not be what the lecture says they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

import platformdirs

from gilviz.lecture.belonging import SCENE_KEY, belongs
from gilviz.lecture.model import Lecture, Scene
from gilviz.recording import SUFFIX, RecordedRun, Recording, RecordingError, read, this_machine, write
from gilviz.trace.record import RunRecord, RuntimeInfo

LECTURE_KEY = "lecture"


@dataclass(frozen=True)
class Fallback:
    """A scene's recording, ready to be shown.

    Args:
        records: A run for each way of the scene's experiment, in their order.
        made_at: When.
        machine: Where, as people read it.
    """

    records: tuple[RunRecord, ...]
    made_at: datetime
    machine: str

    @property
    def badge(self) -> str:
        """What the hall is told: ``22 Nov 2026 · Linux x86_64, 2 cores``."""
        return f"{self.made_at.day} {self.made_at:%b %Y} · {self.machine}"


def own_folder() -> Path:
    """Where fresh recordings are kept."""
    return platformdirs.user_data_path("gilviz", appauthor=False) / "lectures"


class Fallbacks:
    """The recordings of one lecture.

    Args:
        lecture: The lecture.
        own: The folder of fresh ones; each lecture has one of its own in it.
    """

    def __init__(self, lecture: Lecture, own: Path) -> None:
        self._lecture = lecture
        self._folders = (own / lecture.name, lecture.folder)

    def find(self, scene: Scene) -> Fallback | None:
        """The best recording of a scene; None where there is none."""
        return next((found for path in self.paths(scene) if isinstance(found := _load(scene, path), Fallback)), None)

    def paths(self, scene: Scene) -> list[Path]:
        """Where its recordings are, the best one first."""
        return [path for folder in self._folders if (path := folder / f"{scene.id}{SUFFIX}").is_file()]

    def best(self, scene: Scene) -> Path | None:
        """Where the one that ``find`` finds is; None where there is none."""
        return next((path for path in self.paths(scene) if isinstance(_load(scene, path), Fallback)), None)

    def problem(self, scene: Scene) -> str:
        """Why there is no recording of a scene, in a sentence; empty where there is one."""
        said = ["There is no recording of this scene: make one with `gilviz lecture check`."]
        for path in self.paths(scene):
            found = _load(scene, path)
            if isinstance(found, Fallback):
                return ""
            said.append(found)
        return said[-1]


def keep(folder: Path, lecture: Lecture, scene: Scene, records: Sequence[RunRecord], made_at: datetime) -> Path:
    """Write a scene's recording.

    Args:
        folder: Where to; it is made where it is missing.
        lecture: The lecture.
        scene: Its scene.
        records: A run for each way of the scene's experiment, in their order.
        made_at: When they were made.

    Returns:
        The file.

    Raises:
        OSError: it can't be written.
        RecordingError: it can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{scene.id}{SUFFIX}"
    recording = Recording(
        runs=tuple(RecordedRun(_nameless(record)) for record in records),
        machine=this_machine(),
        made_at=made_at,
        title=f"{lecture.title}: {scene.title}",
        settings={LECTURE_KEY: lecture.name, SCENE_KEY: scene.id},
    )
    write(path, recording)
    return path


def _nameless(record: RunRecord) -> RunRecord:
    """A run without the folders of whoever made it: a recording is made to be given away."""
    first = record.first
    return dataclasses.replace(
        record,
        spec=dataclasses.replace(record.spec, python=None if record.spec.python is None else PurePath(record.spec.python).name),
        runtime=_without_folder(record.runtime),
        first=None if first is None else dataclasses.replace(first, runtime=_without_folder(first.runtime)),
        log="",
    )


def _without_folder(runtime: RuntimeInfo | None) -> RuntimeInfo | None:
    return None if runtime is None else dataclasses.replace(runtime, path=PurePath(runtime.path).name)


def _load(scene: Scene, path: Path) -> Fallback | str:
    """What a file holds, or why it can't be shown."""
    try:
        recording = read(path)
    except RecordingError as error:
        return str(error)
    if not belongs(scene, recording):
        return f"{path} was made for another version of this scene: make it anew with `gilviz lecture check`."
    return Fallback(tuple(run.record() for run in recording.runs), recording.made_at, recording.machine.text)
