"""Writes a recording: whole, or not at all."""

from __future__ import annotations

import errno
import os
import zlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from gilviz.recording.columns import LEVEL, Blocks
from gilviz.recording.errors import RecordingError
from gilviz.recording.format import (
    BODY,
    HEAD_FACTOR,
    HEAD_FLOOR,
    MAGIC,
    PREAMBLE,
    SEAL,
    VALUES_FACTOR,
    VALUES_FLOOR,
    VERSION,
    CaptionHead,
    Head,
    LaneHead,
    MachineHead,
    MemoryHead,
    ProbeHead,
    RequestsHead,
    RunHead,
)
from gilviz.recording.model import RecordedRun, Recording
from gilviz.recording.stacks import stacks_head
from gilviz.recording.watched import Step, unwatched
from gilviz.trace.chunk import Segments
from gilviz.trace.lane import Lane
from gilviz.trace.memory import Memory
from gilviz.trace.probe import Probe
from gilviz.trace.requests import ANSWERED, READ, SENT, Times

COLUMNS_OF_LANE = 4
"""Times, states, evidence, tasks: nearly all that a file holds."""


def write(path: Path, recording: Recording, step: Step = unwatched) -> None:
    """Write a recording. What was at that place is replaced once the new one is safely on the disk, and left as it was else.

    Args:
        path: The file.
        recording: What to write; its runs have ended.
        step: Hears how far that is; what it raises ends it.

    Raises:
        RecordingError: it can't be written there.
    """
    parts = encode(recording, step)
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            raise RecordingError(f"{path} is not a file, so no recording can be kept there: choose another name.")
        try:
            with unfinished.open("wb") as file:
                for part in parts:
                    step(1.0)
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError(_sentence(path, error)) from error


def encode(recording: Recording, step: Step = unwatched) -> list[bytes]:
    """The file's bytes, in parts."""
    parts = _encoded(recording, step, packing=True)
    return parts if parts is not None else _encoded(recording, step, packing=False) or []


def _encoded(recording: Recording, step: Step, *, packing: bool) -> list[bytes] | None:
    """The file's bytes, in parts; None where they are fewer than a reader would believe."""
    total = sum(len(lane) for run in recording.runs for lane in run.run.trace.lanes) * COLUMNS_OF_LANE + 1
    blocks = Blocks(packing=packing, added=lambda values: step(min(values / total, 1.0)))
    plain = _as_json(_head(recording, blocks))
    head = zlib.compress(plain, LEVEL if packing else 0)
    size = BODY + len(head) + blocks.size
    if packing and (blocks.values > VALUES_FLOOR + VALUES_FACTOR * size or len(plain) > HEAD_FLOOR + HEAD_FACTOR * size):
        return None
    preamble = PREAMBLE.pack(MAGIC, VERSION, len(head), len(plain), zlib.crc32(head), size, 0)
    return [preamble, SEAL.pack(zlib.crc32(preamble)), head, *blocks.data]


def _as_json(head: Head) -> bytes:
    """The head; what no file can hold (half a letter, in a path or a name that is no UTF-8) is a question mark."""
    try:
        return msgspec.json.encode(head)
    except UnicodeEncodeError:
        return msgspec.json.encode(_writable(msgspec.to_builtins(head)))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_writable(key): _writable(inner) for key, inner in value.items()}
    return [_writable(inner) for inner in value] if isinstance(value, list) else value


def _head(recording: Recording, blocks: Blocks) -> Head:
    machine = recording.machine
    return Head(
        made_by=recording.made_by[:2000],
        made_at=recording.made_at.isoformat(),
        title=recording.title[:2000],
        sweep=recording.sweep,
        machine=MachineHead(machine.system, machine.processor, machine.cores, machine.load),
        settings=dict(recording.settings),
        captions=[CaptionHead(note.text, note.run, note.worker, note.t_ns) for note in recording.captions],
        runs=[_run(run, blocks) for run in recording.runs],
    )


