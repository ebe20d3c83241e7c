from __future__ import annotations

from gilviz.gui.timeline.gutter import ELIDE_END, ELIDE_MIDDLE, own_name


def test_names_that_python_gave_keep_their_numbers_where_they_are_cut() -> None:
    assert own_name("Thread-17 (half)") == ("↳ 17 half", ELIDE_END)
    assert own_name("reader-of-the-17th") == ("↳ reader-of-the-17th", ELIDE_MIDDLE)
