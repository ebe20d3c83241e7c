"""``gilviz advise``: a function of the user's own is measured, and what follows is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gilviz import __version__
from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer, answer
from gilviz.advice.kept import recording_of
from gilviz.advice.lines import hindering, lines_json, lines_text
from gilviz.advice.question import Question
from gilviz.advice.text import headline, sentences
from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import complain, hand_out
from gilviz.cli.outputs import recording_problem
from gilviz.cli.progress import make_display
from gilviz.cli.report import report
from gilviz.cli.request import Unusable
from gilviz.cli.session import conduct, make_page, save_recording
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.export.summary import run_summary
from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable, default_runtime, is_file, runtime_problem, with_plug_ins
from gilviz.runner.spec import UserCode
from gilviz.trace.record import RunRecord
from gilviz.trace.visible import visible

_NO_MAPPING = "gilviz runs functions of your own on CPython and PyPy 3.9 or newer only: choose one of these."


@dataclass(frozen=True)
class AdviceRequest:
    """What is to be answered.

    Args:
        question: What is asked; it has no problems.
        runtime: The interpreter that is to run the function.
        save: The file for the recording; None where nobody asked for it.
    """

    question: Question
    runtime: RuntimeDescription
    save: Path | None = None


def make_advice(
    function: str,
    items: str,
    python: str | None,
    workers: int | None,
    budget_s: float,
    save: Path | None,
    describe: Callable[[str], RuntimeDescription],
) -> AdviceRequest:
    """Checks everything that can be checked without importing the user's code.

    Args:
        function: ``FILE.py:NAME`` or ``MODULE:NAME``.
        items: An expression, ``@FILE``, or a file's path.
        python: The interpreter; None is this one.
        workers: How many every executor shall have; None tries several counts.
        budget_s: Seconds for all of it.
        save: The file for the recording; None for none.
        describe: Asks an interpreter what it can do; raises ``RuntimeUnusable``.

    Raises:
        Unusable: it can't be answered.
    """
    question = Question(UserCode(function, _source(items), str(Path.cwd())), python, workers, budget_s)
    problems = question.problems()
    if problems:
        raise Unusable(" ".join(problems))
    try:
        runtime = default_runtime() if python is None else describe(python)
    except RuntimeUnusable as error:
        raise Unusable(str(error)) from None
    problem = runtime_problem(runtime) or (_NO_MAPPING if runtime.language < (3, 9) else None)
    if problem is not None:
        raise Unusable(problem)
    if save is not None and (unwritable := recording_problem(save)) is not None:
        raise Unusable(unwritable)
    return AdviceRequest(question, with_plug_ins(runtime), save)


def _source(items: str) -> str:
    """A path that exists is a file, with or without the ``@``."""
    return f"@{items}" if not items.startswith("@") and is_file(items) else items


def run_advice(request: AdviceRequest, *, as_json: bool, make_workspace: Callable[[], Workspace] = Workspace) -> int:
    """Measures, prints what follows.

    Returns:
        The exit status: 0 with a verdict, 1 without, 2 where there was nothing to call or nothing to call it with.
    """
    with Interrupts() as interrupts:
        try:
            with make_workspace() as workspace:
                advisor = Advisor(request.question, request.runtime, workspace)
                result = conduct(advisor, make_display(), interrupts)
        except WorkspaceError as error:
            complain(str(error))
            return 1
        interrupts.end_at_once()
        told = answer(advisor)
        if told.verdict is None:
            for part in (told.why[0].text, told.traceback):
                if part:
                    complain(part)
        if result.signal is not None:
            complain("interrupted: what was measured until then follows.")
        kept = hand_out(_json(told, result.records) if as_json else _text(told, result.records), styled=not as_json)
        kept &= request.save is None or save_recording(
            request.save, recording_of(told, result.runs, result.began_at, f"gilviz {__version__}")
        )
        status = result.status if result.signal is not None else 0 if told.verdict is not None else 2 if advisor.refused else 1
        return status if kept else status or 1


def _json(told: Answer, records: tuple[RunRecord, ...]) -> str:
    found: dict[str, Any] = told.as_json()
    failures = found.pop("failures")
    found |= lines_json(hindering(records))
    found |= {"runs": [run_summary(record) for record in records], "failures": failures}
    return json.dumps(found, indent=2, allow_nan=False) + "\n"


def _text(told: Answer, records: tuple[RunRecord, ...]) -> str:
    """For people: the verdict, the code, and the first round's runs."""
    if told.verdict is None:
        return ""
    lines = [headline(told), "", *(f"- {sentence}" for sentence in sentences(told))]
    if told.code:
        lines += ["", *(f"    {line}".rstrip() for line in told.code.splitlines())]
    hinders = lines_text(hindering(records))
    lines += ["", *hinders] if hinders else []
    lines = [visible(line) for line in lines]
    first = _first_round(records)
    shown = "The runs of the first round; figures above are of all rounds:" if first < len(records) else ""
    lines += ["", *filter(None, [shown]), report(records[:first], make_page())]
    return "\n".join(lines)


def _first_round(records: tuple[RunRecord, ...]) -> int:
    """How many runs the first round has: the second begins with another plain loop."""
    loops = [number for number, record in enumerate(records) if record.spec.executor == "sequential"]
    return loops[1] if len(loops) > 1 else len(records)
