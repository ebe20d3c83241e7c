"""The answer as text for people: what it is, why, and what can't work."""

from __future__ import annotations

from gilviz.advice.answer import Answer
from gilviz.advice.evidence import rests_on


def headline(told: Answer) -> str:
    """``work.py:parse: cpu-bound; the GIL hinders it; confidence high``; empty without a verdict."""
    verdict = told.verdict
    if verdict is None:
        return ""
    hinders = {True: "hinders it", False: "does not hinder it", None: "may or may not hinder it"}[verdict.gil_hinders]
    return f"{told.function}: {verdict.kind}; the GIL {hinders}; confidence {verdict.confidence}"


def sentences(told: Answer) -> list[str]:
    """Why, and what can't work, each with what it rests on."""
    found = []
    for reason in told.sentences:
        runs = rests_on(reason, told.samples)
        found.append(f"{reason.text} [{runs}]" if runs else reason.text)
    return found
