"""From the form and the dialog to a sweep that can be run, or the sentence that says why not. No Qt."""

from __future__ import annotations

import dataclasses

from gilviz.experiment import sweep
from gilviz.experiment.plan import ExperimentSpec
from gilviz.gui.form.form_state import FormState, experiment_spec


def suggested_counts(form: FormState, cores: int) -> str:
    """The numbers of workers to begin with."""
    return ", ".join(map(str, sweep.default_counts(form.workload, cores)))


def sweep_spec(form: FormState, counts: tuple[int, ...], repeat: int) -> ExperimentSpec:
    """The sweep of the ticked lines of the form; it may still have problems. The baseline is in every sweep, ticked or not."""
    spec = experiment_spec(form)
    tasks = form.tasks if counts and form.tasks >= max(counts) else sweep.default_tasks(counts)
    variants = tuple(variant for variant in spec.variants if variant.executor != "sequential")
    asked = dataclasses.replace(spec, variants=variants, tasks=tasks, repeat=repeat, task_seconds=sweep.TASK_SECONDS)
    return sweep.sweep_of(asked, counts)


def sweep_problem(form: FormState, text: str, repeat: int) -> str:
    """Why this can't be swept, in a sentence; empty when it can."""
    try:
        counts = sweep.parse_counts(text)
    except ValueError as error:
        return str(error)
    compared = [line.variant for line in form.variants if line.compared and line.variant.executor != "sequential"]
    if not compared:
        return "Nothing to sweep: tick an executor other than sequential in the list."
    found = sweep.problems(counts, compared, repeat) or sweep_spec(form, counts, repeat).problems()
    return next(iter(found), "")


def sweep_text(form: FormState, counts: tuple[int, ...], repeat: int) -> str:
    """What such a sweep will do, in a sentence or two."""
    spec = sweep_spec(form, counts, repeat)
    names = list(dict.fromkeys(variant.executor for variant in spec.variants))
    runs = len(spec.variants) * repeat
    about = ""
    if form.automatic:
        seconds = (runs + repeat) * spec.tasks * sweep.TASK_SECONDS
        about = f", some {seconds:.0f} s in all" if seconds < 100 else f", some {seconds / 60:.0f} minutes in all"
    return (
        f"{' and '.join(names) if len(names) < 3 else ', '.join(names)} on {form.workload}: {runs} runs of the same {spec.tasks} "
        f"tasks, and a sequential run before each round{about}."
    )
