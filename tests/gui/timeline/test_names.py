from __future__ import annotations

from gilviz.gui.timeline.gutter import ELIDE_END, ELIDE_MIDDLE, name_height, own_name


def test_names_that_python_gave_keep_their_numbers_where_they_are_cut() -> None:
    assert own_name("Thread-17 (half)") == ("↳ 17 half", ELIDE_END)
    assert own_name("reader-of-the-17th") == ("↳ reader-of-the-17th", ELIDE_MIDDLE)


def test_names_without_a_letter_below_the_line_may_stand_closer_to_each_other() -> None:
    flat, deep = name_height("T12"), name_height("Thread-17 (half)")
    assert flat < deep
    assert {name_height(name) for name in ("P1", "C200", "I3", "T1.2")} == {flat}
    assert {name_height(name) for name in ("ping", "↳ 17 half", "Quelle", "Ägypten", "名前", "a_b")} == {deep}
