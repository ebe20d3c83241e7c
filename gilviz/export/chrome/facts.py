"""What has no place in an event: how a run ended, by what it was executed, what a lane's evidence is.

It is a recording of the same runs (``gilviz.recording``) without what events do say: transitions, an observer's looks, requests.
So there is one documented format of such facts, and one reader, which trusts none of them.
"""

from __future__ import annotations

import base64
import dataclasses

from gilviz.recording import RecordedRun, Recording, encode
from gilviz.trace.lane import Lane
from gilviz.trace.probe import Probe
from gilviz.trace.run_trace import RunTrace


def facts(recording: Recording) -> str:
    """All of it but what events say, as base64."""
    bare = dataclasses.replace(recording, runs=tuple(_without_events(run) for run in recording.runs))
    return base64.b64encode(b"".join(encode(bare))).decode("ascii")


def _without_events(recorded: RecordedRun) -> RecordedRun:
    run = recorded.run
    lanes = [bare_copy(lane, Lane(lane.identity, chunk_size=1)) for lane in run.trace.lanes]
    trace = RunTrace.of(lanes, run.trace.origin, run.trace.end, run.trace.problems)
    trace.probe = None if run.trace.probe is None else _without_looks(run.trace.probe)
    trace.stacks = run.trace.stacks  # no viewer has a place for them
    return dataclasses.replace(recorded, run=dataclasses.replace(run, trace=trace))


def bare_copy(lane: Lane, copy: Lane) -> Lane:
    """Give a lane what another one says beside its identity and its transitions."""
    copy.known_until, copy.settled_until = lane.known_until, lane.settled_until
    copy.dropped, copy.corrected = lane.dropped, lane.corrected
    copy.tasks_done, copy.closed = lane.tasks_done, lane.closed
    copy.recording_ns = lane.recording_ns
    copy.lost_switches, copy.overruns = lane.lost_switches, lane.overruns
    copy.ticks, copy.ticks_until = lane.ticks, lane.ticks_until
    copy.more_threads, copy.more_ns = lane.more_threads, lane.more_ns
    return copy


def _without_looks(probe: Probe) -> Probe:
    return dataclasses.replace(
        probe, starts=probe.starts[:0], ends=probe.ends[:0], holders=probe.holders[:0], held=probe.held[:0]
    )
