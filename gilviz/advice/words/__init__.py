"""The verdict in plain sentences, the most important first. Each names the runs that it rests on.

``nature`` says what the function is and whether the GIL hinders it, ``choice`` what to use, ``outlook`` what would change that
and what it does not cover.
"""

from __future__ import annotations

import dataclasses

from gilviz.advice.verdict import Facts, Verdict
from gilviz.advice.words.choice import advice, at_scale, runner_up
from gilviz.advice.words.nature import on_its_threads, on_the_gil, what_it_is
from gilviz.advice.words.outlook import caveats, doubts, what_would_change
from gilviz.advice.words.phrases import Reason, after_colon, crew, duration

__all__ = ["Reason", "after_colon", "crew", "duration", "why"]


def why(facts: Facts, verdict: Verdict) -> tuple[Reason, ...]:
    """Why the verdict is what it is."""
    loops = tuple(each.number for each in facts.loops)
    found = [Reason(what_it_is(facts, verdict), loops)]
    found += on_its_threads(facts, verdict)
    found += on_the_gil(facts, verdict)
    found.append(dataclasses.replace(advice(facts, verdict), advises=True))
    found += runner_up(verdict)
    found += at_scale(facts, verdict)
    found += what_would_change(facts, verdict)
    found += (Reason(text) for text in caveats(facts, verdict))
    found += doubts(verdict)
    return tuple(found)
