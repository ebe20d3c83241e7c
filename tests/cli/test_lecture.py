from __future__ import annotations

import json
from pathlib import Path

import pytest

from gilviz.cli import main
from tests.lecture.lectures import SMALL, lecture_of


def test_the_list_names_what_one_can_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lecture", "list"]) == 0
    assert "1  gil\n   What the GIL is: One heap" in capsys.readouterr().out
    assert main(["lecture", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed] == ["gil", "pools", "io-or-cpu", "hand-off", "no-gil"]
    assert all(each["error"] == "" for each in listed)


@pytest.mark.parametrize("command", ["start", "check"])
def test_a_lecture_that_is_not_there_or_has_mistakes_ends_in_a_sentence(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lecture", command, "gill"]) == 2
    assert capsys.readouterr().err == "gilviz: There is no lecture 'gill': did you mean gil?\n"
    assert main(["lecture", command, "g" * 300]) == 2
    assert "There is no lecture 'ggg" in capsys.readouterr().err
    (tmp_path / "lecture.toml").write_text(SMALL.replace("tasks = 2", "tasks = 0"), encoding="utf-8")
    assert main(["lecture", command, str(tmp_path)]) == 2
    assert f"{tmp_path / 'lecture.toml'}:32: tasks must be" in capsys.readouterr().err


def test_the_check_runs_every_scene_and_keeps_what_worked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lecture_of(tmp_path / "turns", SMALL.replace("size = 2000", "size = 30000"))
    kept = tmp_path / "kept"
    status = main(["lecture", "check", str(tmp_path / "turns"), "--json", "--record-to", str(kept)])
    told = json.loads(capsys.readouterr().out)
    words, turns = told["scenes"]
    assert not words["runs_something"]
    assert (turns["live"], turns["recording_is_fresh"], status) == (True, True, 0)
    assert turns["recording"] == str(kept / "turns.gilviz")
    assert (kept / "turns.gilviz").is_file()


def test_the_check_says_which_scene_will_not_work_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SMALL.replace("at_most = 1.05", "at_least = 9.5").replace("size = 2000", "size = 3000")
    lecture_of(tmp_path / "wrong", text)
    assert main(["lecture", "check", str(tmp_path / "wrong"), "--record-to", str(tmp_path / "kept")]) == 1
    told = capsys.readouterr().out
    assert "NOTHING  Taking turns: Two threads: " in told
    assert "where the scene claims at least 9.50" in told
    assert "There is no recording of this scene" in told
    assert not (tmp_path / "kept").exists()
