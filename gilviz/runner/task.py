"""What the executors map over the items: the workload's function, with the beginning and end of each task around it."""

from __future__ import annotations

from typing import Any, Callable, Tuple

from gilviz.runner.protocol import Header
from gilviz.runner.recording.recording import Recording

Work = Callable[[Any, Any], Any]


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
        lane.begin_task(number)
        tally = None
        try:
            result = self._work(item, lane)
            tally = Header.TASKS_DONE
        except Exception:
            tally = Header.TASKS_RAISED
            raise
        finally:
            lane.end_task(tally)
        return result
