"""What is on the hall's screen, as plain data: made from where the lecture is and what is known of its runs. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.gui.lecture.shown import DISTURBED, ShownRun
from gilviz.lecture.excerpts import ShownCode, cut
from gilviz.lecture.measures import AGAINST_LOOPS, MEASURES
from gilviz.lecture.model import Question, Scene, Step, View
from gilviz.lecture.walk import Walk
from gilviz.trace.record import Outcome


@dataclass(frozen=True)
class Bars:
    """One figure of every run.

    Args:
        title: What it is.
        rows: For each run its name, the number (None: unknown yet) and the number with its unit.
        guess: What the hall guessed, and how that is written; None without a guess about this figure.
    """

    title: str
    rows: tuple[tuple[str, float | None, str], ...]
    guess: tuple[float, str] | None


@dataclass(frozen=True)
class Slide:
    """A screen.

    Args:
        title: Above everything.
        caption: Below the title.
        place: Which step of how many, ``2 / 5``, in the foot.
        badge: What says that a recording is shown; empty where it is live.
        notice: What the speaker should know: trouble, and the key that helps; empty where all is well.
        foot: What is going on, small.
    """

    title: str
    caption: str = ""
    place: str = ""
    badge: str = ""
    notice: str = ""
    foot: str = ""


def guess_text(question: Question, guess: float) -> str:
    """The hall's guess as it is drawn: ``the hall: 0.5 s``."""
    return f"the hall: {number_text(guess, MEASURES[question.measure].unit)}"


def number_text(value: float, unit: str) -> str:
    """As it was typed, with its unit."""
    return f"{value:g} {unit}".strip()


def bars(scene: Scene, measure: str, runs: Sequence[ShownRun], guess: float | None) -> Bars:
    """The bars of a step that compares the runs in one figure."""
    figure = MEASURES[measure]
    labels = [way.label for way in scene.experiment.ways] if scene.experiment is not None else []
    values = [_figure(measure, run) for run in runs]
    values += [None] * (len(labels) - len(values))
    asked = scene.question
    guessed = (guess, guess_text(asked, guess)) if guess is not None and asked is not None and asked.measure == measure else None
    ill = {run.label for run in runs if DISTURBED in run.figures}
    named = [f"{label} ({DISTURBED})" if label in ill else label for label in labels]
    rows = tuple((label, value, figure.text(value)) for label, value in zip(named, values, strict=False))
    return Bars(figure.title, rows, guessed)


def outcome(scene: Scene, runs: Sequence[ShownRun], guess: float | None) -> str:
    """What became of the hall's guess: ``You guessed 0.5 s. It was 1.02 s.``; empty where that is not known."""
    asked = scene.question
    if guess is None or asked is None or asked.run >= len(runs):
        return ""
    value = _figure(asked.measure, runs[asked.run])
    if value is None:
        return ""
    figure = MEASURES[asked.measure]
    return f"You guessed {number_text(guess, figure.unit)}. It was {figure.text(value)}."


def _figure(measure: str, run: ShownRun) -> float | None:
    """One figure of a run; None while it is unknown, and where its loop was disturbed and it rests on that."""
    if run.record is None or (run.disturbed and measure in AGAINST_LOOPS):
        return None
    return MEASURES[measure].of(run.record)


def code_of(scene: Scene, step: Step, runs: Sequence[ShownRun]) -> ShownCode | None:
    """The lines that a step of code shows; None where it has none."""
    if step.excerpt is None or scene.experiment is None:
        return None
    record = runs[step.excerpt.run].record if step.excerpt.run < len(runs) else None
    implementation = record.runtime.implementation if record is not None and record.runtime is not None else ""
    return cut(step.excerpt, scene.experiment, implementation)


def chosen(step: Step, runs: Sequence[ShownRun]) -> list[ShownRun]:
    """The runs that a step shows."""
    return [run for run in runs if not step.runs or run.panel.key in step.runs]


def caption_of(step: Step, runs: Sequence[ShownRun], *, doubtful: bool) -> str:
    """The sentence above: of a step that shows runs only once they have ended well, for until then nothing proves it.

    Args:
        step: What is shown.
        runs: The scene's runs.
        doubtful: Whether they don't show what the scene says.
    """
    if not step.view.needs_runs:
        return step.caption
    records = [run.record for run in chosen(step, runs)]
    proved = records and all(record is not None and record.outcome is Outcome.FINISHED for record in records)
    return step.caption if proved and not doubtful else step.meanwhile


def place_text(walk: Walk) -> str:
    """Where the lecture is: ``scene 3 of 9 · step 2 of 5``."""
    scenes, steps = len(walk.lecture.scenes), len(walk.scene.steps)
    return f"{walk.place + 1} / {scenes}{' · ' if steps > 1 else ''}{'●' * (walk.step_place + 1) if steps > 1 else ''}" + (
        "○" * (steps - walk.step_place - 1)
    )


def is_picture_of(step: Step) -> bool:
    """Whether lanes are drawn in a step, alone or below its code."""
    return step.view.is_picture or step.view is View.CODE
