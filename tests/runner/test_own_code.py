"""Which code is the users' own: not that of Python, of installed packages, or of the runner."""

from __future__ import annotations

import functools
import json
import os
import threading
import types
from pathlib import Path

import gilviz
from gilviz.runner.probe.attend_stacks import own_code


def test_installed_libraries_and_the_runner_are_not_the_users_code(tmp_path: Path) -> None:
    module = types.ModuleType("mine")
    module.__file__ = str(tmp_path / "mine.py")
    own = own_code(module, functools.reduce, str(tmp_path))
    assert own.has(str(tmp_path / "mine.py"))
    assert own.has(str(tmp_path / "package" / "deep.py"))
    assert not own.has(str(tmp_path / ".venv" / "lib" / "site-packages" / "numpy" / "core.py"))
    assert not own.has(json.__file__)
    assert not own.has(gilviz.runner.__file__)
    assert not own.has("<string>")


def test_a_function_of_an_installed_package_is_its_users_own() -> None:
    own = own_code(json.decoder, json.decoder.JSONDecoder.decode, os.getcwd())  # noqa: PTH109 - as a text
    assert own.has(str(json.decoder.__file__))
    assert own.has(str(json.encoder.__file__))
    assert not own.has(str(threading.__file__))
