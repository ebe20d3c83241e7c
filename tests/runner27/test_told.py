"""What an error says can be sent, whatever letters it has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import gilviz
from gilviz.runner27.told import words_of
from tests.interpreters import interpreter_or_skip
from tests.patience import AGES_S

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from gilviz.runner27.told import words_of
said = words_of(ValueError(u"\\xe9t\\xe9")), words_of(ValueError("plain"))
sys.stdout.write(repr([[ord(letter) for letter in each] for each in said]))
"""


class Stubborn(Exception):
    """As Python 2 has them."""

    def __str__(self) -> str:
        raise UnicodeEncodeError("ascii", "été", 0, 1, "ordinal not in range(128)")


def test_an_error_that_cannot_be_a_plain_text_is_told_by_what_it_was_made_of() -> None:
    assert words_of(Stubborn("été", 7)) == "été 7"
    assert words_of(Stubborn()).startswith("Stubborn")
    assert words_of(ValueError("plain")) == "plain"


@pytest.mark.parametrize("name", ["jython"])
def test_python_2_says_it_too(name: str, tmp_path: Path) -> None:
    python = interpreter_or_skip(name)
    (tmp_path / "say.py").write_text(PROGRAM, encoding="ascii")
    command = [python, str(tmp_path / "say.py"), str(Path(gilviz.__file__).parents[1])]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=AGES_S)
    assert told.stdout == repr([[ord(letter) for letter in each] for each in ("été", "plain")])
