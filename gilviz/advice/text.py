"""The answer as text for people: what it is, why, and what can't work."""

from __future__ import annotations

from collections.abc import Mapping

from gilviz.advice.answer import Answer
from gilviz.advice.evidence import rests_on
from gilviz.advice.plan import COMPUTES, LOOP
from gilviz.advice.verdict import Kind
from gilviz.advice.words import crew

_IS: Mapping[Kind, str] = {
    Kind.CPU_BOUND: "computes with the GIL",
    Kind.NATIVE: "computes outside the GIL",
    Kind.WAITING: "mostly waits",
    Kind.MIXED: "computes partly with the GIL, partly outside it",
    Kind.TOO_SMALL: "is too small to share out",
}
_HINDERS: Mapping[bool | None, str] = {
    True: "the GIL hinders it",
    False: "the GIL does not hinder it",
    None: "whether the GIL hinders it is not known",
}


def headline(told: Answer) -> str:
    """``work.py:parse: cpu-bound; the GIL hinders it; confidence high``; empty without a verdict."""
    verdict = told.verdict
    if verdict is None:
        return ""
    return f"{told.function}: {verdict.kind}; {_HINDERS[verdict.gil_hinders]}; confidence {verdict.confidence}"


def in_short(told: Answer) -> str:
    """What to do, in a few words, as a heading: ``Use 2 processes: 1.83 times as fast``; empty without a verdict."""
    verdict = told.verdict
    if verdict is None:
        return ""
    if verdict.gain is not None:
        return f"Use {crew(verdict.gain.what)}: {verdict.gain.median:.2f} times as fast"
    return "Use a plain loop" if verdict.recommended == LOOP else "Which executor is best can’t be told"


def below_it(told: Answer) -> str:
    """What stands below that: ``parse() computes with the GIL · the GIL hinders it · confidence high``."""
    verdict = told.verdict
    if verdict is None:
        return ""
    name = told.title.partition("(")[0]
    both = verdict.kind is Kind.MIXED and verdict.shares.waiting > COMPUTES
    does = "partly computes, partly waits" if both else _IS[verdict.kind]
    return f"{name}() {does} · {_HINDERS[verdict.gil_hinders]} · confidence {verdict.confidence}"


def sentences(told: Answer) -> list[str]:
    """Why, and what can't work, each with what it rests on."""
    found = []
    for reason in told.sentences:
        runs = rests_on(reason, told.samples)
        found.append(f"{reason.text} [{runs}]" if runs else reason.text)
    return found
