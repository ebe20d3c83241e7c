"""What is said of made-up runs."""

from __future__ import annotations

from gilviz.runner.protocol import State
from gilviz.trace.metrics import measure
from gilviz.trace.record import RunRecord
from gilviz.trace.verdict import verdict
from tests.trace.runs import Stretch


def said(run: RunRecord) -> str:
    sentence = verdict(run, measure(run.trace))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def turns(number: int, of: int, rounds: int) -> list[Stretch]:
    """5 ms in turn with the others."""
    lap: list[Stretch] = [(State.GIL_WAIT, 5 * number), (State.RUNNING, 5), (State.GIL_WAIT, 5 * (of - number - 1))]
    return [stretch for stretch in lap * rounds if stretch[1]]
