"""Notes are put in order: claims, and silences with the evidence that covers them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from gilviz.runner.protocol import BEGUN, NO_TASK, OVERRUN, KernelRecord, Layer, Mark, State, pack, pack_head
from gilviz.trace.reconcile.ready import Absence
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence
from gilviz.trace.reconcile.testimony import Testimony as Heard  # pytest takes names with Test for tests
from tests.trace.lane_files import KERNEL_WORDS

MS = 1_000_000
SEEN = Layer.TICKS | Layer.SWITCHES
COUNTED = Layer.TICKS | Layer.COUNTERS
Row = tuple[int, int]


def state(time: int, entered: State, task: int = 0) -> list[Row]:
    return [(time, pack(Mark.STATE, entered, task))]


def gap(start: int, end: int) -> list[Row]:
    return [(start, pack(Mark.SILENT, State.RUNNING, 0)), *state(end, State.RUNNING)]


def told(until: int, *marks: tuple[int, int], flags: int = 0) -> list[Row]:
    return [(until, pack_head(Mark.SWITCHES, len(marks), flags)), *((KERNEL_WORDS[kind], time) for time, kind in marks)]


def counted(at: int, computed: int, waited: int) -> list[Row]:
    return [(at, pack_head(Mark.COUNTERS, 1)), (computed, waited)]


def hear(layers: Layer, *notes: Iterable[Row]) -> Heard:
    result = Heard(layers)
    rows = [row for note in notes for row in note]
    if rows:
        result.feed(np.array(rows, dtype=np.int64))
    return result


def test_claims_without_a_silence_are_ready_at_once() -> None:
    heard = hear(SEEN, state(5, State.IDLE, NO_TASK), state(7, State.RUNNING, 3))
    assert [(claim.time, claim.state, claim.task, claim.silence) for claim in heard.ready] == [
        (5, State.IDLE, NO_TASK, None),
        (7, State.RUNNING, 3, None),
    ]


def test_a_silence_waits_for_the_switches_and_what_comes_after_it_waits_too() -> None:
    heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), state(8 * MS, State.IDLE))
    assert [claim.time for claim in heard.ready] == [1 * MS, 2 * MS]
    assert heard.waits_since == 7 * MS
    heard.feed(np.array(told(9 * MS, (3 * MS, OUT), (6 * MS, IN), (8 * MS + 5, OUT), (9 * MS - 5, IN)), dtype=np.int64))
    assert len(heard.ready) == 4
    silence = heard.ready[2].silence
    assert silence is not None
    assert (silence.start, silence.end, silence.switches) == (2 * MS, 7 * MS, [(3 * MS, OUT), (6 * MS, IN)])


def test_who_never_spoke_again_is_told_of_until_the_last_copy_that_others_made() -> None:
    heard = Heard(SEEN, copied_for=True)
    heard.feed(np.array([*state(1 * MS, State.RUNNING), *told(9 * MS, (3 * MS, OUT), (6 * MS, IN))], dtype=np.int64))
    heard.finish()
    assert [(claim.time, claim.state) for claim in heard.ready] == [
        (1 * MS, State.RUNNING), (1 * MS, None), (9 * MS, State.RUNNING), (9 * MS, None),
    ]  # fmt: skip
    silence = heard.ready[2].silence
    assert silence is not None
    assert (silence.start, silence.end, silence.switches) == (1 * MS, 9 * MS, [(3 * MS, OUT), (6 * MS, IN)])


def test_one_copy_serves_many_silences() -> None:
    marks = [(3 * MS, OUT), (6 * MS, IN), (11 * MS, OUT), (14 * MS, PREEMPTED)]
    heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), gap(10 * MS, 15 * MS), told(16 * MS, *marks))
    assert [claim.silence.switches for claim in heard.ready if claim.silence] == [marks[:2], marks[2:]]


def test_switches_from_before_the_kernel_began_to_tell_are_not_taken_for_none() -> None:
    heard = hear(
        SEEN | COUNTED, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), counted(8 * MS, 1, 0), told(8 * MS, flags=BEGUN),
        gap(9 * MS, 12 * MS), told(13 * MS, (10 * MS, OUT), (11 * MS, IN)), counted(13 * MS, 2, 0),
    )  # fmt: skip
    assert [claim.silence.switches for claim in heard.ready if claim.silence] == [None, [(10 * MS, OUT), (11 * MS, IN)]]
    late = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 9 * MS), told(8 * MS, flags=BEGUN), told(10 * MS, (8 * MS, IN)))
    assert [claim.silence.switches for claim in late.ready if claim.silence] == [None], "it began before that"
    assert heard.overruns == 0


def test_a_ring_that_was_too_small_tells_of_the_silences_after_it() -> None:
    for doubtful in (told(8 * MS, flags=OVERRUN), told(8 * MS, (3 * MS, OUT))):
        heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), doubtful, gap(9 * MS, 12 * MS), told(13 * MS))
        known = [claim.silence.switches is not None for claim in heard.ready if claim.silence]
        assert known == [len(doubtful) > 1, True]


def test_what_the_kernel_lost_is_counted_and_its_time_is_doubtful() -> None:
    lost = [(KernelRecord.LOST | 32 << KernelRecord.SIZE_SHIFT, 1), (17, 6 * MS)]
    block = [(8 * MS, pack_head(Mark.SWITCHES, 3)), *lost, (KERNEL_WORDS[OUT], 6 * MS)]
    heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), block)
    assert heard.lost_switches == 17
    assert [claim.silence.switches for claim in heard.ready if claim.silence] == [None]


def test_counters_tell_of_the_time_since_they_were_read_last() -> None:
    heard = hear(
        COUNTED,
        counted(1 * MS, 500, 100),
        state(1 * MS, State.RUNNING),
        gap(2 * MS, 7 * MS),
        counted(7 * MS + 1000, 500 + 1 * MS + 300_000 + 1000, 100 + 2 * MS),
    )
    silence = heard.ready[-1].silence
    assert silence is not None
    # It computed all the time before the gap, and after it until it was read.
    assert (silence.ran, silence.waited, silence.switches) == (300_000, 2 * MS, None)


def test_a_counter_that_goes_backwards_counts_nothing() -> None:
    heard = hear(
        COUNTED, counted(1 * MS, 9 * MS, 9 * MS), state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), counted(8 * MS, 5, 5)
    )
    silence = heard.ready[-1].silence
    assert silence is not None
    assert (silence.ran, silence.waited) == (0, 0)


def test_waiting_for_a_core_that_was_too_short_to_note_is_no_part_of_the_next_silence() -> None:
    both = SEEN | Layer.COUNTERS
    marks = [(2 * MS, PREEMPTED), (2 * MS + 50_000, IN), (5 * MS, OUT), (9 * MS, IN)]
    heard = hear(
        both,
        counted(1 * MS, 1, 0),
        state(1 * MS, State.RUNNING),
        gap(5 * MS, 9 * MS),
        told(10 * MS, *marks),
        counted(10 * MS, 1 * MS, 50_000 + 70_000),
    )
    silence = heard.ready[-1].silence
    assert silence is not None
    assert silence.waited == 70_000


def test_short_interruptions_are_told_with_the_claim_that_ends_the_running() -> None:
    heard = hear(
        SEEN,
        state(1 * MS, State.RUNNING),
        gap(2 * MS, 4 * MS),  # from here on claims wait for what the kernel tells
        state(5 * MS, State.NATIVE),
        told(6 * MS, (2 * MS + 5, OUT), (4 * MS - 5, IN), (4_300_000, PREEMPTED), (4_360_000, IN), (5_100_000, PREEMPTED)),
    )
    assert heard.ready[-1].state is State.NATIVE
    assert heard.ready[-1].interruptions == [Absence(4_300_000, 4_360_000, True)]


def test_short_interruptions_that_were_told_already_come_with_a_claim_that_need_not_wait() -> None:
    heard = hear(
        SEEN,
        state(1 * MS, State.RUNNING),
        told(3 * MS, (2 * MS, PREEMPTED), (2_060_000, IN), (2_900_000, PREEMPTED)),
        state(4 * MS, State.NATIVE),
    )
    assert [(claim.state, claim.interruptions) for claim in heard.ready] == [
        (State.RUNNING, ()),
        (State.NATIVE, [Absence(2 * MS, 2_060_000, True)]),
    ]


def test_interruptions_are_not_told_of_a_time_in_which_switches_were_lost() -> None:
    heard = hear(
        SEEN,
        state(1 * MS, State.RUNNING),
        gap(2 * MS, 4 * MS),
        state(5 * MS, State.NATIVE),
        told(6 * MS, (4_300_000, PREEMPTED), (4_360_000, IN), flags=OVERRUN),
    )
    assert [claim.interruptions for claim in heard.ready if claim.interruptions] == []


def test_short_interruptions_are_told_with_the_silence_after_them() -> None:
    marks = [(1_100_000, PREEMPTED), (1_140_000, IN), (1_500_000, OUT), (1_560_000, IN), (2_010_000, OUT), (6 * MS, IN)]
    heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), told(8 * MS, *marks))
    silence = heard.ready[-1].silence
    assert silence is not None
    assert silence.interruptions == [Absence(1_100_000, 1_140_000, True), Absence(1_500_000, 1_560_000, False)]


def test_sums_over_several_silences_belong_to_none_of_them() -> None:
    heard = hear(
        COUNTED,
        counted(1, 1, 1),
        state(1 * MS, State.RUNNING),
        gap(2 * MS, 4 * MS),
        gap(5 * MS, 9 * MS),
        counted(10 * MS, 5 * MS, 3 * MS),
    )
    assert [(claim.silence.ran, claim.silence.waited) for claim in heard.ready if claim.silence] == [(None, None)] * 2


def test_a_declared_wait_knows_when_it_was_due() -> None:
    notes = [*state(1 * MS, State.RUNNING), *state(2 * MS, State.IO_WAIT), (50 * MS, pack(Mark.DUE, State.IO_WAIT, 0))]
    heard = hear(Layer.TICKS, notes, state(55 * MS, State.RUNNING), state(56 * MS, State.NATIVE), state(80 * MS, State.RUNNING))
    silences = [claim.silence for claim in heard.ready if claim.silence]
    assert [(each.start, each.end, each.declared, each.due) for each in silences] == [
        (2 * MS, 55 * MS, State.IO_WAIT, 50 * MS),
        (56 * MS, 80 * MS, State.NATIVE, None),
    ]


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_block_may_arrive_in_pieces(cut: int) -> None:
    rows = [
        *state(1 * MS, State.RUNNING),
        *gap(2 * MS, 7 * MS),
        *told(9 * MS, (3 * MS, OUT), (6 * MS, IN)),
        *state(9 * MS, State.IDLE),
    ]
    whole, parts = hear(SEEN, rows), hear(SEEN, rows[:cut])
    parts.feed(np.array(rows[cut:], dtype=np.int64).reshape(-1, 2))
    assert list(parts.ready) == list(whole.ready)
    assert len(parts.ready) == 4


def test_at_the_end_silences_without_evidence_are_handed_out_as_they_are() -> None:
    heard = hear(SEEN, state(1 * MS, State.RUNNING), gap(2 * MS, 7 * MS), told(9 * MS, (3 * MS, OUT))[:1])
    heard.finish()
    assert [claim.time for claim in heard.ready] == [1 * MS, 2 * MS, 7 * MS]
    assert heard.ready[-1].silence == Silence(2 * MS, 7 * MS, State.RUNNING, ran_since=1 * MS)
    assert heard.unreadable == 1


@pytest.mark.parametrize("row", [(5, pack(9, State.IDLE, 0)), (5, pack(Mark.STATE, 8, 0)), (-5, pack(Mark.STATE, 1, 0)), (5, -1)])
def test_what_says_nothing_sensible_is_counted_and_left_out(row: Row) -> None:
    heard = hear(SEEN, [row], state(9, State.IDLE))
    assert (heard.unreadable, len(heard.ready)) == (1, 1)


def test_only_who_ran_can_fall_silent() -> None:
    heard = hear(SEEN, gap(2 * MS, 7 * MS))
    assert heard.unreadable == 1
    assert [claim.silence for claim in heard.ready] == [None]


def test_a_clock_that_went_backwards_is_moved_and_counted() -> None:
    heard = hear(SEEN, state(9, State.IDLE), state(5, State.RUNNING))
    assert (heard.corrected, [claim.time for claim in heard.ready]) == (1, [9, 9])
