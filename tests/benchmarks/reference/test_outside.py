from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import Skipped
from tests.benchmarks.reference import perf_tool
from tests.benchmarks.reference.refusal import without_switches

ASK = (
    "from gilviz.runner.recording.switches import Switches\ntry: Switches().close()\nexcept OSError as error: print(error.errno)"
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: other systems have no such thing to refuse")


@linux
def test_what_is_started_without_switches_is_refused_them_and_we_are_not() -> None:
    said: list[str] = []

    def ask() -> None:
        said.append(subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout.strip())

    ask()
    without_switches(ask)
    ask()
    before, during, after = said
    assert during == "13"
    assert before == after


@linux
def test_what_a_machine_lacks_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "install" in (perf_tool.missing() or "")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "sudo" in (perf_tool.missing() or "")


def test_who_may_not_watch_is_skipped_before_anything_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perf_tool, "missing", lambda: "There is no perf: install it.")
    with pytest.raises(Skipped, match="install it"), perf_tool.watcher(Path("/")):
        pass
