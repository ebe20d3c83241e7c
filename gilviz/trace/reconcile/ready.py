"""Since when a thread that waited was ready, and had no core (rule 9 of the package's essay).

Each time that a thread leaves its core by itself it waits for something, is woken, and waits for a core from then on. No switch
tells when it was woken, but its sum does: the kernel adds up for how long it was ready without a core, and that is known at some
moments. Between two of them only a few absences end, and they are what it grew by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Sum = tuple[int, int]
"""(when, in ns; for how many ns the thread had been ready without a core until then)."""


class Absence(NamedTuple):
    """A time off the core, in ns, and whether the thread was preempted."""

    start: int
    end: int
    preempted: bool

    @property
    def length(self) -> int:
        """How many ns it took."""
        return self.end - self.start


class Leave(NamedTuple):
    """An absence, and what is known of its end.

    Args:
        absence: From when until when it was.
        least: For how many ns, at its end, the thread was ready at least, and
        most: at most.
        likely: Whether it is more likely than others to have been ready for longer.
    """

    absence: Absence
    least: int
    most: int
    likely: bool


def ready(leaves: Sequence[Leave], sums: Iterable[Sum]) -> list[int]:
    """For how many ns, at the end of each, the thread was ready for a core.

    Args:
        leaves: In order; all that there were between the first of the sums and the last.
        sums: What was counted until when.
    """
    found = [leave.least for leave in leaves]
    over = 0
    for first, last, grown in _groups([leave.absence for leave in leaves], sums):
        part = leaves[first:last]
        # Who came to its core between the sum's reading and the clock's belongs to the time after it.
        rest = max(0, grown + over - sum(leave.most for leave in part))
        found[first:last] = _shared(part, grown + over - rest)
        over = rest
    return found


def longest(absences: Sequence[Absence], sums: Iterable[Sum]) -> list[int]:
    """For how many ns, at the end of each, the thread was ready for a core at most, by the sums around it alone."""
    found = [absence.length for absence in absences]
    for first, last, grown in _groups(absences, sums):
        left = grown - sum(absence.length for absence in absences[first:last] if absence.preempted)
        for place in range(first, last):
            if not absences[place].preempted:
                found[place] = max(0, min(found[place], left))
    return found


def _groups(absences: Sequence[Absence], sums: Iterable[Sum]) -> Iterator[tuple[int, int, int]]:
    """The absences that ended between two moments at which the sum is known: from, to, and by how much it grew."""
    place = 0
    before: Sum | None = None
    for when, total in sorted(sums):
        if before is not None and total < before[1]:
            continue  # no such count goes backwards
        first = place
        while place < len(absences) and absences[place].end <= when:
            place += 1
        if before is not None:
            yield first, place, total - before[1]
        before = when, total


def _shared(leaves: Sequence[Leave], grown: int) -> list[int]:
    """So many ns, shared out among some."""
    least = sum(leave.least for leave in leaves)
    if grown <= least:
        return [leave.least * max(grown, 0) // max(least, 1) for leave in leaves]
    found = [leave.least for leave in leaves]
    left = grown - least
    for likely in (True, False):
        room = [leave.most - leave.least if leave.likely is likely else 0 for leave in leaves]
        given = min(left, sum(room))
        if given:
            found = [have + given * each // sum(room) for have, each in zip(found, room, strict=True)]
            left -= given
    return found
