"""Recordings for tests."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import numpy as np

from gilviz.recording import Caption, Machine, RecordedRun, Recording
from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.lane import Lane
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.probe import Probe
from gilviz.trace.record import Baseline, RunRecord, SwitchChange
from tests.trace import lanes, runs
from tests.trace.stacks import stacks

RUNNING, WAIT = State.RUNNING, State.GIL_WAIT


def taking_turns() -> RunRecord:
    """Two threads that take turns, with everything that a run can have."""
    members = [
        runs.worker(1, [(RUNNING, 5), (WAIT, 5)] * 20, evidence=Evidence.INFERRED),
        runs.worker(2, [(WAIT, 5), (RUNNING, 5)] * 20),
    ]
    members[0].dropped, members[0].ticks, members[0].ticks_until = 3, 1000, runs.ORIGIN + 99
    members[1].closed = True
    made = runs.record("threading", members, wall_ms=205, baseline_ms=198, tasks=4)
    edges = runs.ORIGIN + np.arange(1, 9, dtype=np.int64) * 1000
    made.trace.probe = Probe(edges[::2], edges[1::2], np.array([7, -9, 7, 8]), np.array([True] * 4), 50, 3, 20, 200_000, 8000, 0)
    made.trace.stacks = stacks([(5, 1, RUNNING, 12, 353), (5, 2, WAIT, 11, 0), (15, 1, WAIT, 0, 353)], torn=2)
    made.trace.requests = np.array([[1, 2, 3], [5, 5, 9]], dtype=np.int64) + runs.ORIGIN
    return dataclasses.replace(
        made,
        log="hello\nwörld\n",
        first=Baseline(runs.runtime(gil=False), 0.2),
        switches=(SwitchChange(0.1, 0.005, 0.001),),
        finding={"increments": 10.0, "counted": 9.0},
        pickling_s=0.001,
        alone_ms=0.2,
        source="VizTracer",
        memory=Memory("uss", (MemorySample(runs.ORIGIN + 5, 20_000_000, 1), MemorySample(runs.ORIGIN + 9, 30_000_000, 2))),
    )


def processes() -> RunRecord:
    """Two processes at once, one of which never began."""
    silent = Lane(lanes.identity(2, 2002, WorkerKind.PROCESS))
    return runs.record("pool", [runs.worker(1, [(RUNNING, 90)], kind=WorkerKind.PROCESS), silent], wall_ms=110, baseline_ms=198)


def recording(*records: RunRecord) -> Recording:
    """A recording of these runs; of two small ones without any."""
    return Recording(
        runs=tuple(RecordedRun(record, window_cost=0.03) for record in records or (taking_turns(), processes())),
        machine=Machine("Linux x86_64", "A processor", 4, 0.5),
        made_at=datetime(2026, 11, 22, 17, 50, tzinfo=UTC),
        title="primes · 8 tasks",
        settings={"workers": 2, "switch_interval": None, "workload": "primes", "watched": True},
        captions=(Caption("They take turns.", run=0, worker=1, t_ns=5_000_000), Caption("All of it.")),
        made_by="gilviz 0.1.0",
    )
