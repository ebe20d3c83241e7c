"""What absences of a worker were for that can't say so itself."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.looks import Looks
from gilviz.trace.reconcile.ready import Sum
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence, Transition
from gilviz.trace.reconcile.waiting import Waiting
from gilviz.trace.reconcile.waits import Waits

MS = 1_000_000
ME, OTHER, THREAD = 7, 8, 4711
SILENCE = Silence(0, 100 * MS, State.RUNNING)


def by_rule(*absences: tuple[int, int], state: State = State.GIL_WAIT) -> list[Transition]:
    """Running but for these absences, in ms."""
    pieces: list[Transition] = [(0, State.RUNNING, Evidence.MEASURED)]
    for start, end in absences:
        pieces += [(start * MS, state, Evidence.MEASURED), (end * MS, State.RUNNING, Evidence.MEASURED)]
    return pieces


def waits(*seen: tuple[State, int, int]) -> Waits:
    """What was seen of the thread: what, from, to, in ms."""
    found = Waits(8 * MS)
    for record, (state, start, end) in enumerate(seen):
        found.take(record, THREAD, state, start * MS, end * MS)
    return found


def told(pieces: list[Transition], seen: Waits, looks: Looks | None = None) -> list[tuple[int, State, Evidence]]:
    """What is told of them, with times in ms, the running in between left out."""
    found = Waiting(seen, THREAD, looks, ME).tell(SILENCE, pieces)
    return [(time // MS, state, known) for time, state, known in found if state is not State.RUNNING]


def test_a_sleep_is_no_wait_for_the_gil() -> None:
    assert told(by_rule((10, 60)), waits((State.IO_WAIT, 14, 54))) == [(10, State.IO_WAIT, Evidence.SAMPLED)]


def test_a_wait_for_the_gil_that_was_seen_stays_measured() -> None:
    assert told(by_rule((10, 60)), waits((State.GIL_WAIT, 14, 54))) == [(10, State.GIL_WAIT, Evidence.MEASURED)]


def test_an_absence_that_was_two_waits_is_parted_half_way_between_the_looks() -> None:
    seen = waits((State.IO_WAIT, 14, 30), (State.GIL_WAIT, 38, 54))
    assert told(by_rule((10, 60)), seen) == [(10, State.IO_WAIT, Evidence.SAMPLED), (34, State.GIL_WAIT, Evidence.MEASURED)]


def test_what_fell_between_two_looks_is_what_the_others_were() -> None:
    seen = waits((State.IO_WAIT, 14, 22))
    assert told(by_rule((10, 30), (40, 43)), seen)[1] == (40, State.IO_WAIT, Evidence.INFERRED)


def test_where_nobody_ever_looked_a_wait_is_unknown() -> None:
    assert told(by_rule((10, 30)), waits()) == [(10, State.LOCK_WAIT, Evidence.UNKNOWN)]


def test_it_is_for_the_gil_where_another_one_was_seen_to_have_that() -> None:
    looks = Looks(2 * MS)
    looks.take(12 * MS, 28 * MS, OTHER)
    assert told(by_rule((10, 30)), waits(), looks) == [(10, State.GIL_WAIT, Evidence.INFERRED)]


def test_waiting_for_a_core_and_what_was_declared_stay_as_they_are() -> None:
    preempted = by_rule((10, 30), state=State.CPU_WAIT)
    assert told(preempted, waits((State.IO_WAIT, 14, 22))) == [(10, State.CPU_WAIT, Evidence.MEASURED)]
    declared = SILENCE._replace(declared=State.IO_WAIT)
    pieces = by_rule((10, 30))
    assert Waiting(waits((State.LOCK_WAIT, 14, 22)), THREAD, None, ME).tell(declared, pieces) == pieces


def test_a_record_that_grows_is_the_same_record() -> None:
    seen = waits((State.IO_WAIT, 14, 22))
    seen.take(0, THREAD, State.IO_WAIT, 14 * MS, 54 * MS)
    assert seen.seen(THREAD, 40 * MS, 50 * MS) == [(40 * MS, 50 * MS, State.IO_WAIT)]
    assert seen.seen(OTHER, 0, 100 * MS) == []


def test_what_comes_too_late_is_not_waited_for() -> None:
    seen = waits()
    seen.last_look = 10 * MS
    assert seen.complete_until(15 * MS) == 10 * MS
    assert seen.complete_until(60 * MS) == 60 * MS


def explained(switches: Sequence[tuple[float, int]], seen: Waits, sums: Sequence[Sum] = ()) -> list[tuple[float, State]]:
    """What is told of a silence with these switches, with times in ms."""
    silence = SILENCE._replace(switches=[(round(time * MS), kind) for time, kind in switches], sums=sums)
    found = Waiting(seen, THREAD, None, ME).explain(silence) or []
    return [(time / MS, state) for time, state, _ in found]


def test_with_switches_each_absence_is_told_by_itself() -> None:
    seen = waits((State.IO_WAIT, 14, 30), (State.GIL_WAIT, 38, 54))
    switches = [(10, OUT), (32, IN), (36, OUT), (60, IN), (70, PREEMPTED), (72, IN)]
    assert explained(switches, seen) == [
        (0, State.RUNNING),
        (10, State.IO_WAIT),
        (32, State.RUNNING),
        (36, State.GIL_WAIT),
        (60, State.RUNNING),
        (70, State.CPU_WAIT),
        (72, State.RUNNING),
    ]


def test_what_the_sum_grew_by_is_the_end_of_the_absence_that_ended_meanwhile() -> None:
    seen = waits((State.IO_WAIT, 14, 18), (State.IO_WAIT, 42, 46))
    seen.count(8, THREAD, 5 * MS, 1 * MS, 29 * MS)
    seen.count(9, THREAD, 8 * MS, 37 * MS, 37 * MS)
    seen.count(10, THREAD, 8 * MS, 80 * MS, 80 * MS)
    assert explained([(10, OUT), (35, IN), (40, OUT), (60, IN)], seen)[1:] == [
        (10, State.IO_WAIT),
        (32, State.CPU_WAIT),
        (35, State.RUNNING),
        (40, State.IO_WAIT),
        (60, State.RUNNING),
    ]


def test_who_was_seen_awake_waited_for_nothing_but_a_core_from_then_on() -> None:
    seen = waits((State.IO_WAIT, 14, 18), (State.RUNNING, 22, 30))
    assert explained([(10, OUT), (40, IN)], seen, ((0, 0), (100 * MS, 40 * MS)))[2] == (18.000001, State.CPU_WAIT)
    assert explained([(10, OUT), (40, IN)], seen, ((0, 0), (100 * MS, 18 * MS)))[2] == (22, State.CPU_WAIT)


def test_who_asks_for_the_gil_again_and_again_waits_for_it_all_the_while() -> None:
    seen = waits((State.GIL_WAIT, 12, 18))
    assert explained([(10, OUT), (20, IN), (20.02, OUT), (24, IN)], seen)[1:] == [(10, State.GIL_WAIT), (24, State.RUNNING)]


def test_where_switches_are_not_known_nothing_is_told_by_them() -> None:
    assert Waiting(waits(), THREAD, None, ME).explain(SILENCE) is None
    assert Waiting(waits(), THREAD, None, ME).explain(SILENCE._replace(switches=[])) is None
