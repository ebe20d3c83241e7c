"""What is counted of a worker beside its transitions."""

from __future__ import annotations


class Counts:
    """Counters, kept up to date by whoever fills the worker's lane.

    Attributes:
        dropped: Transitions that are missing: not written by the worker, or unreadable.
        corrected: Transitions whose time lay before their predecessor's and was moved to it.
        tasks_done: Tasks the worker has finished.
        closed: Whether the worker ended in good order.
        recording_ns: What recording has cost the worker, by its own count, in ns.
        lost_switches: Context switches that the kernel could not keep.
        overruns: How often the kernel's ring may have been too small.
        ticks: How often the worker had ticked at ``ticks_until`` (ns).
        ticks_until: See there.
        more_threads: Threads that the worker's tasks started and that have ended without a lane.
        more_ns: For how long those computed, in ns.
    """

    def __init__(self) -> None:
        self.dropped = self.corrected = 0
        self.tasks_done = 0
        self.closed = False
        self.recording_ns = 0
        self.lost_switches = self.overruns = 0
        self.ticks = self.ticks_until = 0
        self.more_threads = self.more_ns = 0
