"""What the user named: added by hand, or chosen before; both can be taken off."""

from __future__ import annotations

from pathlib import Path

from gilviz.launch.runtimes import ADDED, CHOSEN, AddedRuntimes, NamedRuntimes, Place
from tests.launch.runtimes.programs import program


def test_what_was_added_comes_before_what_was_chosen_and_of_that_only_what_is_there(tmp_path: Path) -> None:
    there = program(tmp_path, "")
    added = AddedRuntimes(tmp_path / "runtimes.json")
    named = NamedRuntimes(added, [there, "/gone"])
    named.add("/added")
    assert named.places() == [Place("/added", ADDED), Place(there, CHOSEN)]
    named.remove({there, "/added", "/never named"})
    assert named.places() == []
    assert added.paths() == ()
