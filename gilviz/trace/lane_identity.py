"""Who the worker of a lane is."""

from __future__ import annotations

from dataclasses import dataclass, field

from gilviz.runner.protocol import Layer, WorkerKind


@dataclass(frozen=True)
class LaneIdentity:
    """Who the worker of a lane is.

    Args:
        number: The worker's number within its run, from 1.
        pid: Its process.
        native_id: Its thread's number in the operating system, 0 where unknown.
        kind: What it is.
        interpreter: Its interpreter's number within its process, 0 for the main one.
        gil: Whether that interpreter has a GIL.
        layers: The evidence that the worker has; it can get more while it works, and is the same worker still.
        thread_state: The address by which its GIL names it; 0 where unknown.
        shares_gil: Whether other workers hold the same GIL in turn.
        process: Where workers are the threads of several processes, the number of its process within the run, from 1; else 0.
        thread: There, its number within its process, from 1; else 0.
        starter: Where a task of the user's function started this thread: the number of that task's worker; else 0.
        thread_name: There, the thread's name.
    """

    number: int
    pid: int
    native_id: int
    kind: WorkerKind
    interpreter: int
    gil: bool
    layers: Layer = field(default=Layer.TICKS, compare=False)
    thread_state: int = 0
    shares_gil: bool = False
    process: int = 0
    thread: int = 0
    starter: int = 0
    thread_name: str = ""

    @property
    def leader(self) -> int:
        """The number of the worker that it is, or that started it."""
        return self.starter or self.number

    @property
    def name(self) -> str:
        """``T1`` for the first thread, ``P2`` for the second process; the one that runs a sequential loop is ``M``.

        ``P2T1`` is the first thread of the second process. Threads that a function starts itself have names of their own.
        """
        if self.starter:
            return self.thread_name or f"thread {self.number}"
        if self.process:
            return f"P{self.process}T{self.thread}"
        return "M" if self.kind is WorkerKind.MAIN else f"{self.kind.letter}{self.number}"
