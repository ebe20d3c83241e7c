"""Who was asked to let go of the GIL is woken as another one takes it: without a core until then, it waits for one."""

from __future__ import annotations

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.silence import IN, OUT, Silence, Situation, Switch, Transition, explain
from gilviz.trace.reconcile.woken import woken_when_taken

US = 1000
SHARES = Situation(shares_gil=True)
TAKEN = 130 * US


def told(switches: list[Switch], waited: int, taken: int = TAKEN) -> list[tuple[int, State]]:
    """The states of a silence of 11 ms, in µs, whose worker was preempted for so many ns as it was woken."""
    silence = Silence(0, 11_000 * US, State.RUNNING, switches=switches, waited=waited)
    pieces: list[Transition] = [(0, State.RUNNING, Evidence.MEASURED), *explain(silence, SHARES)]
    return [(time // US, state) for time, state, _ in woken_when_taken(pieces, silence, taken)]


TWICE = [(100 * US, OUT), (5600 * US, IN), (5620 * US, OUT), (10_900 * US, IN)]


def test_it_waits_for_a_core_from_when_the_gil_was_taken_until_it_has_one_and_for_the_gil_afterwards() -> None:
    assert told(TWICE, 5470 * US) == [
        (0, State.RUNNING), (100, State.GIL_WAIT), (130, State.CPU_WAIT), (5600, State.GIL_WAIT), (10_900, State.RUNNING),
    ]  # fmt: skip


def test_what_is_left_of_the_count_is_at_the_end() -> None:
    assert told(TWICE, 5870 * US) == [
        (0, State.RUNNING),
        (100, State.GIL_WAIT),
        (130, State.CPU_WAIT),
        (5600, State.GIL_WAIT),
        (10_500, State.CPU_WAIT),
        (10_900, State.RUNNING),
    ]


def test_who_waited_for_a_core_for_less_than_that_was_not_woken_then() -> None:
    late_at_the_end = [(0, State.RUNNING), (100, State.GIL_WAIT), (9900, State.CPU_WAIT), (10_900, State.RUNNING)]
    assert told(TWICE, 1000 * US) == late_at_the_end


def test_who_slept_but_once_waited_for_its_core_at_the_end_of_that() -> None:
    once = [(100 * US, OUT), (10_900 * US, IN)]
    assert told(once, 6000 * US) == [(0, State.RUNNING), (100, State.GIL_WAIT), (4900, State.CPU_WAIT), (10_900, State.RUNNING)]


def test_who_was_on_a_core_at_once_waited_for_none() -> None:
    soon = [(100 * US, OUT), (150 * US, IN), (170 * US, OUT), (10_900 * US, IN)]
    assert told(soon, 1000 * US)[2] == (9900, State.CPU_WAIT)


def test_who_fell_asleep_after_another_one_had_taken_the_gil_was_woken_at_once() -> None:
    assert told(TWICE, 5500 * US, taken=90 * US) == [
        (0, State.RUNNING), (100, State.CPU_WAIT), (5600, State.GIL_WAIT), (10_900, State.RUNNING),
    ]  # fmt: skip


def test_nothing_changes_where_no_wait_for_a_core_was_counted() -> None:
    assert told(TWICE, 0) == [(0, State.RUNNING), (100, State.GIL_WAIT), (10_900, State.RUNNING)]
