"""The files that a command is told to write: whether each can be written, and that none of them is written over another."""

from __future__ import annotations

import errno
import os
import tempfile
from itertools import combinations
from pathlib import Path

from gilviz.cli.output import STANDARD_OUTPUT, is_message_stream, is_standard_output
from gilviz.cli.picture import picture_problem
from gilviz.launch.runtimes import is_file, is_folder, is_there

QUOTED = 40
"""Characters of what was typed that are repeated in a message."""


def outputs_problem(csv: Path | None, save: Path | None, picture: Path | None, *, as_json: bool) -> str | None:
    """Why a run can't write what it was told to; None where it can be tried.

    Args:
        csv: The file for a table; it may be standard output.
        save: The file for a recording; like ``picture`` a file of its own.
        picture: The file for a picture or a film.
        as_json: Whether one JSON object goes to standard output.
    """
    if csv is not None:
        if problem := file_problem(csv):
            return problem
        if as_json and is_standard_output(csv):
            return f"{csv} is standard output, where --json prints one object only: choose another file."
    if save is not None and (problem := recording_problem(save)):
        return problem
    if picture is not None and (problem := picture_problem(picture) or own_file_problem(picture)):
        return problem
    return _collision({"--csv": csv, "--save": save, "--picture": picture})


def _collision(files: dict[str, Path | None]) -> str | None:
    """Which two would be one and the same file; what is thrown away may be thrown away twice."""
    given = [(option, file) for option, file in files.items() if file is not None]
    for (one, first), (other, second) in combinations(given, 2):
        if is_same_file(first, second):
            return f"{one} and {other} would write over each other in {second}: choose two files."
    return None


def is_same_file(first: Path, second: Path) -> bool:
    """Whether two names lead to one file, or would as soon as it is written."""
    if is_there(first) and is_there(second):
        return is_file(first) and first.samefile(second)
    return os.path.normcase(os.path.realpath(first)) == os.path.normcase(os.path.realpath(second))


def recording_problem(path: Path) -> str | None:
    """Why no recording can be kept there; None where it can be tried."""
    if is_there(path) and not is_file(path):
        return f"{path} is not a file, so no recording can be kept there: give the name of a file."
    return own_file_problem(path)


def own_file_problem(path: Path) -> str | None:
    """Why nothing can be written there that needs a file of its own; None where it can be tried."""
    if is_standard_output(path):
        return f"{path} is standard output, where the results are printed: choose another file."
    return file_problem(path)


def file_problem(path: Path) -> str | None:
    """Why a file can't be written, in a sentence; None when it can. Leaves nothing behind."""
    if path == STANDARD_OUTPUT:
        return None
    if is_message_stream(path):
        return f"{path} is standard error, where messages are written: choose another file."
    if is_folder(path):
        return f"{path} is a folder: name a file in it."
    if is_there(path) and not os.access(path, os.W_OK):
        return f"{path} may not be written to: choose another file."
    if is_there(path) and not is_file(path):
        return None  # a device or a pipe
    return _name_problem(path) or _folder_problem(path.parent)


def _name_problem(path: Path) -> str | None:
    try:
        # what the file is called while it is written, which is longer
        path.with_name(f".{path.name}.{os.getpid()}.part").lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return f"{path.name[:QUOTED]}… is too long for a file's name: choose a shorter one."
    return None


def _folder_problem(folder: Path) -> str | None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except FileNotFoundError:
        return f"The folder {folder} does not exist: create it, or choose another."
    except OSError as error:
        return f"Nothing can be written to the folder {folder} ({error.strerror}): choose another."
