"""The code that is shown is the code that runs."""

from __future__ import annotations

import pytest

from gilviz.launch.source import executor_source, workload_source
from gilviz.runner import catalog


@pytest.mark.parametrize("executor", [executor.name for executor in catalog.EXECUTORS])
def test_every_executor_can_be_read(executor: str) -> None:
    path, text = executor_source(executor)
    assert "Func, items: Sequence[Any], crew: Crew) -> List[Any]:" in text
    assert path.is_file()


@pytest.mark.parametrize("workload", [workload.name for workload in catalog.WORKLOADS])
def test_every_workload_can_be_read(workload: str) -> None:
    assert "def work(" in workload_source(workload)[1]


def test_what_jython_runs_is_shown_as_jython_runs_it() -> None:
    for path, text in (executor_source("thread", "Jython"), workload_source("counter-lock", "Jython")):
        assert "runner27" in path.parts
        assert "annotations" not in text
    assert "runner" in executor_source("thread", "PyPy")[0].parts
