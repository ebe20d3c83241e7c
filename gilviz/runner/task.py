"""What the executors map over the items: the workload's function, with the beginning and end of each task around it."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Tuple

from gilviz.runner.parcel import Sealed
from gilviz.runner.protocol import Header, WorkerKind
from gilviz.runner.recording.recording import SEND_RESULTS, Recording

Work = Callable[[Any, Any], Any]
AsyncWork = Callable[[Any, Any], Awaitable[Any]]


class Task:
    """Called with (number, item); travels to other processes.

    Args:
        work: The workload: item, lane → result.
        recording: How the worker that calls records.
    """

    def __init__(self, work: Work, recording: Recording) -> None:
        self._work = work
        self._recording = recording

    def __call__(self, numbered: Tuple[int, Any]) -> Any:
        """Executes one task in the calling worker."""
        number, item = numbered
        lane = self._recording.lane()
        # The threads of several processes have their items from their own process, which has received and unpickled all of them.
        received = self._recording.kind in SEND_RESULTS
        lane.begin_task(number, getattr(numbered, "sent", None) if received else None)
        tally = None
        try:
            result = self._work(item, lane)
            tally = Header.TASKS_DONE
        except Exception:
            tally = Header.TASKS_RAISED
            raise
        finally:
            lane.end_task(tally)
        # Processes tell when they have sent it (``recording.sending``); of interpreters only the pickling can be told.
        return Sealed(result, lane.handed_over) if self._recording.kind is WorkerKind.INTERPRETER else result


class AwaitedTask:
    """The same for executors that await their tasks.

    Args:
        work: The workload as a coroutine function: item, lane → result.
        recording: How the coroutine that calls records.
    """

    def __init__(self, work: AsyncWork, recording: Recording) -> None:
        self._work = work
        self._recording = recording

    async def __call__(self, numbered: Tuple[int, Any]) -> Any:
        """Executes one task in the calling coroutine."""
        number, item = numbered
        lane = self._recording.lane()
        lane.begin_task(number)
        tally = None
        try:
            result = await self._work(item, lane)
            tally = Header.TASKS_DONE
        except Exception:
            tally = Header.TASKS_RAISED
            raise
        finally:
            lane.end_task(tally)
        return result


class Blocking:
    """A workload that has nothing to wait for, or no way to await it, as a coroutine function: it keeps the event loop.

    Args:
        work: The workload: item, lane → result.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    async def __call__(self, item: Any, lane: Any) -> Any:
        """Executes one task without ever awaiting."""
        return self._work(item, lane)
