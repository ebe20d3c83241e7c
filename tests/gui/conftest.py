"""What holds for every test of the window."""

from __future__ import annotations

from pathlib import Path

import pytest

NO_SIZE_HINTS = "This plugin does not support propagateSizeHints"
"""Qt's offscreen screen says so of every window that has a smallest size; no fault of the window."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SIZE_HINTS))
