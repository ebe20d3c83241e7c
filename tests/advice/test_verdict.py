"""What follows from measurements, and what must not."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.advice.measured import Sample
from gilviz.advice.plan import LOOP, Plan, Refused, Try
from gilviz.advice.survey import Pickled
from gilviz.advice.verdict import Confidence, Facts, Kind, Verdict, judge
from gilviz.advice.words import after_colon, why
from gilviz.runner.protocol import State
from gilviz.trace.metrics import OwnMetrics
from tests.advice.made_up import PROCESSES, THREADS, facts, run, survey


def judged(known: Facts) -> Verdict:
    verdict = judge(known)
    assert verdict is not None
    return verdict


def said(known: Facts) -> str:
    return " ".join(reason.text for reason in why(known, judged(known)))


CPU = {LOOP: [2.0, 2.02, 1.98], THREADS: [2.05, 2.0, 2.1], PROCESSES: [1.1, 1.12, 1.09]}


def test_what_computes_under_the_gil_belongs_into_processes() -> None:
    verdict = judged(facts(CPU))
    assert (verdict.kind, verdict.gil_hinders, verdict.recommended) == (Kind.CPU_BOUND, True, PROCESSES)
    assert verdict.confidence is Confidence.HIGH
    measured = "2 threads are 0.98 times as fast (0.94 to 1.01) as a plain loop, 2 processes 1.82 times as fast (1.80 to 1.82)"
    assert f"The GIL hinders it: {measured} once they have started." in said(facts(CPU))
    turns = "2 threads wait for it for 48 % of their time, and are 0.98 times as fast (0.94 to 1.01) as a plain loop"
    assert turns in said(waiting_for_it(facts(CPU), 0.48))


def waiting_for_it(known: Facts, share: float) -> Facts:
    """The same, whose threads were seen to wait for the GIL for that share of their time."""
    samples = (_kept_off(each, share, State.GIL_WAIT) if each.what == THREADS else each for each in known.samples)
    return dataclasses.replace(known, samples=tuple(samples))


NOISE = {LOOP: [2.0, 2.0, 2.0], THREADS: [1.1, 1.63, 3.08], PROCESSES: [1.1, 1.1, 1.1]}


def test_threads_that_gain_nothing_in_one_round_and_all_in_another_do_not_tell_whether_the_gil_hinders() -> None:
    known = facts(NOISE)
    assert judged(known).gil_hinders is None
    told = "2 threads are 1.23 times as fast (0.65 to 1.82) as a plain loop, too far apart from round to round"
    assert f"Whether the GIL hinders it can't be told from these runs: {told}." in said(known)


def test_threads_that_were_seen_to_wait_for_the_gil_are_hindered_by_it_however_long_they_took() -> None:
    known = waiting_for_it(facts(NOISE), 0.45)
    assert judged(known).gil_hinders is True
    assert "hinders it: 2 threads wait for it for 45 % of their time. How much that costs, these rounds can't tell" in said(known)
    doubted = tuple(dataclasses.replace(each, doubt="Nobody saw why.") for each in known.samples)
    assert judged(dataclasses.replace(known, samples=doubted)).gil_hinders is None
    assert judged(waiting_for_it(facts(NOISE, native=0.6), 0.45)).gil_hinders is None, "most of it needs no GIL"


def test_what_processes_gain_no_more_by_is_not_hindered_though_threads_wait_for_the_gil() -> None:
    known = waiting_for_it(facts({LOOP: [2.0] * 3, THREADS: [2.0] * 3, PROCESSES: [2.0] * 3}), 0.45)
    assert judged(known).gil_hinders is False


def test_lanes_that_are_not_to_be_trusted_make_the_advice_less_sure_and_it_says_why() -> None:
    known = facts(CPU)
    doubted = dataclasses.replace(
        known, samples=tuple(dataclasses.replace(each, doubt="Nobody saw why.") for each in known.samples)
    )
    verdict = judged(doubted)
    assert (verdict.recommended, verdict.confidence) == (PROCESSES, Confidence.MEDIUM)
    assert "what their workers did meanwhile is not to be trusted in 6 runs that this rests on. Nobody saw why." in said(doubted)
    one = dataclasses.replace(known, samples=(doubted.samples[0], *known.samples[1:]))
    assert judged(one).confidence is Confidence.HIGH
    assert "not to be trusted" not in said(one)


def test_what_waits_belongs_into_threads_though_processes_are_as_fast() -> None:
    many = Try("thread-pool", 16)
    waits = {LOOP: [2.0, 2.0, 2.0], many: [0.2, 0.2, 0.2], Try("process-pool", 16): [0.19, 0.19, 0.19]}
    verdict = judged(facts(waits, survey(waiting=0.99)))
    assert (verdict.kind, verdict.gil_hinders, verdict.recommended) == (Kind.WAITING, False, many)


def test_c_code_without_the_gil_belongs_into_threads() -> None:
    native = {LOOP: [2.0, 2.0, 2.0], THREADS: [1.05, 1.05, 1.05], PROCESSES: [1.1, 1.1, 1.1]}
    verdict = judged(facts(native, native=0.95))
    assert (verdict.kind, verdict.gil_hinders, verdict.recommended) == (Kind.NATIVE, False, THREADS)
    assert verdict.runner_up is not None
    assert verdict.runner_up.what == PROCESSES


@pytest.mark.parametrize(
    ("threads", "recommended"),
    [([1.15, 1.2, 0.98], THREADS), ([1.15, 1.2, 1.16], PROCESSES), ([1.35, 1.4, 0.98], PROCESSES)],
    ids=["among each other", "apart", "far less"],
)
def test_processes_that_are_ahead_by_noise_alone_do_not_come_before_threads(threads: list[float], recommended: Try) -> None:
    verdict = judged(facts({LOOP: [2.0] * 3, THREADS: threads, PROCESSES: [1.05, 1.06, 1.2]}, native=0.95))
    assert verdict.recommended == recommended


def test_where_nobody_could_look_at_the_gil_the_gain_of_threads_tells() -> None:
    native = {LOOP: [2.0, 2.0, 2.0], THREADS: [1.05, 1.05, 1.05]}
    blind = facts(native)
    verdict = judged(unwatched(blind))
    assert verdict.kind is Kind.NATIVE
    assert not verdict.shares.known


def unwatched(known: Facts) -> Facts:
    return dataclasses.replace(known, samples=tuple(dataclasses.replace(each, watched=False) for each in known.samples))


def test_threads_that_gain_nothing_are_no_evidence_against_a_gil_that_nobody_looked_at() -> None:
    blind = unwatched(facts({LOOP: [2.0, 2.0, 2.0], THREADS: [2.0, 2.0, 2.0]}))
    assert judged(blind).gil_hinders is None
    assert "Whether the GIL hinders it can't be told" in said(blind)
    assert judged(unwatched(facts({LOOP: [2.0, 2.0, 2.0], PROCESSES: [1.05, 1.05, 1.05]}))).gil_hinders is None
    assert judged(unwatched(facts(CPU))).gil_hinders


def test_processes_that_were_not_measured_are_not_spoken_of() -> None:
    loops = [run(LOOP, number, 2.0) for number in range(3)]
    slow_to_start = [run(THREADS, number, 2.0, aside_s=1.0) for number in range(3)]
    known = dataclasses.replace(facts({}), samples=(*loops, *slow_to_start))
    assert judged(known).gil_hinders is False
    assert "The GIL does not hinder it: threads do its work 2.00 times as fast once they have started" in said(known)
    assert "processes" not in said(known)


def test_results_that_could_not_be_compared_are_counted() -> None:
    assert "3 of 40 results could not be compared with the plain loop's" in said(facts(CPU, uncompared=3))


def test_what_nothing_makes_faster_is_left_a_plain_loop() -> None:
    bound = facts({LOOP: [2.0, 2.0, 2.0], THREADS: [2.0, 2.0, 2.0], PROCESSES: [2.0, 2.0, 2.0]})
    verdict = judged(bound)
    assert (verdict.gil_hinders, verdict.recommended) == (False, LOOP)
    assert "no difference" in said(bound)
    assert "something else is in the way" in said(bound)


def test_a_gain_within_the_noise_is_never_recommended() -> None:
    noisy = facts({LOOP: [2.0, 2.0, 2.0], THREADS: [2.0, 2.1, 2.0], PROCESSES: [1.2, 2.1, 1.3]})
    verdict = judged(noisy)
    assert verdict.recommended is None
    assert verdict.confidence is Confidence.LOW
    assert "can't be told which is best" in said(noisy)


def test_loops_that_differ_much_leave_small_differences_untold() -> None:
    verdict = judged(facts({LOOP: [2.0, 3.0, 1.5], THREADS: [1.7, 3.0, 1.5]}))
    assert verdict.recommended is None
    assert verdict.gil_hinders is None or verdict.gil_hinders


def test_one_round_must_show_more_than_three() -> None:
    assert judged(facts({LOOP: [2.0], PROCESSES: [1.7]})).recommended is None
    verdict = judged(facts({LOOP: [2.0], PROCESSES: [1.1]}))
    assert (verdict.recommended, verdict.confidence) == (PROCESSES, Confidence.LOW)


def test_tasks_that_cost_less_than_their_handing_over_are_too_small() -> None:
    tiny = facts({LOOP: [0.01, 0.01], PROCESSES: [0.3, 0.3]}, survey(task_s=0.0001), aside_s=0.1)
    verdict = judged(tiny)
    assert (verdict.kind, verdict.gil_hinders, verdict.recommended) == (Kind.TOO_SMALL, None, LOOP)
    assert "is hardly worth handing over" in said(tiny)
    few = facts({LOOP: [0.01, 0.01], THREADS: [0.02, 0.02]}, survey(task_s=0.001))
    assert "All of it takes 40 ms, less than starting workers" in said(few)


def test_what_is_too_small_is_so_on_a_machine_that_others_use_too() -> None:
    few = facts({LOOP: [0.01, 0.01], PROCESSES: [0.02, 0.02]}, survey(task_s=0.001))
    crowded = dataclasses.replace(few, samples=tuple(_kept_off(each, 0.3) for each in few.samples))
    assert (judged(crowded).kind, judged(crowded).recommended) == (Kind.TOO_SMALL, LOOP)


def test_a_sentence_that_ends_another_one_begins_small_and_has_its_end() -> None:
    assert after_colon("Its results can't be sent back.") == "its results can't be sent back."
    assert after_colon("A task raised TypeError: no") == "a task raised TypeError: no."
    assert after_colon("Worker P1 ended.") == "Worker P1 ended."


def test_from_how_many_items_on_a_pool_would_be_worth_it_is_told() -> None:
    few = facts({LOOP: [0.04, 0.04], PROCESSES: [0.12, 0.12]}, survey(task_s=0.001), aside_s=0.1)
    assert judged(few).recommended == LOOP
    assert "worth it from about 250 items on" in said(few)


def test_what_was_measured_on_some_items_is_scaled_to_all() -> None:
    some = facts({LOOP: [1.0, 1.0], PROCESSES: [1.0, 1.0]}, survey(task_s=0.025, items=4000), aside_s=0.45)
    verdict = judged(some)
    assert verdict.gain is not None
    assert verdict.gain.median == pytest.approx(100 / (0.45 + 55))
    assert "first 40 of 4,000 items" in said(some)


def test_start_up_that_no_longer_matters_for_more_items_is_told() -> None:
    assert "for 10,000 items that no longer matters: 2.00 times as fast" in said(
        facts({LOOP: [2.0, 2.0], PROCESSES: [1.5, 1.5]}, aside_s=0.5)
    )


def test_without_a_gil_nothing_is_hindered_by_it() -> None:
    free = facts({LOOP: [2.0, 2.0], THREADS: [1.05, 1.05]}, gil=False)
    assert judged(free).gil_hinders is False
    assert judged(free).recommended == THREADS


def test_a_library_that_shares_its_work_out_itself_is_told_of() -> None:
    blas = facts({LOOP: [2.0, 2.0], THREADS: [2.0, 2.0]}, survey(process_cpu_s=0.95), native=0.9)
    assert "shares its work out by itself: its own threads take 0.9 more cores, in C, and have no lanes" in said(blas)


def test_pickling_that_costs_more_than_the_work_is_told() -> None:
    heavy = survey(task_s=0.01, sent=Pickled(None, 16e6, 0.02))
    assert "Pickling an item and its result takes 20 ms (16 MB), beside 10 ms of work" in said(facts(CPU, heavy))


def test_what_can_not_travel_is_named_where_the_gil_hinders() -> None:
    alone = survey(function_why_not="PicklingError: a lambda")
    known = facts({LOOP: [2.0, 2.0, 2.0], THREADS: [2.0, 2.0, 2.0]}, alone, failures=(Refused("process-pool", "no"),))
    assert judged(known).gil_hinders is None, "its threads were looked at, and did not wait for the GIL"
    known = waiting_for_it(known, 0.48)
    assert (judged(known).gil_hinders, judged(known).recommended) == (True, LOOP)
    assert "Processes would not share the GIL, but can't be used: parse() can't be sent" in said(known)


def test_without_a_single_plain_loop_there_is_no_verdict() -> None:
    assert judge(Facts(survey(), Plan(40, ()), True, 2, ())) is None


def test_items_that_raise_and_results_that_change_are_told() -> None:
    known = facts(CPU, survey(raised=2, raised_first=((3, "ValueError: bad"),)), unsteady=1)
    assert "for 2 of 10 items, first for item 4: ValueError: bad" in said(known)
    assert "1 items a plain loop itself returns other results" in said(known)
    assert judged(known).confidence is Confidence.MEDIUM


def test_every_reason_about_runs_names_runs_that_there_are() -> None:
    known = facts(CPU)
    reasons = why(known, judged(known))
    assert reasons[0].runs
    assert all(number < len(known.samples) for reason in reasons for number in reason.runs)


def test_memory_that_a_winner_takes_is_told_where_it_is_more() -> None:
    large = [run(PROCESSES, number, 1.1, memory=90) for number in range(3)]
    known = facts({LOOP: [2.0, 2.0, 2.0]})
    assert "2 processes take 90 MB, a plain loop 20 MB" in said(dataclasses.replace(known, samples=(*known.samples, *large)))


def with_threads(unlaned: int = 0) -> Facts:
    """A function that starts two threads of Python's own in each of its calls, which compute in turns."""
    called = survey(threads=20, process_cpu_s=0.49, thread_cpu_s=0.005)
    known = facts({LOOP: [2.0] * 3, THREADS: [2.0] * 3, PROCESSES: [1.0] * 3}, called)
    own = OwnMetrics(threads=80, unlaned=unlaned, executed_s=1.94, at_once=0.97)
    samples = (dataclasses.replace(each, own=own) for each in known.samples)
    return dataclasses.replace(known, samples=tuple(samples))


