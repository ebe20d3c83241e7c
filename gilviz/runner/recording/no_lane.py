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
        return Declared(self._enter, self._leave, State.IO_WAIT)

    def awaiting(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._enter, self._leave, State.IO_WAIT)

    def native(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._enter, self._leave, State.NATIVE)

    def blocked(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._enter, self._leave, State.LOCK_WAIT)

    def begin_task(self, number: int, sent: Optional[int] = None) -> None:
        """Nothing."""

    def handed_over(self) -> None:
        """Nothing."""

    def end_task(self, tally: Optional[Header]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    def _enter(self, _state: State) -> None:
        pass

    def _leave(self, _now: int, _due: Optional[int]) -> None:
        pass
