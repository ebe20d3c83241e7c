"""Finding other Pythons for tests, and where their absence is a fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import interpreters, skips
from tests.interpreters import INSTALLED, UNPROMISED, FindInterpreter, find_interpreter, interpreter_or_skip


def make_program(path: Path) -> str:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("GILVIZ_RUNTIMES", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "bin/python3.77",
        ".cache/gilviz-runtimes/bin/python3.77",
        ".pyenv/versions/3.77.1/bin/python3.77",
    ],
)
def test_an_interpreter_is_found_where_it_may_be(machine: Path, place: str) -> None:
    assert find_interpreter("python3.77") is None
    path = make_program(machine / place)
    assert find_interpreter("python3.77") == path


def test_the_folder_that_the_environment_names_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(machine / "bin" / "pypy3")
    monkeypatch.setenv("GILVIZ_RUNTIMES", str(machine / "mine"))
    assert find_interpreter("pypy3") == str(machine / "bin" / "pypy3")
    path = make_program(machine / "mine" / "bin" / "pypy3")
    assert find_interpreter("pypy3") == path


def test_a_shim_is_no_interpreter(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine / "shims"))
    make_program(machine / "shims" / "python3.77")
    assert find_interpreter("python3.77") is None


def test_the_own_interpreter_needs_no_search(machine: Path) -> None:
    assert not (machine / "bin").exists()
    assert find_interpreter(f"python{sys.version_info[0]}.{sys.version_info[1]}") == sys.executable


@pytest.mark.parametrize(("name", "expected"), [("python3.13t", False), *((name, True) for name in UNPROMISED)])
def test_a_skip_for_what_nobody_promised_is_seen_and_no_fault(name: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILVIZ_ALL_RUNTIMES", "1")
    monkeypatch.setattr(interpreters, "find_interpreter", lambda _name: None)
    with pytest.raises(pytest.skip.Exception) as skipped:
        interpreter_or_skip(name)
    assert name in str(skipped.value)
    assert skips.skip_is_expected(str(skipped.value), skips.allowed_here()) is expected


@pytest.mark.parametrize("name", INSTALLED)
def test_what_ci_installs_is_found_there(name: str, interpreter: FindInterpreter) -> None:
    assert Path(interpreter(name)).is_file()


@pytest.mark.parametrize(("all_here", "name", "expected"), [
    (False, "pypy3", True), (True, "pypy3", False), (False, "ipy", True), (True, "ipy", True),
])  # fmt: skip
def test_an_absent_interpreter_is_a_fault_where_all_are_promised(
    all_here: bool, name: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILVIZ_ALL_RUNTIMES", str(int(all_here)))
    assert skips.skip_is_expected(f"Skipped: needs an interpreter: {name}", skips.allowed_here()) is expected
