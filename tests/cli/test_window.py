from __future__ import annotations

import pytest

from gilviz.cli.window import display_problem, library_problem


def test_without_a_display_the_window_is_refused_in_a_sentence_that_names_a_way_out() -> None:
    problem = display_problem("linux", {})
    assert problem is not None
    assert "DISPLAY" in problem
    assert "`gilviz run`" in problem


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_display_will_do(name: str) -> None:
    assert display_problem("linux", {name: "x"}) is None


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_one(platform: str) -> None:
    assert display_problem(platform, {}) is None


def test_a_missing_system_library_is_named_with_what_installs_it() -> None:
    sentence = library_problem(ImportError("libEGL.so.1: cannot open shared object file: No such file or directory"))
    assert "libEGL.so.1" in sentence
    assert "sudo apt install libglib2.0-0 libegl1 " in sentence


def test_a_missing_python_package_is_named() -> None:
    assert "No module named 'PySide6'" in library_problem(ImportError("No module named 'PySide6'"))