def _run(recorded: RecordedRun, blocks: Blocks) -> RunHead:
    run = recorded.record()
    trace = run.trace
    return RunHead(
        spec=run.spec,
        runtime=run.runtime,
        outcome=run.outcome,
        error=run.error[:200_000] if run.error is not None else None,
        traceback=run.traceback[-200_000:],
        wall_s=run.wall_s,
        baseline_s=run.baseline_s,
        first=run.first,
        switches=list(run.switches),
        finding={name: float(value) for name, value in run.finding.items()} if run.finding is not None else None,
        pickling_s=run.pickling_s,
        alone_ms=run.alone_ms,
        origin=trace.origin,
        end=trace.end,
        problems=[problem[:2000] for problem in trace.problems],
        lanes=[_lane(lane, blocks) for lane in trace.lanes],
        log=blocks.add(np.frombuffer(run.log.encode("utf-8", "replace"), dtype=np.uint8)),
        probe=_probe(trace.probe, blocks) if trace.probe is not None else None,
        memory=_memory(run.memory, blocks) if run.memory is not None else None,
        requests=_requests(trace.requests, blocks) if len(trace.requests) else None,
        listed=recorded.listed,
        repetition=recorded.repetition,
        window_cost=recorded.window_cost,
        source=run.source[:2000],
        stacks=stacks_head(trace.stacks, blocks) if trace.stacks is not None else None,
        baseline_lost=run.baseline_lost,
    )


def _lane(lane: Lane, blocks: Blocks) -> LaneHead:
    who, all_of_it = lane.identity, Segments.join(list(lane.blocks()))
    return LaneHead(
        number=who.number,
        pid=who.pid,
        native_id=who.native_id,
        kind=int(who.kind),
        interpreter=who.interpreter,
        gil=who.gil,
        layers=int(who.layers),
        thread_state=who.thread_state,
        shares_gil=who.shares_gil,
        process=who.process,
        thread=who.thread,
        known_until=lane.known_until,
        settled_until=lane.settled_until,
        dropped=lane.dropped,
        corrected=lane.corrected,
        tasks_done=lane.tasks_done,
        closed=lane.closed,
        recording_ns=lane.recording_ns,
        lost_switches=lane.lost_switches,
        overruns=lane.overruns,
        ticks=lane.ticks,
        ticks_until=lane.ticks_until,
        times=blocks.add(all_of_it.starts, steps=True),
        states=blocks.add(all_of_it.states),
        evidence=blocks.add(all_of_it.evidence),
        tasks=blocks.add(all_of_it.tasks),
        starter=who.starter,
        thread_name=who.thread_name,
        more_threads=lane.more_threads,
        more_ns=lane.more_ns,
    )


def _probe(probe: Probe, blocks: Blocks) -> ProbeHead:
    return ProbeHead(
        starts=blocks.add(probe.starts, steps=True),
        ends=blocks.add(probe.ends, steps=True),
        holders=blocks.add(probe.holders),
        held=blocks.add(probe.held.astype(np.uint8)),
        samples=probe.samples,
        hand_offs=probe.hand_offs,
        blind_ns=probe.blind_ns,
        interval_ns=probe.interval_ns,
        span_ns=probe.span_ns,
        dropped=probe.dropped,
    )


def _memory(memory: Memory, blocks: Blocks) -> MemoryHead:
    samples = np.array(memory.samples, dtype=np.int64).reshape(-1, 3)
    return MemoryHead(
        kind=memory.kind,
        times=blocks.add(samples[:, 0], steps=True),
        sizes=blocks.add(samples[:, 1]),
        processes=blocks.add(samples[:, 2]),
    )


def _requests(requests: Times, blocks: Blocks) -> RequestsHead:
    return RequestsHead(blocks.add(requests[:, SENT]), blocks.add(requests[:, READ]), blocks.add(requests[:, ANSWERED]))


def _sentence(path: Path, error: OSError) -> str:
    kept = "What was there is unharmed."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full, so {path} was not written: free some space, or choose another disk. {kept}"
    return f"{path} can't be written ({error.strerror}): choose another place. {kept}"
