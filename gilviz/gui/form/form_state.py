"""What the form holds, as plain data: its defaults, its sentences, and the experiment that follows from it. No Qt."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.runner import catalog
from gilviz.runner.catalog import WorkloadInfo
from gilviz.runner.spec import executor_of

SWITCH_INTERVALS_MS = (0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0)
"""The steps of the slider: even steps of a logarithmic scale, rounded to numbers one can say aloud."""
DEFAULT_SWITCH_INTERVAL_MS = 5.0
"""CPython's own."""
DEFAULT_TASKS = 8
MOST_DEFAULT_WORKERS = 4
"""More lanes than that don't show more, the first time."""
GIL_WORDS = ("off", "on")
"""What ``Variant.python_gil`` means, in words."""
TASK_SECONDS = 0.25
"""What one task should take where the size is automatic."""


@dataclass(frozen=True)
class ListedVariant:
    """One line of the list of runs, and whether it takes part."""

    variant: Variant
    compared: bool = True


@dataclass(frozen=True)
class FormState:
    """Everything the form holds.

    Args:
        workload: A name in ``catalog.WORKLOADS``, or the plug-in's.
        automatic: Whether the size is found by calibration.
        size: The size to use when it is not, in the workload's own unit.
        tasks: How many tasks each run works through.
        workers: How many workers share them.
        switch_interval_ms: One of ``SWITCH_INTERVALS_MS``.
        variants: The list of runs, in order.
        plug_in: The workload, where it is another package's.
    """

    workload: str
    automatic: bool
    size: int
    tasks: int
    workers: int
    switch_interval_ms: float
    variants: tuple[ListedVariant, ...]
    plug_in: WorkloadInfo | None = None


def default_form(cores: int) -> FormState:
    """The comparison that a first start runs: threads against processes on primes."""
    return FormState(
        workload="primes",
        automatic=True,
        size=catalog.workload("primes").default_size,
        tasks=DEFAULT_TASKS,
        workers=max(2, min(cores, MOST_DEFAULT_WORKERS)),
        switch_interval_ms=DEFAULT_SWITCH_INTERVAL_MS,
        variants=(ListedVariant(Variant("threading")), ListedVariant(Variant("pool"))),
    )


def experiment_spec(form: FormState) -> ExperimentSpec:
    """The experiment that the form describes; it may still have problems."""
    is_default = math.isclose(form.switch_interval_ms, DEFAULT_SWITCH_INTERVAL_MS)
    return ExperimentSpec(
        workload=form.workload,
        size=None if form.automatic else form.size,
        tasks=form.tasks,
        workers=form.workers,
        variants=tuple(line.variant for line in form.variants if line.compared),
        switch_interval=None if is_default else form.switch_interval_ms / 1000,
        task_seconds=TASK_SECONDS,
        plug_in=form.plug_in,
    )


def problem(form: FormState) -> str:
    """Why the form can't be run, in one sentence that says what to do; empty when it can."""
    if not any(line.compared for line in form.variants):
        return "Nothing to compare: tick a run in the list, or add one."
    return next(iter(experiment_spec(form).problems()), "")


def invitation(form: FormState) -> str:
    """What the empty window says: which key to press and what will happen then."""
    names = list(dict.fromkeys(_plain_name(line.variant) for line in form.variants if line.compared))
    if not names:
        return "Tick a run in the list on the left, then press Ctrl+R."
    runs = " against ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f" and {names[-1]}"
    size = f", about {form.tasks * TASK_SECONDS:.2g} s each" if form.automatic else ""
    return f"Press Ctrl+R: {runs} on {form.workload}{size}"


def size_text(workload: WorkloadInfo, size: int | None) -> str:
    """An automatic size with its unit, ``60,000 numbers searched``; how it is found while it is not known.

    Empty where ``automatic_text`` has said it already.
    """
    if workload.size_is_ms:
        return ""
    return "found once, on this machine" if size is None else f"{size:,} {workload.size_means}"


def automatic_text(workload: WorkloadInfo, seconds: float = TASK_SECONDS) -> str:
    """What an automatic size aims at: how long a task takes."""
    return f"{seconds * 1000:g} ms a task" if workload.size_is_ms else f"{seconds:g} s a task"


def variant_title(variant: Variant) -> str:
    """A run's name: ``pool (spawn) · python3.13``, ``threading · python3.13t · GIL off``."""
    parts = [f"{variant.executor} ({variant.start_method})" if variant.start_method else variant.executor]
    parts += [f"{variant.processes} processes"] if variant.processes is not None else []
    parts += [python_label(variant.python)] if variant.python else []
    parts += [f"GIL {GIL_WORDS[variant.python_gil]}"] if variant.python_gil is not None else []
    return " · ".join(parts)


def python_label(python: str) -> str:
    """A short name of an interpreter's path that still tells it from others: ``python3.13t``, ``venv/python``."""
    path = Path(python)
    if any(letter.isdigit() for letter in path.name):
        return path.name
    told_nothing = ("bin", "Scripts", "usr", "local", path.anchor)
    folder = next((part for part in reversed(path.parts[:-1]) if part not in told_nothing), "")
    return f"{folder}/{path.name}" if folder else path.name


def switch_interval_text(milliseconds: float) -> str:
    """The slider's value in words, with what is special about it."""
    if math.isclose(milliseconds, DEFAULT_SWITCH_INTERVAL_MS):
        return f"{milliseconds:g} ms (default)"
    return f"{milliseconds:g} ms"


def nearest_step(milliseconds: float) -> int:
    """The slider's step that is nearest to a time, on the logarithmic scale."""
    wanted = math.log(max(milliseconds, SWITCH_INTERVALS_MS[0]))
    return min(range(len(SWITCH_INTERVALS_MS)), key=lambda step: abs(math.log(SWITCH_INTERVALS_MS[step]) - wanted))


def to_json(form: FormState) -> str:
    """The form as one line of JSON, for the settings file."""
    return json.dumps(dataclasses.asdict(form))


def from_json(text: str, fallback: FormState) -> FormState:
    """The form that ``to_json`` wrote, or the fallback where the text is no such thing or can't be run any more."""
    try:
        facts = json.loads(text)
        facts["variants"] = tuple(ListedVariant(_variant(line["variant"]), bool(line["compared"])) for line in facts["variants"])
        facts["plug_in"] = _workload(facts["workload"], facts.get("plug_in"))
        form = FormState(**facts)
        everything = dataclasses.replace(
            form, variants=tuple(ListedVariant(line.variant) for line in form.variants) or fallback.variants
        )
        return fallback if problem(everything) else form
    except (ValueError, TypeError, KeyError, AttributeError):
        return fallback


def _workload(name: str, facts: dict[str, Any] | None) -> WorkloadInfo | None:
    """A plug-in as it was stored; None for a workload of gilviz's own.

    Raises:
        ValueError: it is called otherwise than the form's workload.
    """
    plug_in = WorkloadInfo(**facts) if facts else None
    if plug_in is not None and (plug_in.name != name or not plug_in.target):
        raise ValueError(name)
    return plug_in


def _variant(facts: dict[str, Any]) -> Variant:
    """A run as it was stored; what a plug-in was, is stored with it."""
    plug_in = facts.get("plug_in")
    return Variant(**{**facts, "plug_in": executor_of(**plug_in) if plug_in else None})


def _plain_name(variant: Variant) -> str:
    plain = {"threading": "threads", "pool": "processes"}
    is_plain = variant == Variant(variant.executor)
    return plain.get(variant.executor, variant.executor) if is_plain else variant_title(variant)
