"""From the start of a worker's first task to the end of its last one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import NO_TASK
from gilviz.trace.rows import Ints


class TaskSpan:
    """Kept while transitions come, so that asking for it later costs nothing."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._end = 0
        self._inside = False

    def add(self, times: Ints, tasks: NDArray[np.integer[Any]]) -> None:
        """Take note of further transitions: int64[n], ns, and the numbers of their tasks, [n]; n is at least 1."""
        if self._inside:
            self._end = int(times[0])
        self._inside = int(tasks[-1]) != NO_TASK
        if self._inside and self._start is not None:  # mostly
            self._end = int(times[-1])
            return
        working = (tasks != NO_TASK).nonzero()[0]
        if len(working):
            if self._start is None:
                self._start = int(times[working[0]])
            after = int(working[-1]) + 1
            self._end = int(times[min(after, len(times) - 1)])

    def until(self, known_until: int) -> tuple[int, int] | None:
        """The span in ns, as far as it is known; None without a task."""
        if self._start is None:
            return None
        return self._start, known_until if self._inside else self._end