def test_threads_of_its_own_that_take_turns_are_told_of_and_are_no_code_outside_the_gil() -> None:
    verdict = judged(with_threads())
    assert (verdict.kind, verdict.gil_hinders, verdict.recommended) == (Kind.CPU_BOUND, True, PROCESSES)
    sentences = said(with_threads())
    assert "per item (in which it starts 2 threads itself): it computes with the GIL for 98 % of that" in sentences
    assert "Its own threads take turns for the GIL: 0.97 of them execute at once, and gain it nothing." in sentences


def test_threads_beyond_those_that_have_a_lane_are_told_of() -> None:
    assert "16 of the threads that it starts in a run have no lane" in said(with_threads(unlaned=16))


def test_on_a_machine_that_others_use_little_gain_proves_nothing() -> None:
    taken = facts({LOOP: [2.0, 2.02, 1.98], THREADS: [2.05, 2.0, 2.1], PROCESSES: [1.95, 2.0, 1.98]})
    assert judged(taken).gil_hinders is False
    crowded = dataclasses.replace(taken, samples=tuple(_kept_off(each, 0.3) for each in taken.samples))
    verdict = judged(crowded)
    assert (verdict.gil_hinders, verdict.recommended, verdict.confidence) == (None, None, Confidence.LOW)
    assert "other programs had the cores for 30 % of the time" in said(crowded)
    assert "Close other programs" in said(crowded)


