from __future__ import annotations

import pytest

from tests.benchmarks.reference.events import Event, Kind, Lost, parse
from tests.benchmarks.reference.timeline import Doing, Timeline
from tests.benchmarks.reference.truth import all_hand_offs, hand_offs, holding, timeline

TEXT = """\
    0/0     11312.000001000: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt  next pid/tid:   40/41  \x20
   40/41    11312.000002000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:     0/0  \x20
   40/41    11312.000003500:            gilviz_reference_7:take_7: (7f06b704f7b0)
   40/41    11312.000004000: gilviz_reference_7:took_7__return: (7f06b704f7b0 <- 7f06b704fd4e)
   40/41    11312.000005000:          sched:sched_waking: comm=pid=9 prio=0 pid=42 prio=120 target_cpu=001
   50/50    11312.000006000: gilviz_reference_7:took_7__return: (7f06b704f7b0 <- 7f06b704fd4e)
   40/41    11312.000007000:            gilviz_reference_7:drop_7: (7f06b704f3e0)
   40/41    11312.000008000: gilviz_reference_7:dropped_7__return: (7f06b704f3e0 <- 7f06b704fd2a)
   40/41    11312.000009000: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt  next pid/tid:   15/15  \x20
   15/15    11312.000009500: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:   40/41  \x20
   40/41    11312.000010000: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:    0/0   \x20
   40/41    11312.000011000:   sched:sched_process_exit: comm=python pid=41 prio=120
   -1/-1    11312.000012000: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:    0/0   \x20
"""
BASE = 11_312_000_000_000


def test_the_text_of_perf_becomes_what_happened_to_the_threads_that_were_asked_for() -> None:
    found = parse(TEXT.splitlines(), {40}, {41, 42})
    assert [(event.time - BASE, event.thread, event.kind) for event in found] == [
        (2000, 41, Kind.ON_CORE),
        (3500, 41, Kind.TAKE),
        (4000, 41, Kind.TOOK),
        (5000, 42, Kind.WOKEN),
        (7000, 41, Kind.DROP),
        (8000, 41, Kind.DROPPED),
        (9000, 41, Kind.PREEMPTED),
        (10000, 41, Kind.BLOCKED),
        (11000, 41, Kind.ENDED),
    ]
    assert {event.process for event in found if event.kind in (Kind.TAKE, Kind.TOOK)} == {40}


def test_a_recording_with_losses_is_no_truth() -> None:
    with pytest.raises(Lost, match="lost 12"):
        parse(["    0/0     11312.000001000: PERF_RECORD_LOST lost 12"], (), ())


def test_a_line_that_is_not_understood_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        parse(["", "nonsense"], (), ())


def of(*happened: tuple[int, Kind]) -> list[tuple[int, Doing]]:
    """What a thread did to which that happened."""
    line = timeline(Event(time, 0, 1, kind) for time, kind in happened)
    return [(int(time), Doing(doing)) for time, doing in zip(line.times, line.doings, strict=True)]


def test_a_thread_runs_while_it_has_the_gil_and_a_core() -> None:
    assert of(
        (10, Kind.ON_CORE),
        (20, Kind.TAKE),
        (30, Kind.TOOK),
        (40, Kind.PREEMPTED),
        (50, Kind.ON_CORE),
        (60, Kind.BLOCKED),
        (70, Kind.WOKEN),
        (80, Kind.ON_CORE),
        (90, Kind.DROP),
        (95, Kind.DROPPED),
        (99, Kind.ENDED),
    ) == [
        (10, Doing.NATIVE),
        (30, Doing.RUNNING),
        (40, Doing.CPU_WAIT),
        (50, Doing.RUNNING),
        (60, Doing.BLOCKED),
        (70, Doing.CPU_WAIT),
        (80, Doing.RUNNING),
        (90, Doing.NATIVE),
        (99, Doing.ABSENT),
    ]


def test_a_thread_waits_for_the_gil_asleep_or_looking_and_for_a_core_when_it_was_woken() -> None:
    assert of(
        (10, Kind.TAKE),
        (20, Kind.BLOCKED),
        (30, Kind.WOKEN),
        (31, Kind.WOKEN),
        (35, Kind.ON_CORE),
        (36, Kind.WOKEN),
        (40, Kind.BLOCKED),
    ) == [(10, Doing.GIL_WAIT), (30, Doing.CPU_WAIT), (35, Doing.GIL_WAIT)]


def test_who_is_woken_on_its_way_off_its_core_is_ready_once_it_has_left_it() -> None:
    assert of(
        (10, Kind.TAKE),
        (15, Kind.CALLS),
        (30, Kind.ON_CORE),
        (36, Kind.WOKEN),
        (40, Kind.BLOCKED),
        (50, Kind.ON_CORE),
        (60, Kind.TOOK),
    ) == [(10, Doing.GIL_WAIT), (40, Doing.CPU_WAIT), (50, Doing.GIL_WAIT), (60, Doing.RUNNING)]
    assert of((10, Kind.TAKE), (36, Kind.WOKEN), (38, Kind.CALLS), (40, Kind.BLOCKED), (50, Kind.ON_CORE), (60, Kind.TOOK)) == [
        (10, Doing.GIL_WAIT),
        (60, Doing.RUNNING),
    ]


