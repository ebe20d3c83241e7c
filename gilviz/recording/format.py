"""The head of a recording, field by field, and the limits of everything in a file.

These structures are decoded strictly: a wrong type, a missing key or a number out of its range is an error, never a guess.
"""

from __future__ import annotations

import struct
from typing import Annotated, Final

from msgspec import Meta, Struct

from gilviz.recording.model import Setting
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import Baseline, Outcome, RuntimeInfo, SwitchChange
from gilviz.trace.stacks import MOST_CODES, MOST_SOURCE

MAGIC: Final = b"\x89GVZ\r\n\x1a\n"
VERSION: Final = 1
PREAMBLE: Final = struct.Struct("<8sIIIIQI")
SEAL: Final = struct.Struct("<I")
"""The preamble's own checksum, which follows it."""
BODY: Final = PREAMBLE.size + SEAL.size
"""Where the head begins."""

HEAD_FLOOR: Final = 1 << 20
HEAD_FACTOR: Final = 32
VALUES_FLOOR: Final = 1 << 18
VALUES_FACTOR: Final = 4
MEMORY_FACTOR: Final = 64
MOST_NAME: Final = 4096
"""Characters: as many as a path may have."""
MOST_TASKS: Final = 1 << 20
MOST_TIME: Final = 1 << 60
"""ns: no clock shows more."""
MOST_SPAN: Final = 1 << 52
"""ns: no run is longer than 52 days."""

Count = Annotated[int, Meta(ge=0, le=1 << 53)]
Time = Annotated[int, Meta(ge=0, le=MOST_TIME)]
Whole = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Seconds = Annotated[float, Meta(ge=0, le=1e8)]
Line = Annotated[str, Meta(max_length=2000)]
Text = Annotated[str, Meta(max_length=200_000)]


class Column(Struct, frozen=True):
    """Where a column's values are, and how they are stored.

    Args:
        at: Its first byte, from where the blocks begin: the end of the head.
        size: Its bytes.
        count: Its values.
        width: Bytes of each value: 1, 2, 4 or 8.
        base: What is added to each stored value.
        first: Of steps, the first value, in place of whatever is stored there; else 0.
        steps: Whether stored values are steps from the one before.
        packed: Whether the block is compressed.
        crc: CRC-32 of the block as it is stored.
    """

    at: Count
    size: Count
    count: Count
    width: Annotated[int, Meta(ge=1, le=8)]
    base: Whole
    first: Whole
    steps: bool
    packed: bool
    crc: Annotated[int, Meta(ge=0, lt=1 << 32)]


class LaneHead(Struct, frozen=True):
    """One lane: who, how far it is known, what is missing (``trace.lane``), and its columns."""

    number: Annotated[int, Meta(ge=0, le=1_000_000)]
    pid: Count
    native_id: Count
    kind: Annotated[int, Meta(ge=0, le=4)]
    interpreter: Count
    gil: bool
    layers: Annotated[int, Meta(ge=0, le=255)]
    thread_state: Whole
    shares_gil: bool
    process: Count
    thread: Count
    known_until: Time
    settled_until: Time
    dropped: Count
    corrected: Count
    tasks_done: Count
    closed: bool
    recording_ns: Count
    lost_switches: Count
    overruns: Count
    ticks: Count
    ticks_until: Time
    times: Column
    states: Column
    evidence: Column
    tasks: Column
    starter: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    thread_name: Line = ""
    more_threads: Count = 0
    more_ns: Count = 0


class ProbeHead(Struct, frozen=True):
    """What an observer saw of the GIL (``trace.probe``)."""

    starts: Column
    ends: Column
    holders: Column
    held: Column
    samples: Count
    hand_offs: Count
    blind_ns: Count
    interval_ns: Count
    span_ns: Count
    dropped: Count


class MemoryHead(Struct, frozen=True):
    """What the run's processes took (``trace.memory``)."""

    kind: Line
    times: Column
    sizes: Column
    processes: Column


class RequestsHead(Struct, frozen=True):
    """The requests of a client (``trace.requests``)."""

    sent: Column
    read: Column
    answered: Column


class CodeHead(Struct, frozen=True):
    """A function that workers were seen in (``trace.stacks``)."""

    file: Annotated[str, Meta(max_length=MOST_NAME)]
    function: Annotated[str, Meta(max_length=MOST_NAME)]
    first: Annotated[int, Meta(ge=0, lt=1 << 31)]
    own: bool
    source: Annotated[list[Line], Meta(max_length=MOST_SOURCE)]


class StacksHead(Struct, frozen=True):
    """In which lines workers were seen, and whether they held the GIL (``trace.stacks``)."""

    times: Column
    threads: Column
    states: Column
    rounds: Column
    own: Column
    inner: Column
    codes: Annotated[list[CodeHead], Meta(max_length=MOST_CODES)]
    looked: Count
    torn: Count
    blind_ns: Count
    interval_ns: Count
    dropped: Count
    refused: Line


class RunHead(Struct, frozen=True):
    """One run (``trace.record.RunRecord``, and ``model.RecordedRun``)."""

    spec: JobSpec
    runtime: RuntimeInfo | None
    outcome: Outcome
    error: Text | None
    traceback: Text
    wall_s: Seconds | None
    baseline_s: Seconds | None
    first: Baseline | None
    switches: Annotated[list[SwitchChange], Meta(max_length=100_000)]
    finding: dict[Line, Annotated[float, Meta(ge=-1e18, le=1e18)]] | None
    pickling_s: Seconds | None
    alone_ms: Annotated[float, Meta(ge=0, le=1e12)] | None
    origin: Time | None
    end: Time | None
    problems: Annotated[list[Line], Meta(max_length=10_000)]
    lanes: Annotated[list[LaneHead], Meta(max_length=4096)]
    log: Column
    probe: ProbeHead | None
    memory: MemoryHead | None
    requests: RequestsHead | None
    listed: bool
    repetition: Annotated[int, Meta(ge=0, le=100_000)]
    window_cost: Annotated[float, Meta(ge=0, le=1e6)] | None
    source: Line
    stacks: StacksHead | None = None
    """Older files have none."""
    baseline_lost: Annotated[float, Meta(ge=0, le=1)] | None = None
    """Nor do they say this."""


class MachineHead(Struct, frozen=True):
    """Where it was recorded (``model.Machine``)."""

    system: Line
    processor: Line
    cores: Annotated[int, Meta(ge=0, le=1_000_000)]
    load: Annotated[float, Meta(ge=0, le=1e9)] | None


class CaptionHead(Struct, frozen=True):
    """A note (``model.Caption``)."""

    text: Text
    run: Count | None
    worker: Count | None
    t_ns: Annotated[int, Meta(ge=-MOST_SPAN, le=MOST_SPAN)] | None


class Head(Struct, frozen=True):
    """Everything but the columns (``model.Recording``)."""

    made_by: Line
    made_at: Line
    """ISO 8601, with its offset from UTC."""
    title: Line
    sweep: bool
    machine: MachineHead
    settings: Annotated[dict[Line, Setting], Meta(max_length=1000)]
    captions: Annotated[list[CaptionHead], Meta(max_length=100_000)]
    runs: Annotated[list[RunHead], Meta(max_length=20_000)]
