"""Reads the steps of a scene: what each press of the key shows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from gilviz.launch.source import executor_source, workload_source
from gilviz.lecture.excerpts import find_line
from gilviz.lecture.experiment_reader import run_place
from gilviz.lecture.fields import Fields
from gilviz.lecture.measures import MEASURES
from gilviz.lecture.model import Excerpt, Experiment, Mark, Step, View
from gilviz.runner.protocol import State

STATES: Final[Mapping[str, State]] = {state.label: state for state in State}

MOST_LINES, LONGEST_LINE = 11, 92
"""What fits on the screen at 24 points."""


def read_steps(scene: Fields, experiment: Experiment | None, points: Sequence[str]) -> tuple[Step, ...]:
    """The steps in order."""
    tables = scene.tables("step", "a step")
    if not tables:
        scene.complain(scene.place, 'A scene needs a step: write [[scene.step]], and below it view = "points", for example.')
    return tuple(_step(fields, experiment, points) for fields in tables)


def _step(fields: Fields, experiment: Experiment | None, points: Sequence[str]) -> Step:
    view = View(fields.choice("view", [view.value for view in View]))
    state = fields.choice("state", list(STATES), "") if view is View.STATE or "state" in fields else ""
    if view is View.STATE and not state:
        fields.complain(fields.place, f"Which state? Add state = … ({', '.join(STATES)}).")
    step = Step(
        view=view,
        caption=fields.text("caption", "", most=110),
        meanwhile=fields.text("meanwhile", "", most=110),
        shown=_shown(fields, points) if view is View.POINTS else 0,
        start_s=fields.number("from_ms", 0.0, 0, 1e7) / 1000,
        length_s=fields.number("for_ms", 50.0, 0.01, 1e7) / 1000,
        state=STATES.get(state),
        runs=_runs(fields, experiment),
        measure=fields.choice("measure", list(MEASURES), "wall") if view is View.RESULT else "",
        excerpt=_excerpt(fields, experiment) if view is View.CODE else None,
        marks=tuple(_mark(mark, experiment) for mark in fields.tables("mark", "a mark")),
    )
    if step.meanwhile and not view.needs_runs:
        fields.complain(fields.place, f"view = {view.value!r} waits for no run: write its meanwhile as the caption.")
    if step.marks and not view.is_picture:
        fields.complain(fields.place, f"Only a picture can be pointed at: a step with view = {view.value!r} has no marks.")
    fields.finish()
    return step


def _shown(fields: Fields, points: Sequence[str]) -> int:
    shown = int(fields.number("show", float(len(points)), 0, 100, whole=True))
    if not points:
        fields.complain(fields.place, 'There are no points to show: add points = ["…"] to the scene.')
    elif shown > len(points):
        fields.wrong("show", f"The scene has {len(points)} points, and {shown} are to be shown: add some, or show fewer.")
    return shown


def _runs(fields: Fields, experiment: Experiment | None) -> tuple[int, ...]:
    labels = [way.label for way in experiment.ways] if experiment is not None else []
    asked = fields.texts("runs")
    unknown = [label for label in asked if label not in labels]
    if unknown:
        fields.wrong("runs", f"There is no run {unknown[0]!r}: the scene has {', '.join(labels) or 'none'}.")
    return tuple(labels.index(label) for label in asked if label in labels)


def _mark(fields: Fields, experiment: Experiment | None) -> Mark:
    state = fields.choice("state", list(STATES), "") if "state" in fields else ""
    mark = Mark(
        text=fields.text("text", most=60),
        run=run_place(fields, "run", experiment),
        lane=int(fields.number("lane", 1, 1, 10_000, whole=True)),
        at_s=fields.number("at_ms", 0.0, 0, 1e7) / 1000,
        state=STATES.get(state),
    )
    fields.finish()
    return mark


def _excerpt(fields: Fields, experiment: Experiment | None) -> Excerpt | None:
    if experiment is None or not experiment.ways:
        fields.complain(fields.place, "The code that is shown is a run's: add [scene.experiment].")
        return None
    run = run_place(fields, "run", experiment)
    workload = fields.choice("of", ("executor", "workload"), "executor") == "workload"
    way = experiment.ways[run]
    try:
        path, text = workload_source(experiment.workload) if workload else executor_source(way.executor)
    except KeyError:
        return None  # its name is a mistake that is told already
    first, last, points_at = fields.text("first"), fields.text("last"), fields.texts("points_at")
    begin = find_line(text, first, 0)
    end = None if begin is None else find_line(text, last, begin)
    for key, piece, found in (("first", first, begin), ("last", last, begin is None or end is not None)):
        if piece and found in (None, False):
            fields.wrong(key, f"No line of {path.name} has {piece!r} there: copy a piece of a line from it (F2 shows it).")
    if begin is not None and end is not None:
        lines = textwrap.dedent("\n".join(text.split("\n")[begin : end + 1])).split("\n")
        if len(lines) > MOST_LINES:
            fields.wrong("last", f"These are {len(lines)} lines, and {MOST_LINES} fit on the screen: end earlier.")
        if any(len(line) > LONGEST_LINE for line in lines):
            fields.wrong("first", f"One of these lines is longer than the {LONGEST_LINE} letters that fit: leave it out.")
        missing = [piece for piece in points_at if (at := find_line(text, piece, begin)) is None or at > end]
        if missing:
            fields.wrong("points_at", f"No line of the excerpt has {missing[0]!r}: copy a piece of one of its lines.")
    return Excerpt(run, workload, first, last, points_at)
