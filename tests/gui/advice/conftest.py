"""A file with functions, and who measures them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gilviz.advice.advisor import Advisor
from gilviz.experiment.workspace import Workspace
from gilviz.gui.advice.driver import AdviceDriver
from tests.gui.advice.dialogs import SOURCE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def driver(qapp: QApplication) -> Iterator[AdviceDriver]:
    assert qapp is not None
    made = AdviceDriver(Advisor, Workspace)
    yield made
    made.close()