def test_without_the_gil_a_thread_is_in_c_code_or_blocked() -> None:
    assert of((10, Kind.TOOK), (20, Kind.DROP), (21, Kind.DROPPED), (30, Kind.BLOCKED)) == [
        (10, Doing.RUNNING),
        (20, Doing.NATIVE),
        (30, Doing.BLOCKED),
    ]


@pytest.mark.parametrize("leaves", [Kind.BLOCKED, Kind.PREEMPTED])
@pytest.mark.parametrize("where", ["drop", "take"])
def test_who_leaves_its_core_as_it_lets_go_of_the_gil_or_gets_it_back_waited_in_both(leaves: Kind, where: str) -> None:
    away = {"drop": 21, "take": 31}[where]
    happened = [(10, Kind.TOOK), (20, Kind.DROP), (25, Kind.DROPPED), (30, Kind.TAKE), (35, Kind.TOOK)]
    waits = of(*sorted([*happened, (away, leaves), (away + 2, Kind.ON_CORE)]))
    waited = {doing for time, doing in waits if 20 <= time < 25 or 30 <= time < 35}
    assert waited == {Doing.GIL_WAIT} | ({Doing.CPU_WAIT} if leaves is Kind.PREEMPTED else set())
    assert of(*happened) == [(10, Doing.RUNNING), (20, Doing.NATIVE), (35, Doing.RUNNING)]


def test_a_thread_waits_for_a_lock_if_that_is_what_it_called_the_system_for_last() -> None:
    assert of(
        (10, Kind.ON_CORE),
        (20, Kind.ASKS_FOR_LOCK),
        (30, Kind.BLOCKED),
        (40, Kind.ON_CORE),
        (50, Kind.CALLS),
        (60, Kind.BLOCKED),
    ) == [(10, Doing.NATIVE), (30, Doing.LOCKED), (40, Doing.NATIVE), (60, Doing.BLOCKED)]


def test_what_a_thread_calls_the_system_for_is_read_from_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    line = "   40/41    11312.000001000: raw_syscalls:sys_enter: NR {} (7f06b704f3e0, 80, 0, 0, 0, 0)"
    found = parse([line.format(202), line.format(35)], (), {41})
    assert [event.kind for event in found] == [Kind.ASKS_FOR_LOCK, Kind.CALLS]


def test_a_thread_has_the_gil_whether_it_has_a_core_or_not() -> None:
    kinds = [(10, Kind.TAKE), (20, Kind.TOOK), (30, Kind.PREEMPTED), (40, Kind.ON_CORE), (50, Kind.DROP), (60, Kind.DROPPED)]
    assert holding(Event(time, 7, 1, kind) for time, kind in kinds).spells(Doing.RUNNING).tolist() == [[20, 50]]


def test_a_number_that_is_given_to_another_thread_is_not_the_worker_any_more() -> None:
    assert of((10, Kind.TOOK), (20, Kind.ENDED), (30, Kind.TOOK)) == [(10, Doing.RUNNING), (20, Doing.ABSENT)]


def test_the_time_after_the_last_change_belongs_to_it_and_before_the_first_nothing_is_known() -> None:
    line = Timeline.of([(10, Doing.RUNNING), (15, Doing.RUNNING), (20, Doing.GIL_WAIT)])
    assert line.at([9, 10, 19, 20, 99]).tolist() == [Doing.ABSENT, Doing.RUNNING, Doing.RUNNING, Doing.GIL_WAIT, Doing.GIL_WAIT]
    assert line.spells(Doing.RUNNING).tolist() == [[10, 20]]
    assert line.spells(Doing.GIL_WAIT).tolist() == [], "it has no end"


def test_hand_offs_between_workers_are_counted_while_they_have_tasks() -> None:
    def hold(process: int, thread: int, since: int, until: int) -> list[Event]:
        return [Event(since, process, thread, Kind.TOOK), Event(until, process, thread, Kind.DROP)]

    events = [
        *hold(7, 2, 5, 8),  # opens its lane
        *hold(7, 1, 10, 20),  # its first task begins at 15
        *hold(7, 9, 20, 21),  # another thread
        *hold(7, 1, 22, 30),
        *hold(8, 2, 30, 31),  # another process
        *hold(7, 2, 31, 40),  # its first task begins at 35
        *hold(7, 1, 40, 50),
        *hold(7, 2, 55, 60),  # has no task any more
    ]
    assert hand_offs(events, 7, {1: (15, 50), 2: (35, 52)}) == 2
    assert all_hand_offs(events, 7, (10, 41)) == 5


def test_who_has_the_gil_when_counting_begins_has_not_been_handed_it() -> None:
    events = [Event(time, 7, thread, Kind.TOOK) for time, thread in ((10, 1), (20, 2), (30, 1))]
    assert all_hand_offs(events, 7, (15, 25)) == 1
