"""Who is silent on its core, and was seen without the GIL, is in C code; whatever is seen, nothing else changes."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import Evidence, Layer, State
from gilviz.trace.lane import Lane
from gilviz.trace.reconcile.looks import EDGE_NS, Cover, Looks
from gilviz.trace.reconcile.native import Onlooker
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence, Transition
from tests.trace.lanes import steady
from tests.trace.reconcile.histories import BEGIN, US, overlap, running
from tests.trace.reconcile.watched import INTERVAL, Watched, read_watched, silent_threads, watched_threads

MS = 1_000_000
ME, OTHER = 7, 8
RUNNING, NATIVE, GIL_WAIT, CPU_WAIT = State.RUNNING, State.NATIVE, State.GIL_WAIT, State.CPU_WAIT
SEEN, SAMPLED, INFERRED = Evidence.MEASURED, Evidence.SAMPLED, Evidence.INFERRED


def looks_of(*found: tuple[float, int]) -> Looks:
    """(ms, who held the GIL)."""
    looks = Looks(MS)
    for time, holder in found:
        looks.take(round(time * MS), round(time * MS), holder)
    return looks


def silence(length: float, switches: list[tuple[int, int]] | None = None, ran: float | None = None) -> Silence:
    known = [] if switches is None and ran is None else switches
    return Silence(0, round(length * MS), RUNNING, switches=known, ran=None if ran is None else round(ran * MS))


def told(looks: Looks, of: Silence, *more: tuple[float, State]) -> list[tuple[float, State, Evidence]]:
    pieces: list[Transition] = [(0, RUNNING, SEEN), *((round(time * MS), state, SEEN) for time, state in more)]
    return [(time / MS, state, known) for time, state, known in Onlooker(looks, ME).tell(of, pieces)]


def test_on_its_core_without_the_gil_a_worker_is_in_c_code() -> None:
    assert told(looks_of((1, 0), (2, OTHER), (3, 0)), silence(4)) == [(0, NATIVE, SAMPLED)]


def test_on_its_core_with_the_gil_it_runs() -> None:
    assert told(looks_of((1, ME), (2, ME)), silence(3)) == [(0, RUNNING, SAMPLED)]


def test_each_look_speaks_for_the_time_until_half_way_to_the_next() -> None:
    assert told(looks_of((1, ME), (2, 0), (3, ME)), silence(4)) == [
        (0, RUNNING, SAMPLED),
        (1.5, NATIVE, SAMPLED),
        (2.5, RUNNING, SAMPLED),
    ]


def test_a_look_while_a_worker_is_preempted_speaks_for_it_on_both_sides() -> None:
    """Whoever looks may preempt the same worker each time: then no look ever finds it on its core."""
    looks = looks_of((2.05, 0), (4.05, 0), (6.05, ME), (8.05, ME))
    stays = [(2.0, CPU_WAIT), (2.1, RUNNING), (4.0, CPU_WAIT), (4.1, RUNNING), (6.0, CPU_WAIT), (6.1, RUNNING), (8, CPU_WAIT)]
    switches = [(round(time * MS), PREEMPTED if state is CPU_WAIT else IN) for time, state in stays]
    found = told(looks, silence(10, switches), *stays, (8.1, RUNNING))
    assert found == [
        (0, NATIVE, SAMPLED), (2.0, CPU_WAIT, SEEN), (2.1, NATIVE, SAMPLED), (4.0, CPU_WAIT, SEEN), (4.1, NATIVE, SAMPLED),
        (5.05, RUNNING, SAMPLED), (6.0, CPU_WAIT, SEEN), (6.1, RUNNING, SAMPLED), (8, CPU_WAIT, SEEN), (8.1, RUNNING, SAMPLED),
    ]  # fmt: skip


def test_who_is_preempted_as_it_lets_go_of_the_gil_was_not_in_c_code_for_that() -> None:
    looks = looks_of((2.05, OTHER))
    stays = [(2.0, CPU_WAIT), (2.5, RUNNING), (2.51, GIL_WAIT), (4, RUNNING)]
    kinds = {CPU_WAIT: PREEMPTED, RUNNING: IN, GIL_WAIT: OUT}
    found = told(looks, silence(4.1, [(round(time * MS), kinds[state]) for time, state in stays]), *stays)
    assert [state for _, state, _ in found] == [RUNNING, CPU_WAIT, RUNNING, GIL_WAIT, RUNNING]


def test_one_look_alone_does_not_make_c_code_of_what_nobody_saw() -> None:
    onlooker = Onlooker(looks_of(*((time, 0) for time in (1, 11, 21))), ME)
    unseen = []
    for number in range(3):
        begin = 10 * number * MS
        assert onlooker.tell(Silence(begin, begin + 2 * MS, RUNNING, switches=[]), [(begin, RUNNING, SEEN)])[0][1] is NATIVE
        later = begin + 7 * MS
        unseen += onlooker.tell(Silence(later, later + MS, RUNNING, switches=[]), [(later, RUNNING, SEEN)])
    assert [(state, known) for _, state, known in unseen] == [(RUNNING, SEEN), (RUNNING, SEEN), (NATIVE, INFERRED)]


def test_a_look_while_a_worker_waits_for_the_gil_says_nothing_of_its_stays() -> None:
    looks = looks_of((2.5, OTHER), (3.5, OTHER))
    switches = [(2 * MS, OUT), (4 * MS, IN)]
    found = told(looks, silence(6, switches), (2, GIL_WAIT), (4, RUNNING))
    assert found == [(0, RUNNING, SEEN), (2, GIL_WAIT, SEEN), (4, RUNNING, SEEN)]


@given(st.lists(st.tuples(st.integers(1, 400), st.sampled_from([OUT, PREEMPTED])), max_size=6))
def test_who_is_asked_about_has_waited_for_the_looks(stays: list[tuple[int, int]]) -> None:
    """Whatever looks may change in a silence, it waits for them: else the live picture would differ from the last one."""
    now, switches, pieces = 0, [], []
    for length, kind in stays:
        now += length * US
        switches += [(now, kind), (now + 300 * US, IN)]
        pieces += [(now, GIL_WAIT if kind == OUT else CPU_WAIT, SEEN), (now + 300 * US, RUNNING, SEEN)]
        now += 300 * US
    asked = Silence(0, now + 50 * US, RUNNING, switches=switches)
    onlooker = Onlooker(looks_of(*((time / 20, OTHER) for time in range(80))), ME)
    whole: list[Transition] = [(0, RUNNING, SEEN), *pieces]
    if onlooker.tell(asked, whole) != whole:
        assert onlooker.asks(asked)


def test_looks_are_judged_by_how_far_they_were_to_be_apart_then_and_not_by_what_came_later() -> None:
    looks = Looks(20 * MS)
    for time in (10, 40):
        looks.take(time * MS, time * MS, ME)
    before = looks.covers(ME, 0, 50 * MS), looks.covers(OTHER, 20 * MS, 60 * MS)
    assert before == ([Cover(0, 50 * MS, holds=True)], [Cover(20 * MS, 60 * MS, holds=False)])
    looks.take(90 * MS, 90 * MS, ME, interval=MS)
    assert (looks.covers(ME, 0, 50 * MS), looks.covers(OTHER, 20 * MS, 60 * MS)) == before
    looks.take(99 * MS, 99 * MS, ME)
    assert looks.covers(ME, 80 * MS, 110 * MS)[0] == Cover(80 * MS, 90 * MS + MS // 2, holds=True), "blind after that"


def test_without_a_look_nothing_is_said() -> None:
    assert told(looks_of((9, OTHER)), silence(4)) == [(0, RUNNING, SEEN)]


def test_where_the_observer_was_blind_nothing_is_said() -> None:
    assert told(looks_of((1, OTHER), (19, OTHER)), silence(20)) == [
        (0, NATIVE, SAMPLED),
        (1.5, NATIVE, INFERRED),
        (18.5, NATIVE, SAMPLED),
    ]


def test_a_look_beside_the_edge_of_a_stay_is_not_asked() -> None:
    assert told(looks_of((0.05, OTHER), (3.95, OTHER)), silence(4)) == [(0, RUNNING, SEEN)]


def test_what_it_waited_for_stays() -> None:
    waited = told(looks_of((1, 0), (4, OTHER), (7, 0)), silence(8, [(2 * MS, OUT)]), (2, GIL_WAIT), (6, RUNNING))
    assert waited == [(0, NATIVE, SAMPLED), (2, GIL_WAIT, SEEN), (6, NATIVE, SAMPLED)]


def test_asking_for_the_gil_is_not_c_code() -> None:
    onlooker = Onlooker(looks_of((1, 0)), ME)
    onlooker.tell(silence(2), [(0, RUNNING, SEEN)])
    asks = [(10 * MS, RUNNING, SEEN), (10 * MS + 60_000, GIL_WAIT, SEEN), (15 * MS, RUNNING, SEEN)]
    assert onlooker.tell(Silence(10 * MS, 15 * MS + 40_000, RUNNING, switches=[]), asks) == asks


def test_what_falls_between_two_looks_is_what_most_of_the_last_ones_were() -> None:
    onlooker = Onlooker(looks_of((1, 0), (11, 0), (21, ME)), ME)
    for start in (0, 10, 20):
        onlooker.tell(Silence(start * MS, (start + 2) * MS, RUNNING, switches=[]), [(start * MS, RUNNING, SEEN)])
    unseen = Silence(30 * MS, 31 * MS, RUNNING, switches=[])
    assert onlooker.tell(unseen, [(30 * MS, RUNNING, SEEN)]) == [(30 * MS, NATIVE, INFERRED)]


def test_declared_waits_and_c_code_are_what_was_declared() -> None:
    declared: list[Transition] = [(0, State.NATIVE, SEEN)]
    assert Onlooker(looks_of((1, ME)), ME).tell(silence(4)._replace(declared=State.NATIVE), declared) == declared


def test_where_the_system_tells_nothing_nobody_knows_whether_it_was_on_its_core() -> None:
    nothing = Silence(0, 4 * MS, RUNNING)
    assert told(looks_of((1, OTHER), (2, OTHER)), nothing, (0.1, GIL_WAIT)) == [(0, RUNNING, SEEN), (0.1, GIL_WAIT, SEEN)]


def test_by_sums_c_code_is_what_was_computed_without_the_gil() -> None:
    looks = looks_of(*((time, ME if time == 5 else 0) for time in range(1, 10)))
    of = Silence(0, 10 * MS, RUNNING, ran=7 * MS)
    assert told(looks, of, (7, CPU_WAIT)) == [
        (0, NATIVE, INFERRED),
        (4.5, RUNNING, SAMPLED),
        (5.5, NATIVE, INFERRED),
        (7, CPU_WAIT, SEEN),
    ]


def test_by_sums_a_worker_that_hardly_computed_waited() -> None:
    of = Silence(0, 10 * MS, RUNNING, ran=100_000)
    assert told(looks_of(*((time, OTHER) for time in range(1, 10))), of, (0.1, GIL_WAIT))[1:] == [(0.1, GIL_WAIT, SEEN)]


def test_by_sums_turns_are_where_they_were_seen() -> None:
    looks = looks_of(*((time + 0.5, ME if time % 10 < 5 else OTHER) for time in range(20)))
    turns = told(looks, Silence(0, 20 * MS, RUNNING, ran=10 * MS), (10, GIL_WAIT))
    assert [(time, state) for time, state, _ in turns] == [(0, RUNNING), (5, GIL_WAIT), (10, RUNNING), (15, GIL_WAIT)]


def test_by_sums_who_held_the_gil_for_longer_than_it_computed_had_no_core_for_a_part_of_each_turn() -> None:
    looks = looks_of((1, ME), (2, ME), (3, OTHER), (4, OTHER), (5, ME), (6, ME), (7, OTHER), (8, OTHER))
    found = told(looks, silence(9, ran=3), (3, GIL_WAIT), (7.5, CPU_WAIT))
    assert [state for _, state, _ in found] == [RUNNING, CPU_WAIT, GIL_WAIT, RUNNING, CPU_WAIT, GIL_WAIT]
    ends = [*(start for start, _, _ in found[1:]), 9]
    lengths = [round(end - start, 2) for (start, _, _), end in zip(found, ends, strict=True)]
    assert lengths == [1.67, 0.83, 2, 1.33, 0.67, 2.5]
    assert sum(lengths[:4:3]) == 3


def test_by_sums_nobody_waits_for_a_core_for_longer_than_was_counted() -> None:
    looks = looks_of((1, ME), (2, ME), (3, OTHER), (4, OTHER), (5, ME), (6, ME), (7, OTHER), (8, OTHER))
    found = told(looks, silence(9, ran=3), (3, GIL_WAIT))
    assert CPU_WAIT not in {state for _, state, _ in found}


def test_a_wait_that_no_lane_accounts_for_is_borne_out_by_a_look() -> None:
    assert looks_of((1, 0), (2, OTHER)).found_another(ME, 0, 3 * MS)
    assert not looks_of((1, 0), (2, ME), (4, OTHER)).found_another(ME, 0, 3 * MS)


stretch = st.tuples(st.integers(1, 40), st.integers(0, 30))


@steady
@given(st.lists(st.tuples(stretch, st.sampled_from([0, ME, OTHER])), max_size=20), stretch)
def test_covers_are_in_order_within_their_stretch_and_say_what_was_found(
    found: list[tuple[tuple[int, int], int]], asked: tuple[int, int]
) -> None:
    looks, now, listed = Looks(3 * EDGE_NS), 0, []
    for (pause, length), holder in found:
        start = now + pause * EDGE_NS
        now = start + length * EDGE_NS
        looks.take(start, now, holder)
        listed.append(Cover(start, now, holder == ME))
    start, end = asked[0] * EDGE_NS, (asked[0] + asked[1]) * EDGE_NS
    covers = looks.covers(ME, start, end)
    edges = [edge for cover in covers for edge in cover[:2]]
    assert edges == sorted(edges)
    assert not edges or (start <= edges[0] and edges[-1] <= end)
    for look in listed:
        since, until = max(look.start, start + EDGE_NS), min(look.end, end - EDGE_NS)
        if since <= until:
            assert any(cover.start <= since and until <= cover.end and cover.holds == look.holds for cover in covers)


def listed(lane: Lane) -> list[tuple[int, int, State, Evidence]]:
    return [(part.start, part.end, part.state, part.evidence) for part in lane.segments()]


def spans_of(lane: Lane, state: State, *known: Evidence) -> list[tuple[int, int]]:
    return [(part.start, part.end) for part in lane.segments() if part.state is state and (not known or part.evidence in known)]


@steady
@given(watched_threads(), st.lists(st.integers(BEGIN, BEGIN + 40_000 * US), max_size=12))
def test_watched_live_the_picture_is_the_one_that_is_read_at_the_end(watched: Watched, polls: list[int]) -> None:
    assert [listed(lane) for lane in read_watched(watched, polls)] == [listed(lane) for lane in read_watched(watched, [])]


@steady
@given(watched_threads())
def test_whatever_was_seen_no_two_run_at_once_and_durations_add_up(watched: Watched) -> None:
    lanes = read_watched(watched, [])
    assert sum(overlap(running(one), running(other)) for one, other in combinations(lanes, 2)) == 0
    for lane in lanes:
        assert lane.start is not None
        assert int(lane.totals().sum()) == lane.known_until - lane.start


@steady
@given(watched_threads())
def test_sampled_c_code_was_c_code_but_for_what_lies_between_two_looks(watched: Watched) -> None:
    for lane, native in zip(read_watched(watched, []), watched.native, strict=True):
        sampled = spans_of(lane, State.NATIVE, Evidence.SAMPLED)
        wrong = sum(end - start for start, end in sampled) - overlap(sampled, native)
        assert wrong <= len(sampled) * INTERVAL


def test_threads_that_hash_side_by_side_are_seen_to() -> None:
    hashing = [[(2_000 * US, 0, 2 * US)] * 40, [(2_100 * US, 0, 2 * US)] * 40]
    for lane in read_watched(silent_threads(hashing, [1000 * US]), []):
        whole = lane.known_until - (lane.start or 0)
        assert lane.totals()[State.NATIVE] > 0.97 * whole


def test_nobody_is_looked_into_whose_switches_are_not_known() -> None:
    hashing = [[(2_000 * US, 0, 2 * US)] * 4, [(2_100 * US, 0, 2 * US)] * 4]
    for lane in read_watched(silent_threads(hashing, [1000 * US], layers=Layer.TICKS), []):
        assert lane.totals()[State.NATIVE] == 0
