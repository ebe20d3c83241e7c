from __future__ import annotations

import pytest

from gilviz.cli.app import build, main

COMMANDS = [[], *([name] for name in build().commands), *(["lecture", name] for name in ("list", "start", "check"))]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_names_what_is_typed_and_no_type_of_python(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert "Usage: gilviz" in said
    assert "<" not in said


def test_options_that_take_a_word_say_which() -> None:
    takers = [option for option in build().commands["run"].params if option.opts[0] in ("--executor", "--workers", "--csv")]
    assert [option.metavar for option in takers] == ["NAME", "N", "FILE"]
