from __future__ import annotations

import os
from pathlib import Path

from gilviz.runner.protocol import lane_file_name
from gilviz.trace.run_directory import COARSEST_NS, TRUSTED_NS, RunDirectory

LATER = 10 * TRUSTED_NS
"""A time at which nothing is believed any more that was seen around 0."""


def make(path: Path, number: int, changed_ns: int) -> None:
    """A lane's file appears in a directory whose clock then stands there."""
    (path / lane_file_name(7, number, 0)).touch()
    os.utime(path, ns=(changed_ns, changed_ns))


def test_a_file_is_listed_as_soon_as_the_directory_has_another_time(tmp_path: Path) -> None:
    make(tmp_path, 1, 5)
    directory = RunDirectory(tmp_path)
    for now in (0, 2 * COARSEST_NS, 3 * COARSEST_NS):
        assert dict(directory.chains(now)) == {(7, 1): [0]}
    make(tmp_path, 2, 6)
    assert dict(directory.chains(3 * COARSEST_NS + 1)) == {(7, 1): [0], (7, 2): [0]}


def test_a_file_that_came_with_the_directory_s_old_time_is_listed_too(tmp_path: Path) -> None:
    make(tmp_path, 1, 5)
    directory = RunDirectory(tmp_path)
    assert set(directory.chains(0)) == {(7, 1)}
    make(tmp_path, 2, 5)
    assert set(directory.chains(4 * COARSEST_NS)) == {(7, 1), (7, 2)}


def test_a_directory_that_never_says_that_it_has_changed_is_listed_now_and_then_and_at_the_end(tmp_path: Path) -> None:
    make(tmp_path, 1, 5)
    directory = RunDirectory(tmp_path)
    directory.chains(0)
    directory.chains(2 * COARSEST_NS)
    make(tmp_path, 2, 5)
    assert set(directory.chains(3 * COARSEST_NS)) == {(7, 1)}, "believed"
    assert set(directory.chains(4 * COARSEST_NS, anew=True)) == {(7, 1), (7, 2)}
    make(tmp_path, 3, 5)
    assert set(directory.chains(LATER)) == {(7, 1), (7, 2), (7, 3)}


def test_a_directory_that_is_gone_has_no_files_and_may_come_back(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path / "run")
    assert not directory.chains(0)
    (tmp_path / "run").mkdir()
    make(tmp_path / "run", 1, 5)
    assert set(directory.chains(1)) == {(7, 1)}
