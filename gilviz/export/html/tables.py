"""The report's tables: what the runs took, what every worker did, and what its lane rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from gilviz.render.evidence_text import layers_text, losses_text, resolution_text, shares_text, worker_text
from gilviz.render.headline import UNKNOWN, headline, title
from gilviz.render.stack import ORDER
from gilviz.render.state_text import kinds_of, state_name
from gilviz.render.time_text import duration_text
from gilviz.trace.answers import answers_of
from gilviz.trace.evidence import LaneEvidence, evidence_of
from gilviz.trace.metrics import RunMetrics
from gilviz.trace.record import RunRecord


def figures(run: RunRecord, metrics: RunMetrics) -> tuple[tuple[str, str], ...]:
    """The numbers that stand above a run in gilviz's window, as (value, caption), and how often its GIL changed hands."""
    shown = headline(
        run.spec,
        run.runtime,
        run.outcome.value,
        run.wall_s,
        run.baseline_s,
        metrics,
        run.memory,
        answers_of(run),
        names_baseline=run.first is not None,
        source=run.source,
    ).figures
    handed = run.trace.hand_offs
    return (*shown, (UNKNOWN if handed is None else handed.text, "hand-offs of the GIL"))


def name_of(run: RunRecord) -> str:
    """What a run is called: its job, or who recorded it."""
    name = title(run.spec, run.runtime, run.source)
    return f"{run.mark} · {name}" if run.mark else name


def runs_table(runs: Sequence[RunRecord], measured: Sequence[RunMetrics]) -> str:
    """All runs beside each other."""
    rows = []
    captions: list[str] = []
    for number, (run, metrics) in enumerate(zip(runs, measured, strict=True), start=1):
        shown = figures(run, metrics)
        captions = captions or [caption for _, caption in shown]
        name = f'<a href="#run{number}">{escape(name_of(run))}</a>'
        rows.append((name, [escape(value) for value, _ in shown], run.outcome.value))
    columns = [*captions[:1], "speed-up", *captions[2:]] if any(run.first for run in runs) else captions
    return _table(
        "All runs",
        ["run", *columns, "outcome"],
        ([name, *values, escape(outcome)] for name, values, outcome in rows),
    )


def states_table(run: RunRecord) -> str:
    """How long each worker was in each state."""
    totals = [lane.totals() for lane in run.trace.lanes]
    states = [state for state in ORDER if any(total[state] for total in totals)]
    kinds = kinds_of(run.trace.lanes)
    rows = [
        [
            escape(worker_text(lane.identity)),
            *(_time(int(total[state])) for state in states),
            f"{len(lane):,}",
            str(lane.tasks_done),
        ]
        for lane, total in zip(run.trace.lanes, totals, strict=True)
    ]
    return _table(
        "What every worker did, from its lane's beginning to its end",
        ["worker", *(state_name(state, kinds) for state in states), "transitions", "tasks"],
        rows,
    )


def evidence_table(run: RunRecord) -> str:
    """How each lane is known, how fine, and what is missing."""
    found = [(lane, evidence_of(lane, watched=run.trace.watched)) for lane in run.trace.lanes]
    rows = ([escape(lane.identity.name), *(f"{escape(text)}" for text in _said(evidence))] for lane, evidence in found)
    return _table("How it is known", ["worker", "rests on", "how fine", "missing", "of the lane's time"], rows, text=True)


def _said(evidence: LaneEvidence) -> tuple[str, ...]:
    fine = resolution_text(evidence) if evidence.layers else UNKNOWN
    return layers_text(evidence) or "another tool's word", fine, losses_text(evidence), shares_text(evidence) or UNKNOWN


def _time(ns: int) -> str:
    return duration_text(ns) if ns else ""


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, text: bool = False) -> str:
    """A table; cells are HTML, columns are not."""
    kind = ' class="text"' if text else ""
    head = "".join(f'<th scope="col"{kind}>{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td{kind}>{cell}</td>" for cell in others)}</tr>' for first, *others in rows
    )
    said = f"<caption>{escape(caption)}</caption>"
    return f'<div class="scroll"><table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
