"""The words for a state: a coroutine that is ready waits for its event loop, and nobody says that it waits for a lock."""

from __future__ import annotations

import pytest

from gilviz.render.chart_words import STATES
from gilviz.render.hover import segment_hint
from gilviz.render.range_text import MeasuredRun, as_csv, as_text
from gilviz.render.run_chart import run_chart
from gilviz.render.state_text import (
    BRIEF,
    EVENT_LOOP,
    TEXTS,
    brief_state_name,
    kinds_of,
    state_column,
    state_meaning,
    state_name,
)
from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.lane import Segment
from gilviz.trace.range_metrics import measure_range
from tests.render.hand_made import MS, ORIGIN, lane, trace

LOOP, LOCK = frozenset({WorkerKind.COROUTINE}), frozenset({WorkerKind.THREAD, WorkerKind.PROCESS})
READY = [(0, State.LOCK_WAIT), (10 * MS, State.RUNNING)]


@pytest.mark.parametrize("state", [state for state in State if state is not State.LOCK_WAIT])
def test_all_other_states_are_the_same_for_everybody(state: State) -> None:
    for kinds in (LOOP, LOCK, LOOP | LOCK):
        assert (state_name(state, kinds), state_meaning(state, kinds)) == TEXTS[state]
        assert brief_state_name(state, kinds) == BRIEF.get(state)
        assert state_column(state, kinds) == state.label


def test_what_ready_coroutines_wait_for_is_named_and_both_where_threads_are_beside_them() -> None:
    names = [state_name(State.LOCK_WAIT, kinds) for kinds in (LOCK, LOOP, LOOP | LOCK, frozenset[WorkerKind]())]
    assert names == [f"waiting for {what}" for what in ("a lock", EVENT_LOOP, f"a lock or {EVENT_LOOP}", "a lock")]
    columns = [state_column(State.LOCK_WAIT, kinds) for kinds in (LOCK, LOOP, LOOP | LOCK)]
    assert columns == ["lock-wait", "event-loop-wait", "lock-wait or event-loop-wait"]
    assert "lock" not in state_meaning(State.LOCK_WAIT, LOOP)


@pytest.mark.parametrize(("kind", "what"), [(WorkerKind.COROUTINE, EVENT_LOOP), (WorkerKind.THREAD, "a lock")])
def test_charts_and_measured_ranges_say_it_and_tables_for_programs_keep_the_states_name(kind: WorkerKind, what: str) -> None:
    ready = lane(1, READY, 20 * MS, kind)
    assert kinds_of([ready]) == {kind}
    chart = run_chart(1, "asyncio", trace([ready], 20 * MS), ())
    assert chart is not None
    assert f"waiting for {what} (50" in STATES.sentence(chart)
    measured = MeasuredRun("asyncio", measure_range([ready], ORIGIN, 0, 20 * MS))
    header = as_text(0, 20 * MS, [measured]).splitlines()[4].split()
    assert header == ["running", "event-loop-wait" if what == EVENT_LOOP else "lock-wait"]
    assert ",lock-wait," in as_csv([measured])


@pytest.mark.parametrize("evidence", [Evidence.SAMPLED, Evidence.UNKNOWN])
def test_a_coroutine_whose_thread_was_seen_to_stand_still_has_the_loop_and_waits_for_a_lock(evidence: Evidence) -> None:
    ready = lane(1, READY, 20 * MS, WorkerKind.COROUTINE)
    hint = segment_hint(ready, ORIGIN, Segment(ORIGIN, ORIGIN + MS, State.LOCK_WAIT, 0, evidence), MS)
    assert "a lock" in hint.spoken
    assert EVENT_LOOP not in hint.spoken
