"""Which lectures there are: those that come with gilviz, and whatever folder or file somebody names."""

from __future__ import annotations

import difflib
from pathlib import Path

from gilviz.launch.runtimes import is_there
from gilviz.lecture.mistakes import LectureError, Mistake
from gilviz.lecture.model import Lecture
from gilviz.lecture.reader import FILE, read_lecture, short_name
from gilviz.paths import resource


def shipped() -> list[Path]:
    """The folders of the lectures that come with gilviz, in the order in which they build on each other."""
    return sorted(path.parent for path in resource("lectures").glob(f"*/{FILE}"))


def find_lecture(name: str) -> Lecture:
    """The lecture of that name, of that number on the shelf, or in that folder.

    Raises:
        LectureError: there is none, or it has mistakes.
    """
    folders = shipped()
    for number, folder in enumerate(folders, 1):
        if name in (short_name(folder), folder.name, str(number)):
            return read_lecture(folder)
    path = Path(name)
    if is_there(path):
        return read_lecture(path)
    names = [short_name(folder) for folder in folders]
    close = difflib.get_close_matches(name, names, 1)
    known = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}; or give the path of a lecture's folder."
    raise LectureError(Mistake(path, 0, f"There is no lecture {name!r}: {known}"))
