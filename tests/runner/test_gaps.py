"""What a silence is called: from switches, from counters, from nothing but the kind of worker."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import Evidence, Layer, State, WorkerKind
from gilviz.runner.recording.counters import Counters
from gilviz.runner.recording.gaps import (
    GAP_NS,
    Silence,
    Situation,
    Transition,
    Witness,
    affordable,
    by_counters,
    by_kind,
    by_switches,
)
from gilviz.runner.recording.switches import IN, OUT, PREEMPTED, Switch, Switches
from tests.trace.lanes import steady

US = 1000
MS = 1_000_000
SHARED = Situation(shares_gil=True)
ALONE = Situation(shares_gil=False)


def silence(length_ms: float, declared: State = State.RUNNING, due_ms: float | None = None) -> Silence:
    """A silence from 0 on; its due time counts from its start."""
    return Silence(0, round(length_ms * MS), declared, None if due_ms is None else round(due_ms * MS))


def switches(*marks: tuple[float, int]) -> list[Switch]:
    return [(round(ms * MS), kind) for ms, kind in marks]


def named(found: list[Transition]) -> list[tuple[float, State]]:
    """(ms, state) of each transition."""
    return [(moment / MS, state) for moment, state, _ in found]


def test_a_thread_that_leaves_its_core_while_others_want_the_gil_waits_for_it() -> None:
    found = by_switches(silence(5.3), switches((0.1, OUT), (5.2, IN)), 0, SHARED)
    assert named(found) == [(0.1, State.GIL_WAIT), (5.2, State.RUNNING)]
    assert {evidence for _, _, evidence in found} == {Evidence.MEASURED}


def test_a_worker_with_a_gil_of_its_own_waits_for_something_else() -> None:
    found = by_switches(silence(5.3), switches((0.1, OUT), (5.2, IN)), 0, ALONE)
    assert named(found) == [(0.1, State.LOCK_WAIT), (5.2, State.RUNNING)]


@pytest.mark.parametrize("situation", [SHARED, ALONE])
def test_whoever_is_preempted_waits_for_a_core(situation: Situation) -> None:
    found = by_switches(silence(8), switches((0.1, PREEMPTED), (7.9, IN)), 7_800_000, situation)
    assert named(found) == [(0.1, State.CPU_WAIT), (7.9, State.RUNNING)]


def test_a_look_whether_the_gil_is_free_is_part_of_waiting_for_it() -> None:
    marks = switches((0.1, OUT), (5.1, IN), (5.12, OUT), (10.1, IN), (10.13, OUT), (12, IN))
    assert named(by_switches(silence(12.1), marks, 0, SHARED)) == [(0.1, State.GIL_WAIT), (12, State.RUNNING)]


def test_a_long_stay_on_the_core_without_a_tick_is_running() -> None:
    marks = switches((0.1, OUT), (5, IN), (9, OUT), (14, IN))
    expected = [(0.1, State.GIL_WAIT), (5, State.RUNNING), (9, State.GIL_WAIT), (14, State.RUNNING)]
    assert named(by_switches(silence(14.1), marks, 0, SHARED)) == expected


def test_a_silence_without_a_switch_is_running() -> None:
    assert by_switches(silence(10_000), [], 0, SHARED) == []


def test_a_woken_thread_that_has_no_core_yet_waits_for_one() -> None:
    found = by_switches(silence(9.2), switches((0.1, OUT), (9.1, IN)), 4 * MS, SHARED)
    assert found == [
        (100 * US, State.GIL_WAIT, Evidence.MEASURED),
        (5_100 * US, State.CPU_WAIT, Evidence.INFERRED),
        (9_100 * US, State.RUNNING, Evidence.MEASURED),
    ]


def test_waiting_longer_for_a_core_than_it_was_away_is_waiting_for_a_core_all_the_while() -> None:
    found = by_switches(silence(2), switches((0.1, OUT), (1.9, IN)), 50 * MS, SHARED)
    assert named(found) == [(0.1, State.CPU_WAIT), (1.9, State.RUNNING)]


def test_a_sleeper_that_finds_the_gil_taken_waits_for_it_from_then_on() -> None:
    marks = switches((0.01, OUT), (50.08, IN), (50.1, OUT), (55.3, IN))
    found = by_switches(silence(55.4, State.IO_WAIT, due_ms=50), marks, 0, SHARED)
    assert named(found) == [(50.1, State.GIL_WAIT), (55.3, State.RUNNING)]


def test_a_wait_that_ends_late_is_still_that_wait_as_long_as_nothing_else_is_known() -> None:
    marks = switches((0.01, OUT), (50.2, IN))
    assert named(by_switches(silence(50.3, State.IO_WAIT, due_ms=50), marks, 0, SHARED)) == [(50.2, State.RUNNING)]
    late = by_switches(silence(50.3, State.IO_WAIT, due_ms=50), marks, round(0.15 * MS), SHARED)
    assert late[0] == (50_050 * US, State.CPU_WAIT, Evidence.INFERRED)
    again = switches((0.01, OUT), (50.2, IN), (50.21, OUT), (52, IN))
    assert named(by_switches(silence(52, State.IO_WAIT, due_ms=50), again, 0, ALONE)) == [(52, State.RUNNING)]


def test_a_wait_whose_due_time_is_unknown_is_waited_to_its_end() -> None:
    marks = switches((0.01, OUT), (20, IN), (20.1, OUT), (55.3, IN))
    assert named(by_switches(silence(55.4, State.IO_WAIT), marks, 0, SHARED)) == [(55.3, State.RUNNING)]


def test_c_code_goes_on_after_it_lost_its_core_and_ends_with_waiting_for_the_gil() -> None:
    marks = switches((1, PREEMPTED), (4, IN), (6, OUT), (11, IN))
    found = by_switches(silence(11.1, State.NATIVE), marks, 3 * MS, SHARED)
    assert named(found) == [(1, State.CPU_WAIT), (4, State.NATIVE), (6, State.GIL_WAIT), (11, State.RUNNING)]


def test_c_code_may_begin_with_handing_over_the_gil() -> None:
    found = by_switches(silence(3, State.NATIVE), switches((0.01, OUT), (0.15, IN)), 0, SHARED)
    assert named(found) == [(0.01, State.GIL_WAIT), (0.15, State.NATIVE)]


def test_a_switch_whose_other_half_is_missing_reaches_to_the_edge() -> None:
    assert named(by_switches(silence(5), switches((2, IN)), 0, SHARED)) == [(0, State.GIL_WAIT), (2, State.RUNNING)]
    assert named(by_switches(silence(5), switches((2, OUT)), 0, SHARED)) == [(2, State.GIL_WAIT), (5, State.RUNNING)]


def test_sums_are_put_in_the_order_ran_blocked_waited() -> None:
    found = by_counters(silence(10), 2 * MS, 3 * MS, SHARED)
    assert found == [(2 * MS, State.GIL_WAIT, Evidence.INFERRED), (7 * MS, State.CPU_WAIT, Evidence.INFERRED)]
    assert named(by_counters(silence(10), 10 * MS, 0, SHARED)) == []
    assert named(by_counters(silence(10), 0, 10 * MS, ALONE)) == [(0, State.CPU_WAIT)]
    assert named(by_counters(silence(10), 0, 0, ALONE)) == [(0, State.LOCK_WAIT)]


def test_sums_leave_a_declared_wait_until_it_was_due() -> None:
    assert named(by_counters(silence(60, State.IO_WAIT, due_ms=50), 0, 2 * MS, SHARED)) == [
        (50, State.GIL_WAIT),
        (58, State.CPU_WAIT),
    ]
    assert named(by_counters(silence(60, State.IO_WAIT), 0, 0, SHARED)) == []


@pytest.mark.parametrize(("situation", "state"), [(SHARED, State.GIL_WAIT), (ALONE, State.CPU_WAIT)])
def test_where_the_system_tells_nothing_the_whole_gap_is_what_such_a_worker_waits_for(situation: Situation, state: State) -> None:
    assert by_kind(silence(5), situation) == [(0, state, Evidence.INFERRED)]
    assert by_kind(silence(5, State.NATIVE), situation) == []
    assert named(by_kind(silence(5, State.IO_WAIT, due_ms=3), situation)) == [(3, situation.late)]


@st.composite
def stories(draw: st.DrawFn) -> tuple[Silence, list[Switch]]:
    end = draw(st.integers(GAP_NS, 50 * MS))
    times = sorted(draw(st.lists(st.integers(0, end), max_size=12)))
    kinds = draw(st.lists(st.sampled_from([IN, OUT, PREEMPTED]), min_size=len(times), max_size=len(times)))
    declared = draw(st.sampled_from([State.RUNNING, State.NATIVE, State.IO_WAIT]))
    due = draw(st.none() | st.integers(-end, 2 * end))
    return Silence(0, end, declared, due), list(zip(times, kinds, strict=True))


@steady
@given(stories(), st.integers(0, 60 * MS), st.integers(0, 50 * MS), st.sampled_from([SHARED, ALONE]))
def test_whatever_the_evidence_the_story_is_in_order_and_within_the_silence(
    story: tuple[Silence, list[Switch]], waited: int, ran: int, situation: Situation
) -> None:
    quiet, marks = story
    accounts = [
        by_switches(quiet, marks, waited, situation),
        by_counters(quiet, min(ran, quiet.end), waited, situation),
        by_kind(quiet, situation),
    ]
    for found in accounts:
        times = [moment for moment, _, _ in found]
        assert times == sorted(times)
        assert all(quiet.start <= moment <= quiet.end for moment in times)
        states = [quiet.declared, *(state for _, state, _ in found)]
        assert all(before is not after for before, after in pairwise(states))
        if situation is ALONE:
            assert State.GIL_WAIT not in states


def switches_or_skip() -> Switches:
    try:
        return Switches()
    except OSError as error:
        pytest.skip(f"needs a kernel that tells switches: {error}")


def test_the_kernel_tells_when_this_thread_slept() -> None:
    watch = switches_or_skip()
    try:
        before = time.perf_counter_ns()
        time.sleep(0.02)
        after = time.perf_counter_ns()
        found, complete = watch.take()
        away = [(moment, kind) for moment, kind in found if before <= moment <= after]
        assert OUT in [kind for _, kind in away]
        assert sum(b - a for (a, kind), (b, _) in pairwise(away) if kind != IN) >= 19 * MS
        assert complete
        assert watch.take() == ([], True)
    finally:
        watch.close()
        watch.close()


def test_a_ring_that_ran_over_says_so_at_once_and_goes_on_and_counts_what_it_lost() -> None:
    watch = switches_or_skip()
    try:
        for _ in range(3000):
            time.sleep(1e-9)
        found, complete = watch.take()
        assert found
        assert not complete
        time.sleep(0.001)
        assert not watch.take()[1]
        time.sleep(0.001)
        found, complete = watch.take()
        assert [kind for _, kind in found][:1] in ([OUT], [PREEMPTED])
        assert complete
        assert watch.lost > 1000
    finally:
        watch.close()


def test_a_forked_child_leaves_its_parents_ring_alone() -> None:
    switches_or_skip().close()
    told = subprocess.run([sys.executable, "-c", FORKS], check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout == "([], False) 0\n", told.stderr


FORKS = """
import os, sys
from gilviz.runner.recording.switches import Switches
inherited = Switches()
child = os.fork()
if not child:
    print(inherited.take(), end=" ", flush=True)
    own = Switches()  # It may lie where the parent's ring lies in the parent.
    inherited.close()
    del inherited
    own.take()
    os._exit(0)
