"""The lane of a worker that is not recorded."""

from __future__ import annotations

from typing import Optional

from gilviz.runner.protocol import Header, State
from gilviz.runner.recording.declared import Declared


class NoLane:
    """A lane that records nothing, to measure what recording costs and to calibrate by."""

    own = None

    def tick(self) -> None:
        """Nothing."""

    def waiting(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.IO_WAIT)

    def awaiting(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.IO_WAIT)

    def native(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.NATIVE)

    def blocked(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.LOCK_WAIT)

    def begin_task(self, number: int, sent: Optional[int] = None) -> None:
        """Nothing."""

    def handed_over(self) -> None:
        """Nothing."""

    def end_task(self, tally: Optional[Header]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    def _nothing(self, _: Optional[int]) -> None:
        pass
