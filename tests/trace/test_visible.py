"""What others wrote is shown, and does nothing else."""

from __future__ import annotations

import pytest

from gilviz.trace.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("over\rwritten", "over\\rwritten"),
        ("evil\u202egnp.exe", "evil\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("a\tb\nc\r\nd – ÄÖ 漢字 😀", "a\tb\nc\r\nd – ÄÖ 漢字 😀"),
    ],
)
def test_control_characters_become_letters_and_nothing_else_does(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_on_a_page_of_our_own_colours_stay_and_nothing_else_does() -> None:
    assert visible("\x1b[1;31mbold\x1b[0m \x1b[2J", styled=True) == "\x1b[1;31mbold\x1b[0m \\x1b[2J"


def test_a_sentence_that_repeats_several_lines_has_one() -> None:
    assert one_line("ValueError: two\n  lines\x07") == "ValueError: two lines\\x07"
    assert one_line("two  spaces") == "two  spaces"
