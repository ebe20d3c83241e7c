"""What the window says of a run: its panel in the picture, its sentence below, its lines on the clipboard. No widgets here."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from gilviz import __version__
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import NANOSECONDS, Phase, Run
from gilviz.gui.form.form_state import variant_title
from gilviz.gui.shell.verdicts import OutcomeLine
from gilviz.gui.timeline.panel import Note, Panel
from gilviz.launch.runtimes import default_runtime
from gilviz.recording import Caption
from gilviz.render.headline import headline, single_thread_text
from gilviz.trace.answers import answers_of
from gilviz.trace.comparison import comparison
from gilviz.trace.metrics import RunMetrics
from gilviz.trace.record import SwitchChange
from gilviz.trace.verdict import verdict

TOGETHER: Final = -1
"""The key of what is said of all runs."""
TONES: Mapping[Phase, str] = {Phase.FINISHED: "success", Phase.FAILED: "failure", Phase.PARTIAL: "warning"}
ADVICE: Mapping[Phase, str] = {
    Phase.FAILED: "Change the form and press Ctrl+R to try again.",
    Phase.PARTIAL: "What was recorded until then is kept and shown above; Ctrl+R runs it again.",
}


def run_title(run: Run) -> str:
    """A run's name, as in the list; of another tool's run who tells it."""
    if run.source:
        return run.source
    spec = run.spec
    return variant_title(
        Variant(
            spec.executor,
            spec.start_method,
            spec.python,
            python_gil=spec.python_gil,
            processes=spec.processes,
            plug_in=spec.executor_plug_in,
        )
    )


def baseline_s(run: Run, runs: Sequence[Run]) -> float | None:
    """What the same tasks took one after another on the same interpreter, in seconds; known before the run itself has ended."""
    if run.spec.executor == "sequential":
        return None
    for other in runs:
        same = other.spec.interpreter == run.spec.interpreter and other.repetition == run.repetition
        if same and other.spec.executor == "sequential" and other.phase is Phase.FINISHED:
            return other.wall_s
    return None


def provenance(moment: datetime) -> str:
    """By what, on what and when something was recorded: ``gilviz 0.1.0 · Linux x86_64, 2 cores · 2026-11-22 17:50``."""
    cores = default_runtime().cores
    machine = f"{platform.system()} {platform.machine()}, {cores} core{'s' * (cores != 1)}"
    return f"gilviz {__version__} · {machine} · {moment:%Y-%m-%d %H:%M}"


def panel(
    key: int,
    runs: Sequence[Run],
    metrics: RunMetrics | None,
    cost: float | None,
    status: str,
    *,
    fellows: Sequence[Run] | None = None,
    badge: str = "",
    captions: Sequence[Caption] = (),
    over: bool = False,
) -> Panel:
    """The panel of one run.

    Args:
        key: The run's index in ``runs``.
        runs: All runs that are shown.
        metrics: What its trace adds up to so far.
        cost: What the window spent while it ran, as a share of one core; None while it runs.
        status: What the experiment is doing.
        fellows: The runs of the same experiment, where others are shown beside it.
        badge: What tells it from a live run.
        captions: Notes on all runs.
        over: Whether no run will begin any more: one that waits was stopped before its turn.
    """
    run, fellows = runs[key], runs if fellows is None else fellows
    baseline = baseline_s(run, fellows) or (None if run.spec.executor == "sequential" else run.baseline_s)
    elapsed = None if run.started_ns is None else run.elapsed_s()
    dropped = run.phase is Phase.WAITING and (over or any(other.phase is Phase.PARTIAL for other in fellows))
    answered = answers_of(run)
    return Panel(
        key=key,
        headline=headline(
            run.spec,
            run.runtime,
            run.phase.value,
            elapsed,
            run.baseline_s or baseline,
            metrics,
            run.memory,
            answered,
            names_baseline=run.first is not None,
            source=run.source,
        ),
        trace=run.trace,
        phase=Phase.PARTIAL if dropped else run.phase,
        baseline_ns=None if baseline is None else round(baseline * NANOSECONDS),
        message=message(run, dropped, cost, status),
        workers=min(run.spec.workers, run.spec.tasks),
        cores=run.runtime.cores if run.runtime is not None else 0,
        memory=run.memory,
        intervals=intervals(run),
        marks=tuple((round(change.t_s * NANOSECONDS), switch_text(change)) for change in run.switches),
        badge=badge,
        notes=notes(captions, key),
        own_code=run.spec.code is not None,
    )


def notes(captions: Sequence[Caption], key: int) -> tuple[Note, ...]:
    """Those on one run, in the order of their moments; what is on all of it, or of a lane, stands at its start."""
    found = [Note(caption.t_ns or 0, caption.text, caption.worker) for caption in captions if caption.run == key]
    return tuple(sorted(found, key=lambda note: note.t))


def intervals(run: Run) -> tuple[float, ...]:
    """Every switch interval that held in a run, in seconds; none where it has none, or did not say."""
    first = run.switches[0].before if run.switches else run.runtime.switch_interval if run.runtime is not None else None
    return () if first is None else (first, *(change.seconds for change in run.switches))


def message(run: Run, dropped: bool, cost: float | None, status: str) -> str:
    """The sentence beside a panel's state (which says already that it waits, failed or was stopped)."""
    if dropped:
        return "before its turn; Ctrl+R runs it"
    if run.phase is Phase.WAITING:
        return status
    if run.phase is Phase.FAILED:
        return run.error or ""
    if run.source:
        return "not recorded by gilviz"
    kept = "the recording is kept" if run.phase is Phase.PARTIAL else ""
    alone = single_thread_text(run.first_baseline, run.runtime, run.baseline_s)
    sure = run.truth.glance if run.truth is not None and run.truth.lanes else ""
    return " · ".join(part for part in (kept, alone, sure, unseen_hand_offs(run), cost_text(cost)) if part)