def test_threads_that_wait_for_cores_say_nothing_of_other_programs() -> None:
    known = facts(CPU)
    crowded = tuple(_kept_off(each, 0.5) if each.what == THREADS else each for each in known.samples)
    assert judged(dataclasses.replace(known, samples=crowded)).crowding == 0


def test_processes_that_are_sent_more_than_they_compute_say_nothing_of_other_programs() -> None:
    known = facts(CPU)
    kept_off = tuple(_kept_off(each, 0.5) if each.what == PROCESSES else each for each in known.samples)
    assert judged(dataclasses.replace(known, samples=kept_off)).crowding > 0
    sent = tuple(
        dataclasses.replace(each, states_s=each.states_s | {State.OVERHEAD.label: 3.0}) if each.what == PROCESSES else each
        for each in kept_off
    )
    assert judged(dataclasses.replace(known, samples=sent)).crowding == 0


def _kept_off(sample: Sample, share: float, by: State = State.CPU_WAIT) -> Sample:
    """The same run, for that share of its time without a core, or in another state."""
    spent = {label: time * (1 - share) for label, time in sample.states_s.items()}
    return dataclasses.replace(sample, states_s=spent | {by.label: share * sample.work_s})


def test_one_round_on_a_machine_that_others_use_convinces_nobody_but_a_large_gain() -> None:
    once = facts({LOOP: [2.0], THREADS: [1.4]})
    assert judged(once).recommended == THREADS
    crowded = dataclasses.replace(once, samples=tuple(_kept_off(each, 0.3) for each in once.samples))
    assert judged(crowded).recommended is None
    large = facts({LOOP: [2.0], THREADS: [0.5]})
    crowded = dataclasses.replace(large, samples=tuple(_kept_off(each, 0.3) for each in large.samples))
    assert judged(crowded).recommended == THREADS


def test_threads_of_its_own_that_found_no_core_did_not_wait_for_anything_of_the_function_s() -> None:
    starved = survey(threads=20, process_cpu_s=0.25, thread_cpu_s=0.005, threads_delayed_s=0.24)
    assert starved.waiting < 0.05
    assert judged(facts({LOOP: [2.0] * 3, PROCESSES: [1.0] * 3}, starved)).kind is not Kind.WAITING


def test_where_there_is_no_gil_none_may_hinder_what_is_too_small() -> None:
    small = facts({LOOP: [0.01], THREADS: [0.02]}, survey(task_s=0.0001), gil=False)
    assert (judged(small).kind, judged(small).gil_hinders) == (Kind.TOO_SMALL, False)
