"""The whole answer: the verdict, its sentences, the code to paste, what failed; and the same as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from gilviz.advice.advisor import Advisor
from gilviz.advice.measured import Sample
from gilviz.advice.plan import LOOP, Refused
from gilviz.advice.snippet import snippet
from gilviz.advice.survey import Survey
from gilviz.advice.verdict import Verdict, judge
from gilviz.advice.words import Reason, after_colon, why
from gilviz.trace.visible import visible


@dataclass(frozen=True)
class Answer:
    """What is told to the user.

    Args:
        function: ``work.py:parse``, as it was asked for.
        title: Its name and signature; empty where it was not found.
        doc: Its docstring; may be empty.
        verdict: What follows from the runs; None where not one plain loop finished.
        why: The sentences; where there is no verdict, why not.
        code: To paste; empty without a recommendation.
        failures: What can't work, or failed.
        samples: The runs that all of this rests on.
        lines: Which lines hinder threads, as sentences; empty where nobody asked.
        traceback: Where in the user's code that failed which there is no verdict for; may be empty.
    """

    function: str
    title: str
    doc: str
    verdict: Verdict | None
    why: tuple[Reason, ...]
    code: str
    failures: tuple[Refused, ...]
    samples: tuple[Sample, ...] = ()
    lines: tuple[Reason, ...] = ()
    traceback: str = ""

    @property
    def sentences(self) -> tuple[Reason, ...]:
        """Why, and what can't work, each with the runs that show it; then the lines."""
        return (*self.why, *self.failed, *self.lines)

    @property
    def failed(self) -> tuple[Reason, ...]:
        """What can't work."""
        return tuple(Reason(f"Not {each.executor}: {after_colon(each.reason)}", each.runs) for each in self.failures)

    def as_json(self) -> dict[str, Any]:
        """All but the runs. ``kind`` and ``confidence`` are null where there is no verdict.

        ``evidence`` says of each sentence in ``why`` which runs it rests on, by their places from 0; empty where it is none.
        """
        verdict = self.verdict
        recommended = verdict.recommended if verdict is not None else None
        return {
            "function": self.function,
            "verdict": {
                "kind": verdict.kind.value if verdict is not None else None,
                "gil_hinders": verdict.gil_hinders if verdict is not None else None,
                "recommended": {"executor": recommended.executor, "workers": recommended.workers} if recommended else None,
                "why": [reason.text for reason in self.why],
                "evidence": [list(reason.runs) for reason in self.why],
                "confidence": verdict.confidence.value if verdict is not None else None,
            },
            "code": self.code or None,
            "failures": [{"executor": each.executor, "reason": each.reason} for each in self.failures],
        }


def _always_raised(survey: Survey | None) -> str:
    """The sentence on a function that never returned: how long raising takes tells nothing of it. Else empty."""
    if survey is None or not survey.done or survey.raised < survey.done:
        return ""
    _, text = survey.raised_first[0]
    items = f"all {survey.done} items" if survey.done > 1 else "its only item"
    return f"{survey.name}() raised an exception for {items}, first {text}: correct it, or give other items."


def answer(advisor: Advisor) -> Answer:
    """What the advisor has to say by now."""
    facts = advisor.facts()
    survey = advisor.survey
    raised = _always_raised(survey)
    verdict = judge(facts) if facts is not None and not raised else None
    if facts is None or verdict is None:
        failures = facts.failures if facts is not None else ()
        stopped = "It was stopped before anything was measured."
        loop = next((each.reason for each in failures if each.executor == LOOP.executor), "")
        said = advisor.error or raised or (f"The plain loop has no result: {after_colon(loop)}" if loop else stopped)
        reasons: tuple[Reason, ...] = (Reason(said),)
    else:
        failures, reasons = facts.failures, why(facts, verdict)
    recommended = verdict.recommended if verdict is not None else None
    known = {each.number for each in facts.samples} if facts is not None else set()
    return Answer(
        function=advisor.question.code.function,
        title=f"{survey.name}{survey.signature}" if survey is not None else "",
        doc=survey.doc if survey is not None else "",
        verdict=verdict,
        why=reasons,
        code=snippet(recommended, survey) if recommended is not None and survey is not None else "",
        failures=tuple(_with_runs(each, advisor, known) for each in failures),
        samples=facts.samples if facts is not None else (),
        traceback=visible(advisor.traceback.rstrip()) if verdict is None else "",
    )


def _with_runs(refused: Refused, advisor: Advisor, known: Collection[int]) -> Refused:
    """The same with its runs that count for nothing."""
    of_it = (number for number, run in enumerate(advisor.runs) if run.spec.executor == refused.executor and run.phase.ended)
    return dataclasses.replace(refused, runs=tuple(number for number in of_it if number not in known))
