"""What is kept of interpreters' answers, and when it is no longer true."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gilviz.launch.runtimes import cache as module
from gilviz.launch.runtimes.added import AddedRuntimes
from gilviz.launch.runtimes.cache import Cache, fingerprint
from tests.launch.runtimes.programs import described, program


@pytest.fixture
def python(tmp_path: Path) -> str:
    return program(tmp_path / "bin", "one", "python3.13")


def test_an_answer_is_known_at_the_next_start(tmp_path: Path, python: str) -> None:
    file = tmp_path / "deep" / "cache.json"
    cache = Cache(file)
    cache.put(python, described(python, build="Üser", missing=("mmap",)))
    cache.save()
    kept = Cache(file).get(python)
    assert kept is not None
    assert kept.runtime == described(python, build="Üser", missing=("mmap",))
    assert [path.name for path in file.parent.iterdir()] == ["cache.json"]


def changed(python: str) -> None:
    Path(python).write_text("another", encoding="utf-8")


def touched(python: str) -> None:
    os.utime(python, ns=(1, 1))


def gone(python: str) -> None:
    Path(python).unlink()


def relinked(python: str) -> None:
    other = program(Path(python).parent, "one", "other")
    os.utime(other, ns=(1, 1))
    Path(python).unlink()
    Path(python).symlink_to(other)


@pytest.mark.parametrize("becomes", [changed, touched, gone, relinked])
def test_an_answer_is_not_believed_of_a_program_that_has_changed(python: str, becomes: object) -> None:
    cache = Cache(None)
    os.utime(python, ns=(5, 5))
    cache.put(python, described(python))
    assert cache.get(python)
    becomes(python)  # type: ignore[operator]
    assert cache.get(python) is None
    assert cache.last_name(python) == "CPython 3.13.0"


def test_an_answer_depends_on_what_the_environment_says_of_the_gil(python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(None)
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    cache.put(python, described(python))
    monkeypatch.setenv("PYTHON_GIL", "1")
    assert cache.get(python) is None


def test_a_jython_depends_on_its_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jython, java = program(tmp_path, "", "jython"), program(tmp_path / "bin", "", "java")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    before = fingerprint(jython)
    Path(java).unlink()
    assert fingerprint(jython) != before


def test_a_refusal_is_believed_for_some_minutes(python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(None)
    cache.put(python, None, "It hangs.")
    kept = cache.get(python)
    assert kept is not None
    assert (kept.runtime, kept.problem) == (None, "It hangs.")
    monkeypatch.setattr(module, "REFUSAL_KEPT_S", 0.0)
    assert cache.get(python) is None


@pytest.mark.parametrize("text", ["", "garbage", "[]", '{"question": "x"}', '{"question": "x", "answers": {"/p": {}}}', "null"])
def test_a_cache_that_cannot_be_read_is_empty(tmp_path: Path, text: str, python: str) -> None:
    file = tmp_path / "cache.json"
    file.write_text(text, encoding="utf-8")
    assert Cache(file).get(python) is None


def test_answers_to_another_question_are_not_used(tmp_path: Path, python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cache.json"
    cache = Cache(file)
    cache.put(python, described(python))
    cache.save()
    monkeypatch.setattr(module, "QUESTION", "another")
    assert Cache(file).get(python) is None


def test_a_cache_that_cannot_be_written_is_lost_silently(tmp_path: Path, python: str) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache.json")
    cache.put(python, described(python))
    cache.save()
    assert cache.get(python)


def test_what_the_user_adds_is_kept_the_newest_first(tmp_path: Path) -> None:
    added = AddedRuntimes(tmp_path / "deep" / "runtimes.json")
    assert added.paths() == ()
    for path in ("/a", "/ü b", "/a"):
        added.add(path)
    assert AddedRuntimes(tmp_path / "deep" / "runtimes.json").paths() == ("/a", "/ü b")
    assert [place.source for place in added.places()] == ["added by you"] * 2
    assert added.remove("/a")
    assert not added.remove("/a")
    assert added.paths() == ("/ü b",)


@pytest.mark.parametrize("stored", ["", "[]", '{"added": 3}', json.dumps({"added": [3, None]})])
def test_a_list_that_cannot_be_read_is_empty(tmp_path: Path, stored: str) -> None:
    (tmp_path / "list.json").write_text(stored, encoding="utf-8")
    assert AddedRuntimes(tmp_path / "list.json").paths() == ()
