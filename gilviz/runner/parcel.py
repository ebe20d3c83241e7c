"""What travels between a job's main process (or interpreter) and its workers, with a note on when.

Executors pickle arguments and results without a word. A pickle is made and read in order, and an object may say how it is
pickled: so a stamp that stands behind the argument is asked for its form at the moment when the argument has been pickled. From
then on the argument is on its way, and a worker that has nothing else to do waits for the rest of it, reads it and unpickles it:
the price of not sharing memory. The executors themselves stay as anybody would write them.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, List, Optional, Tuple


class Journal:
    """What pickling arguments cost the main process.

    Attributes:
        pickling_ns: The time in all; 0 where nothing was pickled.
    """

    def __init__(self) -> None:
        self.pickling_ns = 0
        self._lock = threading.Lock()

    def add(self, ns: int) -> None:
        """An argument has been pickled, in that time. Any thread may say so: some pools pickle in each worker's thread."""
        with self._lock:
            self.pickling_ns += ns


class Pickling:
    """One argument on its way into a pickle.

    Args:
        journal: Told how long it took, once it is there.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._since = 0

    def began(self, now: int) -> None:
        """It begins to be pickled."""
        self._since = now

    def ended(self, now: int) -> None:
        """It has been pickled."""
        self._journal.add(now - self._since)


class Stamp:
    """Turns into the time at which it is pickled, in ns.

    Args:
        note: Told of it.
    """

    def __init__(self, note: Callable[[int], None]) -> None:
        self._note = note

    def __reduce__(self) -> Tuple[Callable[[int], int], Tuple[int]]:
        """How it is pickled: as a number."""
        now = time.perf_counter_ns()
        self._note(now)
        return int, (now,)


class Parcel(Tuple[int, Any]):  # noqa: SLOT001 - a tuple with slots can have no attribute
    """A task's number and its item.

    Attributes:
        sent: When it had been pickled, in ns; None where it was not.
    """

    sent: Optional[int] = None
    _journal: Optional[Journal] = None

    @classmethod
    def of(cls, number: int, item: Any, journal: Journal) -> Parcel:
        """A parcel that is to be sent."""
        parcel = cls((number, item))
        parcel._journal = journal
        return parcel

    def __reduce__(self) -> Tuple[Callable[..., Parcel], Tuple[int, Stamp, Any, Stamp]]:
        """How it is pickled: with the times before and after."""
        pickling = Pickling(self._journal or Journal())
        return _arrived, (self[0], Stamp(pickling.began), self[1], Stamp(pickling.ended))


class Sealed:
    """A result that turns into itself on its way, and tells when it has been pickled.

    Args:
        result: What the task returned.
        pickled: Called then.
    """

    def __init__(self, result: Any, pickled: Callable[[], None]) -> None:
        self._result = result
        self._pickled = pickled

    def __reduce__(self) -> Tuple[Callable[[Any, int], Any], Tuple[Any, Stamp]]:
        """How it is pickled: as the result, with a stamp behind it."""

        def note(_now: int) -> None:
            self._pickled()

        return _opened, (self._result, Stamp(note))


def parcels(items: List[Any], journal: Journal) -> List[Parcel]:
    """The items, numbered, to be sent."""
    return [Parcel.of(number, item, journal) for number, item in enumerate(items)]


def _arrived(number: int, _began: int, item: Any, sent: int) -> Parcel:
    parcel = Parcel((number, item))
    parcel.sent = sent
    return parcel


def _opened(result: Any, _pickled: int) -> Any:
    return result
