"""``gilviz lecture``: lists what can be given, gives it, and checks beforehand what will work live on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gilviz.lecture.mistakes import LectureError
from gilviz.lecture.model import Lecture
from gilviz.lecture.reader import read_lecture, short_name
from gilviz.lecture.shelf import shipped


@dataclass(frozen=True)
class Listed:
    """A lecture of the shelf.

    Args:
        name: What one calls it.
        lecture: What it is; None where its file has mistakes.
        error: These.
    """

    name: str
    lecture: Lecture | None
    error: str = ""


def shelf(folders: Sequence[Path] | None = None) -> list[Listed]:
    """Every lecture that comes with gilviz."""
    found = []
    for folder in shipped() if folders is None else folders:
        try:
            found.append(Listed(short_name(folder), read_lecture(folder)))
        except LectureError as error:
            found.append(Listed(short_name(folder), None, str(error)))
    return found


def list_text(listed: Sequence[Listed]) -> str:
    """As people read it."""
    lines = []
    for number, each in enumerate(listed, 1):
        lecture = each.lecture
        if lecture is None:
            lines.append(f"{number}  {each.name}: {each.error}")
            continue
        live = sum(scene.experiment is not None for scene in lecture.scenes)
        lines.append(f"{number}  {each.name}")
        lines.append(f"   {lecture.title}: {lecture.summary}")
        lines.append(f"   {len(lecture.scenes)} scenes, {live} of them live, about {lecture.minutes:.0f} minutes")
    return "\n".join(lines) + "\n"


def list_json(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "name": each.name,
            "title": each.lecture.title if each.lecture is not None else None,
            "summary": each.lecture.summary if each.lecture is not None else None,
            "scenes": [scene.id for scene in each.lecture.scenes] if each.lecture is not None else [],
            "minutes": each.lecture.minutes if each.lecture is not None else None,
            "error": each.error,
        }
        for each in listed
    ]
