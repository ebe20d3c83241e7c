"""What lies at a path, as far as this user may look: pathlib raises where a folder may not be entered, or a name is too long."""

from __future__ import annotations

import os
from pathlib import Path


def is_file(path: str | Path) -> bool:
    """Whether a file is seen there; False where nobody may look."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Whether a folder is seen there; False where nobody may look."""
    return os.path.isdir(path)  # noqa: PTH112


def is_there(path: str | Path) -> bool:
    """Whether anything is seen there; False where nobody may look."""
    return os.path.exists(path)  # noqa: PTH110
