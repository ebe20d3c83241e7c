"""A lane whose clock is set by hand, and what was recorded in it."""

from __future__ import annotations

from pathlib import Path

from gilviz.runner.protocol import (
    GAP_NS,
    State,
)
from gilviz.runner.recording.lane_file import LaneFile
from gilviz.trace.lane import Segment
from gilviz.trace.run_trace import RunTrace

US = 1000


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000_000

    def perf_counter_ns(self) -> int:
        return self.now

    def thread_time_ns(self) -> int:
        return self.now

    def pass_time(self, ns: int) -> None:
        self.now += ns


class NoNotes:
    """Knows nothing of silences."""

    patience = GAP_NS
    due = due_after_native = 0

    def __init__(self) -> None:
        self.copies = self.caught_up = 0
        self.closed = False

    def go_on(self, file: LaneFile) -> None:
        pass

    def copy(self, file: LaneFile) -> None:
        assert file.count >= 0
        self.copies += 1

    def catch_up(self, file: LaneFile) -> None:
        assert file.count >= 0
        self.caught_up += 1

    def disown(self) -> None:
        raise AssertionError("nobody forks here")

    def close(self) -> None:
        self.closed = True


def recorded(directory: Path, end: int) -> list[Segment]:
    with RunTrace(directory) as trace:
        trace.finish(end)
        (lane,) = trace.lanes
        return list(lane.segments())


def states(segments: list[Segment]) -> list[tuple[State, int, int]]:
    """State, duration in µs and task of every segment that lasted."""
    return [(part.state, (part.end - part.start) // US, part.task) for part in segments if part.end > part.start]
