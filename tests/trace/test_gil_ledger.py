from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from gilviz.runner.protocol import State
from gilviz.trace import gil_ledger
from gilviz.trace.gil_ledger import GilLedger
from gilviz.trace.lane import Lane, Segments
from tests.trace import lanes
from tests.trace.lane_files import Transition

RUNNING, GIL_WAIT = State.RUNNING, State.GIL_WAIT
SECOND = 1_000_000_000


def brute_switches(contents: dict[int, list[Transition]]) -> int:
    """Consecutive running segments of different lanes, by sorting all of them."""
    starts = sorted((time, number) for number, listed in contents.items() for time, state, _ in listed if state is RUNNING)
    return sum(before[1] != after[1] for before, after in pairwise(starts))


@lanes.steady
@given(st.lists(lanes.transitions(), min_size=1, max_size=4), st.lists(st.lists(st.integers(0, 30)), min_size=4, max_size=4))
def test_counting_bit_by_bit_counts_every_hand_over_once(contents: list[list[Transition]], all_cuts: list[list[int]]) -> None:
    # Stretched so that much of it is older than what the ledger holds back, and cut at places that differ from lane to lane:
    # transitions then come late as well.
    stretched = {
        number: [(time * SECOND // 20, state, task) for time, state, task in listed]
        for number, listed in enumerate(contents, start=1)
    }
    filled = [lanes.lane_of([], who=lanes.identity(number)) for number in stretched]
    ledger = GilLedger()
    for step in range(max(len(cuts) for cuts in all_cuts) + 1):
        for lane, cuts in zip(filled, all_cuts, strict=False):
            listed = stretched[lane.identity.number]
            end = sorted(cuts)[step] if step < len(cuts) else len(listed)
            lanes.append(lane, listed[len(lane) : end])
        so_far = {number: listed[: len(filled[number - 1])] for number, listed in stretched.items()}
        assert ledger.switches(filled) == brute_switches(so_far)
    assert ledger.switches(filled) == brute_switches(stretched)


def test_a_lane_that_joins_late_is_counted_from_its_beginning() -> None:
    first = lanes.lane_of([(time * SECOND, RUNNING, 0) for time in (1, 3, 5, 7)])
    second = lanes.lane_of([(time * SECOND, RUNNING, 0) for time in (2, 4, 6)], who=lanes.identity(2))
    third = lanes.lane_of([(8 * SECOND, RUNNING, 0), (9 * SECOND, RUNNING, 0)], who=lanes.identity(3))
    ledger = GilLedger()
    assert ledger.switches([first]) == 0
    assert ledger.switches([first, third]) == 1
    assert ledger.switches([first, second, third]) == 7


def test_no_lane_with_a_gil_gives_no_count() -> None:
    assert GilLedger().switches([]) is None
    assert GilLedger().switches([lanes.lane_of([(1, RUNNING, 0)], who=lanes.identity(gil=False))]) is None


def test_processes_never_hand_their_gils_to_each_other() -> None:
    each = [lanes.lane_of([(n, RUNNING, 0)], who=lanes.identity(n, pid=n)) for n in (1, 2, 3)]
    assert GilLedger().switches(each) == 0


def test_what_was_counted_is_not_read_again() -> None:
    read: list[int] = []

    class Watched(Lane):
        @override
        def blocks(self, first: int = 0) -> Iterator[Segments]:
            read.append(len(self) - first)
            return super().blocks(first)

    pair = [Watched(lanes.identity(number)) for number in (1, 2)]
    ledger = GilLedger()
    for time in range(1, 1001):
        lanes.append(pair[time % 2], [(time * SECOND // 100, RUNNING, 0)])
        ledger.switches(pair)
    assert sum(read) == 1000
    assert ledger.switches(pair) == 999


def test_lanes_are_grouped_by_process_and_interpreter() -> None:
    members: Sequence[Lane] = [lanes.lane_of([], who=lanes.identity(n, pid=pid)) for n, pid in ((1, 7), (2, 7), (3, 8))]
    assert {key: [lane.identity.number for lane in group] for key, group in gil_ledger.lanes_by_gil(members).items()} == {
        (7, 0): [1, 2],
        (8, 0): [3],
    }
