"""Switches are told by the kernel, whole and in order, or it is told that some are missing."""

from __future__ import annotations

import mmap
import resource
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from gilviz.runner.protocol import KernelRecord
from gilviz.runner.recording.switches import RECORD_BYTES, SMALLEST_RING, Switches, open_event, ring_pages
from tests.runner.kernel import switches_or_skip

MS = 1_000_000
SMALLEST_RING_HOLDS = SMALLEST_RING * mmap.PAGESIZE // RECORD_BYTES
"""Switches, of which each departure has two."""


def taken(watch: Switches) -> tuple[list[tuple[int, bool]], bool]:
    """(time, whether it left its core) of each switch since the last time, and whether these are all."""
    waiting = watch.waiting
    words = memoryview(bytearray(16 * waiting)).cast("q")
    complete = watch.copy(words, 0, waiting)
    kinds = [word & KernelRecord.KIND_MASK for word in words[::2]]
    assert set(kinds) <= {KernelRecord.SWITCH, KernelRecord.LOST, 0} or KernelRecord.LOST in kinds
    found = [
        (words[2 * place + 1], bool(words[2 * place] & KernelRecord.LEFT))
        for place, kind in enumerate(kinds)
        if kind == KernelRecord.SWITCH
    ]
    return found, complete and KernelRecord.LOST not in kinds


def departures() -> int:
    """How often this thread has left its core, as the kernel counts it elsewhere."""
    usage = resource.getrusage(resource.RUSAGE_THREAD)
    return usage.ru_nvcsw + usage.ru_nivcsw


def leave(times: int) -> None:
    """Sleeps until this thread has left its core that often: so short a sleep may be over before it has."""
    until = departures() + times
    while departures() < until:
        time.sleep(1e-9)


def nothing_waits(watch: Switches, take: Callable[[], object]) -> bool:
    """Whether nothing is left to tell once all was taken, but for interruptions since, which the kernel counts elsewhere."""
    before = departures()
    take()
    return watch.waiting == 0 or departures() > before


@pytest.mark.parametrize("handed_over", [False, True])
def test_the_kernel_tells_when_this_thread_slept(handed_over: bool) -> None:
    watch = switches_or_skip()
    if handed_over:
        watch.close()
        watch = Switches(open_event())
    try:
        before = time.perf_counter_ns()
        time.sleep(0.02)
        after = time.perf_counter_ns()
        found, complete = taken(watch)
        away = [(moment, left) for moment, left in found if before <= moment <= after]
        assert sum(back - gone for (gone, left), (back, _) in pairwise(away) if left) >= 19 * MS
        assert complete
        assert nothing_waits(watch, lambda: taken(watch))
    finally:
        watch.close()
        watch.close()


def test_a_ring_that_ran_over_says_so_and_goes_on() -> None:
    watch = switches_or_skip()
    try:
        leave(SMALLEST_RING_HOLDS)
        assert watch.waiting > SMALLEST_RING_HOLDS // 2
        found, complete = taken(watch)
        assert found
        assert not complete
        time.sleep(0.001)
        assert not taken(watch)[1]
        time.sleep(0.001)
        found, complete = taken(watch)
        assert complete
        assert [left for _, left in found][:1] == [True]
    finally:
        watch.close()


def test_a_larger_ring_holds_what_a_small_one_loses() -> None:
    switches_or_skip().close()
    watch = Switches(pages=ring_pages(2))
    try:
        leave(SMALLEST_RING_HOLDS)
        found, complete = taken(watch)
        assert complete
        assert len(found) >= 2 * SMALLEST_RING_HOLDS
    finally:
        watch.close()


def test_where_the_system_allows_no_more_a_ring_is_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    switches_or_skip().close()
    allowed = Switches._mapped

    def sparing(self: Switches, descriptor: int, size: int) -> memoryview:
        if size > 9 * mmap.PAGESIZE:
            raise PermissionError("no more memory may be locked")
        return allowed(self, descriptor, size)

    monkeypatch.setattr(Switches, "_mapped", sparing)
    watch = Switches(pages=32)
    try:
        leave(4 * SMALLEST_RING_HOLDS)
        found, complete = taken(watch)
        assert not complete
        assert 2 * SMALLEST_RING_HOLDS < len(found) < 8 * SMALLEST_RING_HOLDS
    finally:
        watch.close()


def test_all_rings_together_leave_a_user_something_to_lock() -> None:
    assert [ring_pages(workers) for workers in (1, 2, 4, 5, 16, 64, 10_000)] == [32, 32, 32, 16, 8, 2, 2]


def test_a_copy_around_the_ring_s_end_is_in_order() -> None:
    watch = switches_or_skip()
    try:
        times: list[int] = []
        while len(times) < 3 * SMALLEST_RING_HOLDS:
            leave(15)
            found, complete = taken(watch)
            assert complete
            times += [moment for moment, _ in found]
        assert times == sorted(times)
    finally:
        watch.close()


def test_what_is_forgotten_makes_room() -> None:
    watch = switches_or_skip()
    try:
        leave(1)
        assert nothing_waits(watch, watch.forget)
    finally:
        watch.close()
