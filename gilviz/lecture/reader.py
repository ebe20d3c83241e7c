"""Reads a lecture from its folder, and tells every mistake in its file with line and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gilviz.launch.runtimes import is_folder
from gilviz.lecture.experiment_reader import read_claims, read_experiment, read_question
from gilviz.lecture.fields import Fields
from gilviz.lecture.mistakes import LectureError, Mistake
from gilviz.lecture.model import Experiment, Lecture, Scene, Step, View
from gilviz.lecture.source_lines import Place, SourceLines
from gilviz.lecture.step_reader import read_steps

__all__ = ["FILE", "FORMAT", "read_lecture", "short_name"]

FILE: Final = "lecture.toml"
"""The name of the file in a lecture's folder."""
FORMAT: Final = 1
"""The only version there is yet."""
MOST_SCENES: Final = 99
LARGEST: Final = 1_000_000
"""Bytes; a lecture is text."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MANY_LEVELS = re.compile(r"(?:[\[{][^\[\]{}\n]*\n?){50}|(?:\.\s*[\w\"'-]+\s*){900}")
_MANY_DIGITS = re.compile(r"[0-9_]{1000}")


def read_lecture(where: Path) -> Lecture:
    """The lecture in that folder, or of that file.

    Raises:
        LectureError: it can't be given; every mistake is told.
    """
    path = where / FILE if is_folder(where) else where
    text = _text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        last = text.count("\n") + 1
        said = re.sub(r" \(at .*\)", "", str(error))
        sentence = f"This is no TOML ({said}): look at this line and the one before; texts need quotes, lists brackets."
        raise LectureError(Mistake(path, int(line[1]) if line else last, sentence)) from error
    except RecursionError as error:
        sentence = "Lists and tables are nested too deeply here, which no lecture needs: take most brackets and dots out."
        raise LectureError(Mistake(path, _first_line(_MANY_LEVELS, text), sentence)) from error
    except ValueError as error:  # Python converts no whole number as long as that
        sentence = "Here is a number with thousands of digits, which no lecture needs: write a smaller one."
        raise LectureError(Mistake(path, _first_line(_MANY_DIGITS, text), sentence)) from error
    lines = SourceLines(text)
    mistakes: list[Mistake] = []

    def complain(place: Place, sentence: str) -> None:
        mistakes.append(Mistake(path, lines.line(place), sentence))

    lecture = _lecture(Fields(table, (), complain, "A lecture"), path)
    if mistakes:
        raise LectureError(*sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.line))
    return lecture


def short_name(folder: Path) -> str:
    """What one calls a lecture: its folder's name without the number that orders the shelf."""
    number, _, rest = folder.name.partition("-")
    return rest if number.isdigit() and rest else folder.name


def _first_line(wanted: re.Pattern[str], text: str) -> int:
    """The line where something begins; 1 where it is nowhere."""
    found = wanted.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            sentence = f"This file has more than {LARGEST:,} bytes, which no lecture needs: choose its {FILE}."
            raise LectureError(Mistake(path, 1, sentence))
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise LectureError(Mistake(path, 1, f"This file is not text in UTF-8 ({error.reason}): save it as UTF-8.")) from error
    except OSError as error:
        remedy = f"a lecture is a folder with a {FILE} in it, or that file."
        raise LectureError(Mistake(path, 1, f"It can't be read ({error.strerror}): {remedy}")) from error


def _lecture(fields: Fields, path: Path) -> Lecture:
    version = fields.number("format", None, 1, 10_000, whole=True)
    if version > FORMAT:
        fields.wrong("format", f"This lecture is of format {version:g}, and this gilviz reads {FORMAT}: install a newer gilviz.")
    title = fields.text("title", most=80)
    summary = fields.text("summary", "", most=300)
    tables = fields.tables("scene", "a scene")
    if not tables:
        fields.complain((), "A lecture needs a scene: write [[scene]], and below it title = … and a [[scene.step]].")
    if len(tables) > MOST_SCENES:
        fields.complain(tables[MOST_SCENES].place, f"A lecture has {MOST_SCENES} scenes at most: split it into two.")
    scenes = tuple(_scene(table) for table in tables)
    ids = [scene.id for scene in scenes]
    for table, name in zip(tables, ids, strict=True):
        if ids.index(name) != tables.index(table):
            table.wrong("id", f"Two scenes are called {name!r}: their recordings would have the same name; rename one.")
    fields.finish()
    folder = path.resolve().parent
    return Lecture(short_name(folder), title, summary, scenes, folder)


def _scene(fields: Fields) -> Scene:
    name = fields.text("id", most=40)
    if name and not _ID.fullmatch(name):
        fields.wrong("id", f"The id {name!r} names a file: use small letters, digits and hyphens, as in one-at-a-time.")
    experiment = read_experiment(fields)
    points = fields.texts("points")
    scene = Scene(
        id=name,
        title=fields.text("title", most=60),
        notes=fields.text("notes", ""),
        minutes=fields.number("minutes", 3.0, 0.1, 120),
        points=points,
        steps=read_steps(fields, experiment, points),
        experiment=experiment,
        question=read_question(fields, experiment),
        claims=read_claims(fields, experiment),
    )
    _check_order(fields, scene.steps, experiment, asks=scene.question is not None)
    fields.finish()
    return scene


def _check_order(fields: Fields, steps: Sequence[Step], experiment: Experiment | None, *, asks: bool) -> None:
    """That steps which need something come after it."""
    views = [step.view for step in steps]
    if views.count(View.RUN) > 1:
        fields.complain((*fields.place, "step", _last(views, View.RUN)), "A scene runs once: take this second run step out.")
    if experiment is not None and "run" not in views:
        fields.complain(fields.place, 'This scene has an experiment and never runs it: add a step with view = "run".')
    for number, step in enumerate(steps):
        place = (*fields.place, "step", number)
        if step.view.needs_runs and experiment is None:
            fields.complain(place, f"A step with view = {step.view.value!r} needs an experiment: add [scene.experiment].")
        elif step.view.needs_runs and "run" not in views[: number + 1]:
            fields.complain(place, f'Nothing has run yet: put the step with view = "run" before this {step.view.value!r}.')
        if step.view == "question" and not asks:
            fields.complain(place, "This step asks a question that the scene has not: add [scene.question].")
    if asks and "question" not in views:
        fields.complain((*fields.place, "question"), 'Nobody is asked: add a step with view = "question".')


def _last(views: Sequence[View], view: View) -> int:
    return len(views) - 1 - list(reversed(views)).index(view)
