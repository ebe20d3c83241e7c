"""What a killed window had recorded and nobody had saved: kept beside its lane files, found at the next start.

While a window's session lives, its directory holds, beside the lane files of the run that goes on:

    kept-0003.gilviz      a recording of the experiment's run 3, written when that had ended
    r4/run.json           what the run in that directory is, written when it began

Both go with the directory when the session ends in good order. If it is killed, the system lets go of its lock on the directory
(``ownership``); whoever finds one that nobody holds takes it over, and makes one recording of what is there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec

from gilviz.experiment.ownership import abandoned, take_over
from gilviz.experiment.recorded import experiment_title, something_listed
from gilviz.experiment.run import Run
from gilviz.recording import SUFFIX, RecordedRun, Recording, RecordingError, read, this_machine, write
from gilviz.recording.watched import Step, unwatched
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import Outcome, RunRecord, RuntimeInfo
from gilviz.trace.run_trace import RunTrace

KEPT: Final = "kept-"
NOTE: Final = "run.json"
MOST_NOTE: Final = 1 << 20
"""Bytes of a note: more is none."""
CUT_SHORT: Final = "The window ended while it ran; what had been recorded until then is kept."


class RunNote(msgspec.Struct, frozen=True):
    """What the run in a directory is.

    Args:
        spec: Its job.
        listed: Whether somebody asked for it.
        repetition: Which round it belongs to.
        runtime: What executes it; None until it has said so.
        origin: Its zero in ns; None until it has begun.
    """

    spec: JobSpec
    listed: bool
    repetition: int
    runtime: RuntimeInfo | None
    origin: Annotated[int, msgspec.Meta(ge=0, le=1 << 60)] | None


def note_run(directory: Path, run: Run) -> None:
    """Say beside a run's lane files what it is. A note that can't be written must not end the run."""
    note = RunNote(run.spec, run.listed, run.repetition, run.runtime, run.started_ns)
    with contextlib.suppress(OSError, UnicodeEncodeError):  # the path of a Python may be no UTF-8
        (directory / NOTE).write_bytes(msgspec.json.encode(note))


def keep_run(directory: Path, number: int, recording: Recording, step: Step = unwatched) -> None:
    """Keep the recording of one run that has ended; what the step raises gives that up.

    Raises:
        RecordingError: it can't be written.
    """
    write(directory / f"{KEPT}{number:04}{SUFFIX}", recording, step)


def drop_runs(directory: Path) -> None:
    """Keep none of the runs that had ended: they were saved, or are of no interest any more."""
    for file in directory.glob(f"{KEPT}*{SUFFIX}"):
        file.unlink(missing_ok=True)


def has_unsaved(directory: Path) -> bool:
    """Whether a session's directory holds something that nobody has saved."""
    return any(directory.glob(f"{KEPT}*{SUFFIX}")) or any(directory.glob(f"r*/{NOTE}"))


@dataclass(frozen=True)
class Unsaved:
    """What a killed window left; it is ours until we let go of it.

    Args:
        directory: Where it is.
        recording: What could be read of it.
        claim: Holds the lock.
    """

    directory: Path
    recording: Recording
    claim: int

    def discard(self) -> None:
        """Remove it for good."""
        shutil.rmtree(self.directory, ignore_errors=True)
        os.close(self.claim)

    def release(self) -> None:
        """Leave it to the next start."""
        os.close(self.claim)


class _Unreadable(Exception):
    """There is something, and it can't be read now, or not by this version."""


def find_unsaved(prefix: str) -> list[Unsaved]:
    """What killed windows left, the newest first. What holds nothing recorded is removed; what can't be read stays."""
    found = []
    for directory in abandoned(Path(tempfile.gettempdir()), prefix):
        if not has_unsaved(directory):
            continue
        claim = take_over(directory)
        if claim is None:
            continue
        try:
            recording = _recovered(directory)
        except (_Unreadable, OSError):
            os.close(claim)
            continue
        if recording is None:
            shutil.rmtree(directory, ignore_errors=True)
            os.close(claim)
        else:
            found.append(Unsaved(directory, something_listed(recording), claim))
    return sorted(found, key=lambda unsaved: unsaved.recording.made_at, reverse=True)


def _recovered(directory: Path) -> Recording | None:
    """One recording of all that is there; None where nothing was recorded.

    Raises:
        _Unreadable: nothing of it can be read, though there is something.
    """
    kept = sorted(directory.glob(f"{KEPT}*{SUFFIX}"))
    parts = []
    for file in kept:
        with contextlib.suppress(RecordingError):
            parts.append(read(file))
    runs = [run for part in parts for run in part.runs]
    for note in sorted(directory.glob(f"r*/{NOTE}")):
        cut_short = _cut_short(note, runs)
        if cut_short is not None:
            runs.append(cut_short)
    if not any(lane for run in runs for lane in run.record().trace.lanes):
        if len(parts) < len(kept):
            raise _Unreadable
        return None
    if parts:
        return dataclasses.replace(parts[0], runs=tuple(runs))
    made_at = datetime.fromtimestamp(directory.stat().st_mtime, UTC).astimezone()
    spec = runs[0].record().spec
    machine = dataclasses.replace(this_machine(), load=None)  # nobody looked how busy it was
    title = ""
    with contextlib.suppress(KeyError):  # another version's workload has no words here
        title = experiment_title(spec, spec.size)
    return Recording(tuple(runs), machine, made_at, title=title)


def _cut_short(note: Path, before: Sequence[RecordedRun]) -> RecordedRun | None:
    """The run that went on, from its lane files; None where nobody had recorded anything yet."""
    try:
        if note.stat().st_size > MOST_NOTE:
            return None
        told = msgspec.json.decode(note.read_bytes(), type=RunNote)
        if any(run.record().trace.origin == told.origin for run in before):
            return None  # it had ended, and only its lane files were not yet removed
        with RunTrace(note.parent) as trace:
            if told.origin is None:
                return None
            trace.begin(told.origin)
            trace.poll(told.origin)
            trace.finish(max(trace.last_sign, told.origin), {lane.identity.pid for lane in trace.lanes})
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    if not any(len(lane) for lane in trace.lanes):
        return None
    record = RunRecord(
        spec=told.spec,
        runtime=told.runtime,
        outcome=Outcome.PARTIAL,
        error=CUT_SHORT,
        traceback="",
        wall_s=None,
        baseline_s=_baseline_s(told, before),
        trace=trace,
    )
    return RecordedRun(record, listed=True, repetition=told.repetition)


def _baseline_s(note: RunNote, before: Sequence[RecordedRun]) -> float | None:
    """What the sequential run of the same round and interpreter took, in seconds."""
    for run in before:
        record = run.record()
        same = record.spec.interpreter == note.spec.interpreter and run.repetition == note.repetition
        if same and record.spec.executor == "sequential" and record.outcome is Outcome.FINISHED:
            return record.wall_s
    return None