def unseen_hand_offs(run: Run) -> str:
    """How often the GIL changed hands, where that is far more than lanes can show: ``12,480 hand-offs (probe)``."""
    handed = run.trace.hand_offs if run.trace is not None else None
    return f"{handed.count:,} hand-offs (probe)" if handed is not None and handed.by_probe else ""


def switch_text(change: SwitchChange) -> str:
    """A change of the switch interval: ``5 ms → 0.5 ms``."""
    return f"{change.before * 1000:g} ms → {change.seconds * 1000:g} ms"


def cost_text(cost: float | None) -> str:
    """What the window cost, short enough to stand beside four figures at 1280 pixels; empty while that is unknown."""
    if cost is None:
        return ""
    return f"window {cost:.2f} cores"


def outcome(key: int, run: Run, metrics: RunMetrics, mark: str = "", badge: str = "") -> OutcomeLine:
    """The sentence on a run that has ended.

    Args:
        key: The run's index.
        run: The run.
        metrics: What its trace adds up to.
        mark: The letter of its recording, where several are compared.
        badge: What tells it from a live run: of a recorded one nobody is advised how to make it again.
    """
    advice = "" if badge else ADVICE.get(run.phase, "")
    return OutcomeLine(
        key=key,
        title=" · ".join(filter(None, (mark, run_title(run)))),
        tone=TONES[run.phase],
        sentence=verdict(run.record(), metrics),
        advice=" ".join(filter(None, (run.truth.reason if run.truth and not run.source else "", advice))),
        details=run.traceback,
    )


def together(named: Sequence[tuple[str, Run]]) -> tuple[OutcomeLine, ...]:
    """The sentence that compares runs that have ended, each with its name; none where there is nothing to compare."""
    said = comparison([(name, run.record()) for name, run in named])
    return (OutcomeLine(TOGETHER, "Compared", TONES[Phase.FINISHED], said),) if said else ()


def as_text(panels: Sequence[Panel], lines: Sequence[OutcomeLine]) -> str:
    """All results as plain text, for the clipboard."""
    sentences = {line.key: line.sentence for line in lines}
    parts = [sentences[TOGETHER]] if TOGETHER in sentences else []
    for shown in panels:
        figures = ", ".join(f"{caption} {value}" for value, caption in shown.headline.figures)
        title = f"{shown.headline.title} ({shown.badge})" if shown.badge else shown.headline.title
        parts.append("\n".join(part for part in (title, figures, sentences.get(shown.key, "")) if part))
    return "\n\n".join(parts) + "\n"
