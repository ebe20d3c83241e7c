"""What has no place in an event: how a run ended, by whom it was executed, what a lane's evidence is."""

from __future__ import annotations

import dataclasses
from typing import Any

from gilviz.trace.lane import Lane
from gilviz.trace.probe import Probe
from gilviz.trace.record import Baseline, RunRecord

COUNTERS = (
    "known_until", "settled_until", "dropped", "corrected", "tasks_done", "closed", "recording_ns", "lost_switches", "overruns",
    "ticks", "ticks_until",
)  # fmt: skip
"""What a lane says of itself beside its identity and its transitions."""
LOOKS = ("samples", "hand_offs", "blind_ns", "interval_ns", "span_ns", "dropped")
"""What an observer says beside the spans it saw."""


def run_facts(record: RunRecord) -> dict[str, Any]:
    """All of a run but its lanes' transitions, an observer's spans and a client's requests."""
    trace, runtime = record.trace, record.runtime
    return {
        "spec": dataclasses.asdict(record.spec),
        "runtime": None if runtime is None else dataclasses.asdict(runtime),
        "outcome": record.outcome.value,
        "error": record.error,
        "traceback": record.traceback,
        "wall_s": record.wall_s,
        "baseline_s": record.baseline_s,
        "origin": trace.origin,
        "end": trace.end,
        "log": record.log,
        "first": _baseline(record.first),
        "switches": [dataclasses.asdict(change) for change in record.switches],
        "finding": None if record.finding is None else dict(record.finding),
        "pickling_s": record.pickling_s,
        "alone_ms": record.alone_ms,
        "memory": None if record.memory is None else {"kind": record.memory.kind, "samples": list(record.memory.samples)},
        "source": record.source,
        "probe": None if trace.probe is None else _looks(trace.probe),
    }


def _baseline(first: Baseline | None) -> dict[str, Any] | None:
    return None if first is None else dataclasses.asdict(first)


def _looks(probe: Probe) -> dict[str, int]:
    return {name: int(getattr(probe, name)) for name in LOOKS}


def lane_facts(lane: Lane) -> dict[str, Any]:
    """Who a lane's worker is, and what its evidence is."""
    identity = {name: int(value) for name, value in dataclasses.asdict(lane.identity).items()}
    flags = {name: bool(identity[name]) for name in ("gil", "shares_gil")}
    return {"worker": identity | flags, **{name: getattr(lane, name) for name in COUNTERS}}
