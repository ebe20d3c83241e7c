"""A counter that tasks have in common, and the step that they add."""

from __future__ import annotations

import contextlib
import threading
from typing import Dict, List, Optional, Tuple

STEPS_PER_TICK = 400


class Counter:
    """A number, and a lock that nobody has to take.

    Another process gets a copy that starts at the same number: nothing that it counts comes back.
    """

    def __init__(self, value: int = 0) -> None:
        self.value = value
        self.lock = threading.Lock()

    def __getstate__(self) -> int:
        """All but the lock, which can't travel."""
        return self.value

    def __setstate__(self, value: int) -> None:
        """A copy, with a lock of its own."""
        self.__init__(value)  # type: ignore[misc]


Share = Tuple[Counter, int]
"""The counter, and how many increments a task makes."""


def one() -> int:
    """What is added."""
    return 1


def prepare(size: int, tasks: int, _directory: Optional[str] = None) -> contextlib.AbstractContextManager[List[Share]]:
    """One counter for all tasks."""
    return contextlib.nullcontext([(Counter(), size)] * tasks)


def found(items: List[Share]) -> Dict[str, int]:
    """How many increments there were, and how many of them this process's counter has seen."""
    return {"increments": sum(size for _, size in items), "counted": items[0][0].value}
