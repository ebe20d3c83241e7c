"""What holds for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gilviz.gui.shell.settings import WindowSettings
from tests.gui.benches import Bench, Benches, bench_of

NO_SIZE_HINTS = "This plugin does not support propagateSizeHints"
"""Qt's offscreen screen says so of every window that has a smallest size; no fault of the window."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SIZE_HINTS))


@pytest.fixture
def benches(qtbot: QtBot, tmp_path: Path) -> Iterator[Benches]:
    made: list[Bench] = []

    def make(settings: WindowSettings, *, room: bool = True) -> Bench:
        made.append(bench_of(qtbot, tmp_path, settings, room=room))
        return made[-1]

    yield make
    for bench in made:
        bench.take_down()
    made.clear()


@pytest.fixture
def bench(benches: Benches) -> Bench:
    return benches(WindowSettings())
