"""What a lane rests on is said in words that fit what was recorded."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.render.evidence_text import evidence_lines, gil_lines, losses_text, shares_text, worker_text
from gilviz.runner.protocol import Layer, WorkerKind
from gilviz.trace.evidence import LaneEvidence
from gilviz.trace.hand_offs import HandOffs
from gilviz.trace.lane import LaneIdentity
from tests.trace.test_truth import probe

BEST = LaneEvidence(Layer(15), 1000, 17_240.0, (961, 0, 30, 9), dropped=0, lost_switches=0, overruns=0)


def test_a_lane_with_everything_says_all_of_it() -> None:
    assert evidence_lines(BEST) == (
        "ticks every 17 µs, counters, context switches, GIL probe",
        "edges to some 10 µs, nothing lost",
        "96.1 % measured, 3.0 % inferred, 0.9 % unknown gaps",
    )


def test_by_ticks_alone_an_edge_is_as_exact_as_ticks_are_apart() -> None:
    lines = evidence_lines(dataclasses.replace(BEST, layers=Layer.TICKS))
    assert lines[:2] == ("ticks every 17 µs", "edges to some 17 µs, nothing lost")


def test_a_worker_that_never_ticked_says_so() -> None:
    silent = dataclasses.replace(BEST, layers=Layer.TICKS | Layer.COUNTERS, ticks=0, tick_ns=None)
    assert evidence_lines(silent)[:2] == ("no ticks, counters", "edges only where tasks begin and end, nothing lost")
    assert evidence_lines(silent)[-1] == "whether Python or C code ran, nobody could see"
    watched = dataclasses.replace(silent, layers=silent.layers | Layer.PROBE)
    assert "nobody could see" not in " ".join(evidence_lines(watched))


@pytest.mark.parametrize(
    ("dropped", "switches", "overruns", "text"),
    [
        (3, 0, 0, "lost 3 records"),
        (3, 1200, 0, "lost 3 records and 1,200 context switches"),
        (0, 4, 2, "lost 4 context switches, the kernel's ring was full 2 times"),
        (0, 0, 1, "the kernel's ring was full once"),
    ],
)
def test_what_is_lost_is_counted(dropped: int, switches: int, overruns: int, text: str) -> None:
    assert losses_text(dataclasses.replace(BEST, dropped=dropped, lost_switches=switches, overruns=overruns)) == text


@pytest.mark.parametrize(
    ("known_by", "text"),
    [
        ((5, 0, 0, 0), "100 % measured"),
        ((99_999, 1, 0, 0), "over 99.9 % measured, under 0.1 % sampled"),
        ((0, 0, 0, 0), ""),
    ],
)
def test_shares_neither_hide_a_little_nor_round_up_to_all(known_by: tuple[int, ...], text: str) -> None:
    assert shares_text(dataclasses.replace(BEST, known_by=known_by)) == text


def test_a_gil_says_how_often_it_changed_hands_and_who_looked() -> None:
    seen = dataclasses.replace(probe((2, 10, 1, True), blind=2), interval_ns=2_000_000)
    assert gil_lines(HandOffs(12_480, by_probe=True), seen) == (
        "12,480 hand-offs by its own count",
        "looked at from outside every 2.0 ms, 100 times, blind for 2.0 % of the time",
    )
    assert gil_lines(HandOffs(1, by_probe=False), None) == ("1 hand-off by the lanes",)
    assert gil_lines(None, None) == ()


def test_a_worker_is_named_as_the_system_names_it() -> None:
    thread = LaneIdentity(2, 40, 42, WorkerKind.THREAD, 0, gil=True)
    assert worker_text(thread) == "T2 · thread 42 of process 40"
    assert worker_text(dataclasses.replace(thread, native_id=0)) == "T2 · thread of process 40"
    assert worker_text(dataclasses.replace(thread, kind=WorkerKind.PROCESS)) == "P2 · process 40"
    assert worker_text(dataclasses.replace(thread, kind=WorkerKind.MAIN)) == "M · the main thread 42 of process 40"
