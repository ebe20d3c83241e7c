"""What absences were for, by what was seen of some and by how they follow each other."""

from __future__ import annotations

from gilviz.runner.protocol import State
from gilviz.trace.reconcile.purpose import Purposes, Seen
from gilviz.trace.reconcile.ready import Absence

US, MS = 1_000, 1_000_000
GIL, IO, LOCK, CPU = State.GIL_WAIT, State.IO_WAIT, State.LOCK_WAIT, State.CPU_WAIT


def told(*absences: tuple[float, float, State | None], late: float = 0, kept_out: bool = False) -> list[State]:
    """What each absence was for: (ms on its core before it, its length in ms, what was seen); ``CPU``: it was preempted."""
    seen, now = [], 0.0
    for stay, length, state in absences:
        start, now = now + stay, now + stay + length
        absence = Absence(round(start * MS), round(now * MS), state is CPU)
        seen.append(Seen(absence, None if state is CPU else state, round(late * MS)))
    return [state for state, _ in Purposes(lambda _start, _end: kept_out, 5 * MS).tell(seen)]


def test_what_was_seen_is_so() -> None:
    assert told((9, 5, IO), (9, 5, LOCK), (9, 5, CPU), (9, 5, GIL)) == [IO, LOCK, CPU, GIL]


def test_who_left_again_at_once_after_a_switch_interval_had_waited_for_the_gil() -> None:
    assert told((9, 5.05, None), (0.02, 3, None), kept_out=True) == [GIL, GIL]
    assert told((9, 7.05, None), (0.02, 3, None), late=2, kept_out=True) == [GIL, GIL]
    assert told((9, 5.05, None), (0.02, 3, None), (9, 5, GIL)) == [GIL, GIL, GIL]
    assert told((9, 5, IO), (9, 5.05, None), (0.02, 3, GIL)) == [IO, GIL, GIL]
    assert told((9, 9.05, None), (0.02, 3, None), (9, 5, IO)) == [IO, IO, IO]
    assert told((9, 5.05, None), (0.5, 3, None), (9, 5, IO)) == [IO, IO, IO]


def test_sleeps_as_long_as_a_switch_interval_are_no_waits_for_a_gil_that_nobody_was_kept_from() -> None:
    assert told((9, 5.05, IO), *((0.02, 5.05, None),) * 3, (0.02, 5.05, IO)) == [IO] * 5
    assert told((9, 5.05, None), (0.02, 5.05, None), (9, 5, IO)) == [IO, IO, IO]
    assert told((9, 3, None), (0.02, 5.05, None), (0.02, 2, None), (9, 5, LOCK)) == [LOCK, LOCK, LOCK, LOCK]


def test_a_wait_for_the_gil_goes_on_though_the_thread_is_preempted_meanwhile() -> None:
    assert told((9, 4, GIL), (0.01, 2, CPU), (0.01, 3, None), (9, 5, IO)) == [GIL, CPU, GIL, IO]


def test_what_comes_before_a_wait_for_the_gil_was_for_something_else_if_it_did_not_run_out() -> None:
    assert told((9, 3, None), (0.02, 5.05, None), (0.02, 2, None), (9, 5, LOCK), kept_out=True) == [LOCK, GIL, GIL, LOCK]
    assert told((9, 0.01, None), (0.02, 5.05, None), (0.02, 2, None), (9, 5, LOCK), kept_out=True) == [GIL, GIL, GIL, LOCK]


def test_a_thread_that_was_never_seen_to_wait_for_anything_else_waits_for_the_gil() -> None:
    assert told((9, 3, None), (0.02, 5, GIL)) == [GIL, GIL]


def test_who_comes_back_and_leaves_at_once_needs_the_gil_that_another_one_has() -> None:
    assert told((9, 30, IO), (0.02, 2, None), kept_out=True) == [IO, GIL]
    assert told((9, 30, IO), (0.02, 2, None)) == [IO, IO]
    assert told((9, 30, IO), (4, 2, None), kept_out=True) == [IO, IO]