print(os.waitpid(child, 0)[1])
"""


def test_an_interpreter_without_ctypes_has_a_witness_that_knows_the_kind_of_worker() -> None:
    code = """
import sys
sys.modules["_ctypes"] = None
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.gaps import Witness
print(int(Witness(WorkerKind.THREAD, gil=True, workers=2).layers))
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout == f"{int(Layer.TICKS)}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_single_wait_is_told_in_short_and_only_once() -> None:
    watch = switches_or_skip()
    try:
        wait, begun, ended = None, 0, 0
        for _ in range(20):
            watch.take()
            begun = time.perf_counter_ns()
            time.sleep(0.005)
            ended = time.perf_counter_ns()
            wait = watch.take_one_wait(begun, ended, GAP_NS)
            if wait:
                break
        assert wait
        assert begun <= wait[0] < wait[1] <= ended
        assert wait[1] - wait[0] >= 4 * MS
        assert watch.take_one_wait(begun, time.perf_counter_ns(), GAP_NS) is None
        time.sleep(0.005)
        assert watch.take_one_wait(time.perf_counter_ns(), time.perf_counter_ns(), GAP_NS) is None
        assert watch.take()[0]
    finally:
        watch.close()


def test_counters_tell_computing_from_waiting() -> None:
    counters = Counters()
    try:
        begun = time.perf_counter_ns()
        time.sleep(0.02)
        ran, _ = counters.during(begun, time.perf_counter_ns())
        assert ran < 10 * MS
        begun = time.perf_counter_ns()
        before = time.thread_time_ns()
        while time.thread_time_ns() - before < 20 * MS:
            pass
        # What is asked for is the middle of it: what came before and after is known to be computing.
        middle, end = begun + 5 * MS, time.perf_counter_ns()
        ran, waited = counters.during(middle, end)
        assert ran >= 14 * MS
        assert ran + waited <= end - middle + waited
    finally:
        counters.close()
        counters.close()


