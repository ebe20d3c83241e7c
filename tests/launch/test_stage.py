"""A job sees the runner, what every program needs, and nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gilviz.launch.stage import environment, stage_runner
from tests.patience import AGES_S


def test_the_staged_runner_needs_nothing_but_the_standard_library(tmp_path: Path, job_python: str) -> None:
    stage = stage_runner(tmp_path / "stage")
    code = "import gilviz.runner.job, sys; print(sorted({'numpy', 'PySide6', 'psutil', 'typer'} & set(sys.modules)))"
    answer = subprocess.run(
        [job_python, "-S", "-s", "-c", code],
        env=environment(stage, tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=AGES_S,
    )
    assert answer.stdout.strip() == "[]"


def test_the_environment_of_a_job_holds_only_what_is_meant_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONSTARTUP", "x")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PYTHON_GIL", "1")
    found = environment(tmp_path / "stage", tmp_path / "tmp")
    assert not found.keys() & {"SECRET_TOKEN", "PYTHONSTARTUP"}
    assert found["PYTHON_GIL"] == "1", "who sets it wants to see what it does"
    assert (found["LC_ALL"], found["PYTHONPATH"], found["TMPDIR"]) == ("C.UTF-8", str(tmp_path / "stage"), str(tmp_path / "tmp"))


@pytest.mark.parametrize("python_gil", [0, 1])
def test_a_job_may_be_told_whether_to_use_its_gil(python_gil: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHON_GIL", str(1 - python_gil))
    assert environment(tmp_path, tmp_path, python_gil)["PYTHON_GIL"] == str(python_gil)


def test_what_was_compiled_here_is_not_staged(tmp_path: Path) -> None:
    assert not list(stage_runner(tmp_path / "stage").rglob("__pycache__"))
