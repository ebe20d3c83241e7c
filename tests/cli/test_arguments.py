"""What is said of arguments that are not what they should be, before anything is looked at that they mean."""

from __future__ import annotations

import pytest

from gilviz.cli.app import main
from gilviz.cli.help_text import help_of


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["run", "primes", "-w", "x"],
            "Invalid value for '--workers' / '-w': 'x' is not a whole number: see `gilviz run --help`.",
        ),
        (
            ["run", "primes", "--tasks", "2.5"],
            "Invalid value for '--tasks': '2.5' is not a whole number: see `gilviz run --help`.",
        ),
        (
            ["sweep", "primes", "--switch-interval", ""],
            "Invalid value for '--switch-interval': '' is not a number: see `gilviz sweep --help`.",
        ),
        (["run"], "Missing argument 'workload': see `gilviz run --help`."),
        (["run", "primes", "--task", "2"], "No such option: --task (Possible options: --tasks): see `gilviz run --help`."),
        (["--theme", "pink"], "Invalid value for '--theme': 'pink' is not one of"),
    ],
)
def test_what_is_wrong_is_named_with_where_to_read_on(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"gilviz: {sentence}")
    assert said.err.endswith(" --help`.\n")


def test_a_group_of_commands_alone_is_asked_for_one_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lecture"]) == 2
    assert capsys.readouterr().err.endswith("gilviz: Say which of these commands is meant: see `gilviz lecture --help`.\n")


def test_what_help_says_breaks_its_lines_where_the_terminal_does() -> None:
    def command() -> int:
        """Do it.

        A sentence that is broken
        in the source.
        """
        return 0

    assert help_of(command) == "Do it.\n\nA sentence that is broken in the source."
