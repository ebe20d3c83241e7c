"""A Chrome trace that gilviz wrote: its runs as they were, to the nanosecond."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import io
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from msgspec import Meta, Struct

from gilviz.export.chrome.facts import bare_copy
from gilviz.export.chrome.words import FORMAT
from gilviz.imports.errors import ImportFailed
from gilviz.imports.events import NOT_OURS, Events, Slices
from gilviz.recording import RecordedRun, Recording, RecordingError, decode
from gilviz.runner.protocol import Evidence, State
from gilviz.trace.finished_lane import FinishedLane
from gilviz.trace.lane import Lane
from gilviz.trace.probe import Probe
from gilviz.trace.record import RunRecord
from gilviz.trace.requests import NO_REQUESTS, Times
from gilviz.trace.run_trace import RunTrace

DAMAGED: Final = "what gilviz wrote into it does not fit together; export the recording again"
MOST_TASKS: Final = 1 << 20
LONGEST: Final = 1 << 51
"""ns: 26 days. Beyond that microseconds, which JSON has as floats, have no three decimals."""

Number = Annotated[int, Meta(ge=0, le=1 << 32)]


class _Run(Struct):
    """Where a run is in the file."""

    pid: Number
    zero_ns: Annotated[int, Meta(ge=-(1 << 60), le=1 << 60)]
    lanes: list[Number]
    observer: Number | None


class _Own(Struct):
    """What stands under ``metadata``, ``gilviz``."""

    format: int
    runs: list[_Run]
    facts: str


def own_recording(metadata: Any, events: Events, path: Path) -> Recording:
    """The recording that was exported.

    Args:
        metadata: What stands under gilviz's key.
        events: The events.
        path: The file.

    Raises:
        ImportFailed: it was written by a later gilviz, or changed since.
    """
    try:
        own = msgspec.convert(metadata, _Own)
        if own.format > FORMAT:
            raise ImportFailed("it was written by a gilviz that is newer than this one: update gilviz")
        bare = decode(io.BytesIO(base64.b64decode(own.facts, validate=True)), path)
        if len(bare.runs) != len(own.runs):
            raise ImportFailed(DAMAGED)
        runs = tuple(_run(recorded, place, events) for recorded, place in zip(bare.runs, own.runs, strict=True))
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise ImportFailed(DAMAGED) from error
    except RecordingError as error:
        raise error if isinstance(error, ImportFailed) else ImportFailed(DAMAGED) from error
    return dataclasses.replace(bare, runs=runs)


def _run(recorded: RecordedRun, place: _Run, events: Events) -> RecordedRun:
    run: RunRecord = recorded.run
    lanes = run.trace.lanes
    if len(lanes) != len(place.lanes):
        raise ImportFailed(DAMAGED)
    # Each thread and each process is used once: a small file could name the same events for ever.
    threads = [events.threads.pop((str(place.pid), str(tid)), None) for tid in place.lanes]
    trace = RunTrace.of(
        (_lane(lane, thread, place.zero_ns) for lane, thread in zip(lanes, threads, strict=True)),
        run.trace.origin,
        run.trace.end,
        run.trace.problems,
    )
    trace.stacks = run.trace.stacks
    if run.trace.probe is not None:
        trace.probe = _probe(run.trace.probe, events.threads.pop((str(place.pid), str(place.observer)), None), place.zero_ns)
    trace.requests = _requests(events.answers.pop(str(place.pid), []), place.zero_ns)
    return dataclasses.replace(recorded, run=dataclasses.replace(run, trace=trace))


def _lane(bare: Lane, slices: Slices | None, zero: int) -> Lane:
    if slices is None:
        return bare
    codes = np.array(slices.codes)
    own = codes != NOT_OURS
    codes, starts, lengths = codes[own], np.array(slices.starts)[own], np.array(slices.lengths)[own]
    tasks = np.array(slices.details)[own]
    if not len(codes):
        return bare
    times = starts + zero
    ends = times + lengths
    if int(codes.max()) >= 8 * len(Evidence) or int(tasks.max()) > MOST_TASKS or not 0 < int(times[0]) <= int(ends[-1]):
        raise ImportFailed(DAMAGED)
    # A gap or an overlap means that a transition is missing, or was moved.
    if bool((times[1:] != ends[:-1]).any()) or int(ends[-1]) != bare.known_until or int(ends[-1]) - int(times[0]) > LONGEST:
        raise ImportFailed(DAMAGED)
    states, evidence = (codes % len(State)).astype(np.uint8), (codes // len(State)).astype(np.uint8)
    return bare_copy(bare, FinishedLane(bare.identity, times, states, evidence, tasks.astype(np.int32), bare.known_until))


def _probe(bare: Probe, slices: Slices | None, zero: int) -> Probe:
    if slices is None:
        return bare
    starts = np.array(slices.starts) + zero
    ends = starts + np.array(slices.lengths)
    held = np.array(slices.codes)
    if bool((starts[1:] < ends[:-1]).any()) or int(starts[0]) < 0 or bool(((held != 0) & (held != 1)).any()):
        raise ImportFailed(DAMAGED)
    return dataclasses.replace(bare, starts=starts, ends=ends, holders=np.array(slices.details), held=held == 1)


def _requests(answers: list[tuple[int, int, int]], zero: int) -> Times:
    if not answers:
        return NO_REQUESTS
    requests = np.array(answers, dtype=np.int64) + zero
    if bool((requests[:, 1:] < requests[:, :-1]).any()) or int(requests.min()) < 0:
        raise ImportFailed(DAMAGED)
    return requests
