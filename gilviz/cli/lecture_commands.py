"""The commands ``gilviz lecture list``, ``start`` and ``check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from gilviz.cli import window
from gilviz.cli.help_text import add_command
from gilviz.cli.interrupts import SIGNAL_BASE, Interrupts
from gilviz.cli.lecture import list_json, list_text, shelf
from gilviz.cli.lecture_check import check
from gilviz.cli.options import AsJson
from gilviz.cli.output import complain, emit, note
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.machine import look_at_machine
from gilviz.lecture.mistakes import LectureError
from gilviz.lecture.shelf import find_lecture

OK, NOT_ALL, UNUSABLE = 0, 1, 2
Name = Annotated[str, Argument(help="A name or number of `gilviz lecture list`, or the path of a lecture's folder.")]
RecordTo = Annotated[
    Path | None, Option("--record-to", metavar="FOLDER", help="Keep the recordings there, not in your own folder.")
]


def lecture_commands() -> typer.Typer:
    """All of them."""
    app = typer.Typer(
        help="Give a lecture: full screen, one key per step, speaker's notes on a second screen.", no_args_is_help=True
    )
    add_command(app, "list", _list)
    add_command(app, "start", _start)
    add_command(app, "check", _check)
    return app


def _list(*, as_json: AsJson = False) -> int:
    """List the lectures that come with gilviz."""
    listed = shelf()
    emit(json.dumps(list_json(listed), indent=2) + "\n" if as_json else list_text(listed))
    return OK if all(each.lecture is not None for each in listed) else NOT_ALL


def _start(
    name: Name,
    *,
    theme: Annotated[
        str | None,
        Option(metavar="|".join(window.THEMES), help="What it looks like.", show_default="as weak projectors need it"),
    ] = None,
) -> int:
    """Give a lecture. PageDown or F5 starts it; Esc leaves; R shows the recording, if the live run fails.

    Exit status: 0; 1 where no window can be opened; 2 for a lecture that can't be given.
    """
    try:
        lecture = find_lecture(name)
    except LectureError as error:
        complain(str(error))
        return UNUSABLE
    if theme not in (None, *window.THEMES):
        complain(f"There is no theme {theme!r}: choose {', '.join(window.THEMES)}.")
        return UNUSABLE
    return window.open_lecture(lecture, theme)


def _check(name: Name, *, as_json: AsJson = False, record_to: RecordTo = None) -> int:
    """Run every scene on this machine: say which will work live and which not and why, and keep fresh recordings.

    Exit status: 0 when every scene can be shown, live or recorded; 1 when one can't; 2 for a lecture that can't be given.
    """
    try:
        lecture = find_lecture(name)
    except LectureError as error:
        complain(str(error))
        return UNUSABLE
    for sentence in look_at_machine().advice():
        note(sentence)
    reports = []
    with Interrupts() as interrupts:
        try:
            with Workspace() as workspace:
                for report in check(lecture, workspace, interrupts, record_to):
                    reports.append(report)
                    if not as_json:
                        emit(report.line() + "\n")
        except WorkspaceError as error:
            complain(str(error))
            return NOT_ALL
        if interrupts.received is not None:
            complain(f"interrupted: {len(lecture.scenes) - len(reports)} of the scenes were not tried.")
            return SIGNAL_BASE + interrupts.received
    if as_json:
        emit(json.dumps({"lecture": lecture.name, "scenes": [report.to_json() for report in reports]}, indent=2) + "\n")
    return OK if all(report.can_be_shown for report in reports) else NOT_ALL
