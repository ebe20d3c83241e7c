"""What was measured for an answer, as a recording: its runs, with the sentences as captions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gilviz.advice.answer import Answer
from gilviz.experiment.run import Run
from gilviz.recording import Caption, RecordedRun, Recording, this_machine


def recording_of(told: Answer, runs: Sequence[Run], made_at: datetime, made_by: str = "") -> Recording:
    """Everything that has ended by now.

    The first captions are what the function is and what to use for it: where there is room for few, these are read.

    Args:
        told: The answer.
        runs: Those that it rests on, and those that failed.
        made_at: When the first of them began.
        made_by: By which program.
    """
    what_it_is, rest = told.why[:1], told.why[1:]
    sentences = (*what_it_is, *sorted(rest, key=lambda reason: not reason.advises))
    return Recording(
        runs=tuple(RecordedRun(run.record(), run.listed, run.repetition) for run in runs if run.phase.ended and run.trace),
        machine=this_machine(),
        made_at=made_at,
        title=f"{told.function} · {told.verdict.kind}" if told.verdict is not None else told.function,
        settings={"function": told.function},
        captions=tuple(Caption(reason.text) for reason in sentences),
        made_by=made_by,
    )