@pytest.mark.parametrize(
    ("workers", "interval", "affords"),
    [(2, 0.005, True), (8, 0.005, True), (64, 0.005, False), (2, 0.0005, True), (16, 0.0001, False)],
)
def test_switches_are_left_out_where_recording_them_would_falsify_the_run(workers: int, interval: float, affords: bool) -> None:
    assert affordable(workers, interval) is affords


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_witness_goes_on_with_what_the_system_admits(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError(1, "not here")

    monkeypatch.setattr(Switches, "__init__", refuse)
    witness = Witness(WorkerKind.THREAD, gil=True, workers=2)
    assert witness.layers == Layer.TICKS | Layer.COUNTERS
    witness.close()
    monkeypatch.setattr(Counters, "__init__", refuse)
    witness = Witness(WorkerKind.THREAD, gil=True, workers=2)
    assert witness.layers == Layer.TICKS
    assert witness.explain(Silence(10, 20, State.RUNNING)) == [(10, State.GIL_WAIT, Evidence.INFERRED)]
    witness.close()


class Told:
    """Switches that are told in advance, one list for each time of asking."""

    lost = 0

    def __init__(self, *answers: list[Switch]) -> None:
        self._answers = list(answers)

    def take_one_wait(self, _start: int, _end: int, _longest_look: int) -> None:
        """Leaves all the telling to ``take``."""

    def take(self) -> tuple[list[Switch], bool]:
        return (self._answers.pop(0) if self._answers else []), True

    def close(self) -> None:
        pass


class Waited:
    """Counters that say at each time of asking that the thread has waited so many ns for a core since the last."""

    def __init__(self, waited: int = 0) -> None:
        self._waited = waited

    def during(self, _start: int, _end: int) -> tuple[int, int]:
        return 0, self._waited

    def close(self) -> None:
        pass


def test_what_happens_while_a_silence_is_explained_belongs_to_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(switches((1, OUT), (3, IN), (5.1, OUT), (9.9, IN)))
    monkeypatch.setattr("gilviz.runner.recording.gaps.Switches", lambda: told)
    monkeypatch.setattr("gilviz.runner.recording.gaps.Counters", Waited)
    witness = Witness(WorkerKind.THREAD, gil=True, workers=2)
    assert named(witness.explain(silence(5))) == [(1, State.GIL_WAIT), (3, State.RUNNING)]
    later = witness.explain(Silence(5 * MS, 10 * MS, State.RUNNING))
    assert named(later) == [(5.1, State.GIL_WAIT), (9.9, State.RUNNING)]
    witness.close()


def test_a_wait_for_a_core_too_short_to_ask_about_is_no_part_of_the_next_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(switches((0.1, PREEMPTED), (0.15, IN), (2, PREEMPTED), (2.05, IN), (5.1, OUT), (9.9, IN)))
    monkeypatch.setattr("gilviz.runner.recording.gaps.Switches", lambda: told)
    monkeypatch.setattr("gilviz.runner.recording.gaps.Counters", lambda: Waited(100 * US))
    witness = Witness(WorkerKind.PROCESS, gil=True, workers=2)
    found = witness.explain(Silence(5 * MS, 10 * MS, State.RUNNING))
    assert named(found) == [(5.1, State.LOCK_WAIT), (9.9, State.RUNNING)]
    witness.close()


def test_the_count_of_waiting_is_read_only_while_cores_are_scarce(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = switches((1, OUT), (6, IN))
    scarce = switches((1, PREEMPTED), (2, IN), (2.5, OUT), (6, IN))
    taken = [quiet, scarce, quiet, quiet]
    monkeypatch.setattr(Switches, "take", lambda _: (taken.pop(0), True))
    asked: list[int] = []

    def during(*_: object) -> tuple[int, int]:
        asked.append(len(taken))
        return 0, 3 * MS

    monkeypatch.setattr(Counters, "during", during)
    witness = Witness(WorkerKind.THREAD, gil=True, workers=2)
    states = [[state for _, state in named(witness.explain(silence(6.1)))] for _ in range(4)]
    witness.close()
    # Asked from the preemption on; what is counted until then belongs to no silence that could be told.
    assert asked == [2, 1, 0]
    assert [State.CPU_WAIT in found for found in states] == [False, True, True, True]


def test_each_thread_has_a_witness_of_its_own() -> None:
    slept: list[int] = []

    def sleep_and_ask() -> None:
        witness = Witness(WorkerKind.THREAD, gil=True, workers=2)
        begun = time.perf_counter_ns()
        time.sleep(0.02)
        found = witness.explain(Silence(begun, time.perf_counter_ns(), State.RUNNING))
        slept.append(sum(state is State.GIL_WAIT for _, state, _ in found))
        witness.close()

    threads = [threading.Thread(target=sleep_and_ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slept == [1, 1, 1]
