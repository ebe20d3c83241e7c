"""For how much of its absences a thread was ready for a core, by what was counted."""

from __future__ import annotations

from gilviz.trace.reconcile.ready import Absence, Leave, longest, ready

MS = 1_000_000


def leave(start: int, end: int, least: int = 0, *, likely: bool = True, preempted: bool = False) -> Leave:
    """An absence, all in ms; at most all of it."""
    length = end - start
    return Leave(Absence(start * MS, end * MS, preempted), (length if preempted else least) * MS, length * MS, likely)


def shared(leaves: list[Leave], *sums: tuple[int, int]) -> list[float]:
    """In ms: what of each it was ready for a core, by those sums."""
    return [part / MS for part in ready(leaves, [(when * MS, total * MS) for when, total in sums])]


def test_a_sum_belongs_to_the_absences_that_ended_before_it_was_read() -> None:
    assert shared([leave(0, 10), leave(20, 30)], (0, 50), (15, 53), (40, 54)) == [3, 1]


def test_whoever_was_preempted_was_ready_all_the_while() -> None:
    assert shared([leave(0, 10), leave(20, 24, preempted=True)], (0, 50), (40, 57)) == [3, 4]


def test_what_is_known_of_an_absence_comes_first_and_then_what_is_likely() -> None:
    several = [leave(0, 10, least=2, likely=False), leave(10, 20), leave(20, 30, likely=False)]
    assert shared(several, (0, 0), (40, 8)) == [2, 6, 0]
    assert shared(several, (0, 0), (40, 21)) == [6, 10, 5]


def test_less_was_counted_than_was_thought() -> None:
    assert shared([leave(0, 10, least=6), leave(10, 20, least=2)], (0, 0), (40, 4)) == [3, 1]


def test_what_cannot_be_so_long_ended_a_moment_later() -> None:
    assert shared([leave(0, 10), leave(20, 30)], (0, 0), (15, 14), (40, 14)) == [10, 4]


def test_a_count_that_goes_back_is_none() -> None:
    assert shared([leave(0, 10), leave(20, 30)], (0, 50), (15, 40), (40, 54)) == [2, 2]


def test_beyond_the_sums_only_what_is_known_is_told() -> None:
    assert shared([leave(0, 10, least=1), leave(20, 30)], (12, 50), (15, 60)) == [1, 0]
    assert shared([leave(0, 10, least=1)]) == [1]


def test_the_longest_that_the_sums_allow_leaves_out_who_was_preempted() -> None:
    absences = [Absence(0, 10 * MS, False), Absence(20 * MS, 24 * MS, True), Absence(30 * MS, 90 * MS, False)]
    assert longest(absences, [(0, 0), (50 * MS, 7 * MS)]) == [3 * MS, 4 * MS, 60 * MS]
