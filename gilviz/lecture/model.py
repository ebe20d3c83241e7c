"""What a lecture consists of: plain data, already checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gilviz.runner.protocol import State


class View(StrEnum):
    """What a step shows."""

    POINTS = "points"
    """Sentences."""
    QUESTION = "question"
    """The question, and what the hall guesses."""
    RUN = "run"
    """The experiment begins, and grows on the screen."""
    WHOLE = "whole"
    """All that was recorded."""
    ZOOM = "zoom"
    """A stretch of time of it."""
    STATE = "state"
    """All that was recorded, with one state alone in colour."""
    CODE = "code"
    """The code that ran, above what it did."""
    RESULT = "result"
    """One figure of every run as bars, and beside them what was guessed."""
    VERDICT = "verdict"
    """What happened, in a sentence for each run."""

    @property
    def is_picture(self) -> bool:
        """Whether lanes fill it."""
        return self in (View.RUN, View.WHOLE, View.ZOOM, View.STATE)

    @property
    def needs_runs(self) -> bool:
        """Whether it shows what was recorded."""
        return self not in (View.POINTS, View.QUESTION, View.CODE)


class Python(StrEnum):
    """Which interpreter a run asks for: by what it is, for no two laptops have the same ones at the same place."""

    OWN = "own"
    ISOLATED = "cpython-3.12+"
    FREE_THREADED = "free-threaded"
    PYPY = "pypy"
    JYTHON = "jython"
    IRONPYTHON = "ironpython"


@dataclass(frozen=True)
class Way:
    """One run of a scene's experiment.

    Args:
        label: What the lecture calls it, and the screen shows.
        executor: A name in the catalog.
        python: Which interpreter.
        gil: Whether a free-threaded one uses its GIL; None leaves it its own way.
        workers: How many; None is the experiment's number.
        processes: How many processes share the workers, where these are threads of several.
        start_method: How processes start; None is the interpreter's default.
    """

    label: str
    executor: str
    python: Python = Python.OWN
    gil: bool | None = None
    workers: int | None = None
    processes: int | None = None
    start_method: str | None = None


@dataclass(frozen=True)
class Experiment:
    """What a scene runs.

    Args:
        workload: A name in the catalog.
        tasks: How many tasks each run works through.
        workers: How many workers share them.
        ways: The runs to compare, from top to bottom.
        size: How much one task does; None finds it, so that a task takes ``task_seconds``.
        task_seconds: See there.
        switch_interval: In seconds; None leaves each interpreter's own.
        budget_s: After so many seconds the recording is offered.
    """

    workload: str
    tasks: int
    workers: int
    ways: tuple[Way, ...]
    size: int | None = None
    task_seconds: float = 0.25
    switch_interval: float | None = None
    budget_s: float = 15.0


@dataclass(frozen=True)
class Question:
    """What the hall is asked first.

    Args:
        ask: The question.
        measure: A name in ``measures.MEASURES``: what the answer is measured by, which also gives the unit.
        run: The place of the run that answers it.
    """

    ask: str
    measure: str
    run: int


@dataclass(frozen=True)
class Claim:
    """What a scene says that a live run will show; tests and ``gilviz lecture check`` hold it to that.

    Args:
        run: The run's place.
        measure: A name in ``measures.MEASURES``.
        at_least: What it reaches; None for no limit.
        at_most: What it stays within; None for no limit.
        cores: How many cores it takes to show that.
    """

    run: int
    measure: str
    at_least: float | None
    at_most: float | None
    cores: int = 1


@dataclass(frozen=True)
class Mark:
    """Something to point at, anchored to what was recorded: it is drawn only where that is found.

    Args:
        text: What is said of it.
        run: The run's place.
        lane: The worker's number, from 1.
        at_s: Seconds from the run's start.
        state: The state it is about: the nearest segment of it at that time or later is pointed at; None for whatever is there.
    """

    text: str
    run: int
    lane: int
    at_s: float
    state: State | None = None


@dataclass(frozen=True)
class Excerpt:
    """Some lines of the code that runs.

    Args:
        run: The run's place: its executor's source, or its workload's.
        workload: Whether it is the workload's.
        first: A piece of the first line to show.
        last: A piece of the last one, which is at or below it.
        points_at: Pieces of lines to point at.
    """

    run: int
    workload: bool
    first: str
    last: str
    points_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What one press of the key shows.

    Args:
        view: What fills the screen.
        caption: One sentence above it; may be empty. Where runs are shown, it stands there once they ended as the scene says.
        meanwhile: What stands there until then; may be empty.
        shown: How many of the scene's points are shown, in a step of points.
        start_s: Of the stretch, in seconds from each run's start.
        length_s: Its length.
        state: The one that keeps its colour.
        runs: The places of the runs that are shown; empty: all.
        measure: A name in ``measures.MEASURES`` for the bars.
        excerpt: The code.
        marks: What to point at.
    """

    view: View
    caption: str = ""
    meanwhile: str = ""
    shown: int = 0
    start_s: float = 0.0
    length_s: float = 0.05
    state: State | None = None
    runs: tuple[int, ...] = ()
    measure: str = ""
    excerpt: Excerpt | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Scene:
    """A thought of the lecture.

    Args:
        id: Names its recording; unique in the lecture.
        title: Stands above everything.
        notes: What to say, for the speaker alone; paragraphs are separated by empty lines.
        minutes: How long it should take.
        points: Sentences for the hall.
        steps: In order; at least one.
        experiment: What it runs; None where it only talks.
        question: What the hall is asked; None where nothing is.
        claims: What a live run will show.
    """

    id: str
    title: str
    notes: str
    minutes: float
    points: tuple[str, ...]
    steps: tuple[Step, ...]
    experiment: Experiment | None = None
    question: Question | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Lecture:
    """A whole lecture.

    Args:
        name: What the command line calls it: its folder's name.
        title: What it is about.
        summary: One sentence more.
        scenes: In order; at least one.
        folder: Where its file and its recordings are.
    """

    name: str
    title: str
    summary: str
    scenes: tuple[Scene, ...]
    folder: Path

    @property
    def minutes(self) -> float:
        """How long all scenes should take."""
        return sum(scene.minutes for scene in self.scenes)
