"""How many cores a process may use: a control group may allow less than the cores that it sees."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gilviz.launch.machine import look_at_machine
from gilviz.launch.runtimes import default_runtime
from gilviz.runner import runtime
from gilviz.runner.cores import quota, usable_cores


def groups(root: Path, own: str, **limits: str) -> tuple[str, str]:
    """A tree of control groups with these limits, ``_`` for a slash, and the file that names the own one."""
    for name, limit in limits.items():
        folder = root / "groups" / name.strip("_").replace("_", "/")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cpu.max").write_text(f"{limit}\n")
    (root / "own").write_text(f"0::{own}\n")
    return str(root / "groups"), str(root / "own")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, None),
        ({"_": "max 100000"}, None),
        ({"_": "150000 100000"}, 1.5),
        ({"a": "max 100000", "a_b": "50000 100000"}, 0.5),
        ({"a": "50000 100000", "a_b": "200000 100000"}, 0.5),
        ({"a": "nonsense"}, None),
        ({"c": "50000 100000"}, None),
    ],
)
def test_the_strictest_of_the_own_groups_counts(tmp_path: Path, limits: dict[str, str], expected: float | None) -> None:
    assert quota(*groups(tmp_path, "/a/b", **limits)) == expected


def test_the_older_kind_of_group_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("25000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert quota(str(tmp_path), str(tmp_path / "none")) == 0.25
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("-1\n")
    assert quota(str(tmp_path), str(tmp_path / "none")) is None


def test_what_is_left_of_a_core_counts_as_one_and_nobody_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    found = [
        usable_cores(*groups(tmp_path, "/", _=limit)) for limit in ("max 100000", "150000 100000", "1000 100000", "999999 100000")
    ]
    assert found == [8, 2, 1, 8]


def test_job_window_and_doctor_count_alike() -> None:
    assert runtime.describe()["cores"] == default_runtime().cores == look_at_machine().usable == usable_cores()
