"""A workspace for every test that wants one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gilviz.experiment.workspace import Workspace


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made
