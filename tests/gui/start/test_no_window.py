from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gilviz.gui.start.no_window import display_problem, library_problem, refusal

NOT_CONNECTED = ("qt.qpa.xcb: could not connect to display :77", 'Could not load the Qt platform plugin "xcb" in ""')
NOT_LOADED = ("From 6.5.0, libxcb-cursor0 is needed to load the Qt xcb platform plugin.", NOT_CONNECTED[1])


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


def test_a_display_that_does_not_answer_is_named_with_its_variable() -> None:
    sentence = refusal(NOT_CONNECTED, {"DISPLAY": ":77"})
    assert sentence.startswith("No display answers at DISPLAY=:77, ")
    assert "`gilviz run`" in sentence


def test_where_two_displays_were_tried_both_are_named() -> None:
    said = ("Failed to create wl_display (No such file or directory)", *NOT_CONNECTED)
    assert "WAYLAND_DISPLAY=wayland-9 or DISPLAY=:77" in refusal(said, {"DISPLAY": ":77", "WAYLAND_DISPLAY": "wayland-9"})


def test_x11_that_is_asked_for_without_a_display_is_told_so() -> None:
    assert "QT_QPA_PLATFORM=xcb without a DISPLAY" in refusal(NOT_CONNECTED, {"QT_QPA_PLATFORM": "xcb"})


def test_a_library_that_only_the_display_needs_is_told_with_what_installs_it() -> None:
    assert " libxcb-cursor0 " in refusal(NOT_LOADED, {"DISPLAY": ":0"})
    assert "sudo apt install" in refusal(NOT_LOADED, {"DISPLAY": ":0"})


def test_a_platform_that_qt_has_not_is_named_with_those_that_it_has() -> None:
    sentence = refusal(('Could not find the Qt platform plugin "foo" in ""',), {"QT_QPA_PLATFORM": "foo"})
    assert "'foo'" in sentence
    assert "unset" in sentence


def test_what_nobody_foresaw_is_told_in_qts_own_words() -> None:
    assert "the sky fell" in refusal(("the sky fell",), {"DISPLAY": ":0"})


def test_the_process_ends_in_one_sentence_where_qt_would_abort_it() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "no-such-platform", "QT_LOGGING_RULES": ""}
    code = "from gilviz.gui.start.application import make_application; make_application(); print('started')"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("gilviz: Qt can't draw on 'no-such-platform'")
    assert done.stderr.count("\n") == 1
