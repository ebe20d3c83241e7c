"""Finding interpreters: each program once, each asked once, whatever happens to it in between."""

from __future__ import annotations

import sys
import threading
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from gilviz.launch.runtimes import (
    ADDED,
    CHOSEN,
    Asker,
    Finder,
    Found,
    Place,
    RuntimeDescription,
    RuntimeUnusable,
    in_order,
    known_runtime,
    unique,
)
from gilviz.launch.runtimes.cache import Cache
from gilviz.launch.runtimes.surroundings import environment_of
from tests.launch.runtimes.programs import ANSWER, described, program, saying

OWN = described("/own/python", executable="/own/python")


class FakeAsker(Asker):
    """Answers by the program's text; remembers who was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.closed = 0

    def ask(self, path: str) -> RuntimeDescription:
        self.asked.append(path)
        text = Path(path).read_text(encoding="utf-8")
        if text.startswith("!"):
            raise RuntimeUnusable(text[1:])
        return described(path, version=text, executable=path)

    def close(self) -> None:
        self.closed += 1


def finder_of(asker: Asker, cache: Cache, paths: Sequence[str]) -> Finder:
    return Finder(lambda: [Place(path, "test") for path in paths], asker, cache, lambda: OWN)


def find(asker: Asker, cache: Cache, paths: Sequence[str], *, refresh: bool = False) -> dict[str, Found]:
    found = list(finder_of(asker, cache, paths).find(refresh=refresh))
    assert len({one.path for one in found}) == len(found)
    return {one.path: one for one in found if not one.own}


def test_an_interpreter_is_asked_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    asker, cache = FakeAsker(), Cache(None)
    paths = [program(tmp_path, version, name) for name, version in (("a", "3.12.0"), ("b", "3.13.0"))]
    first = find(asker, cache, paths)
    assert [one.runtime.version for _, one in sorted(first.items()) if one.runtime] == ["3.12.0", "3.13.0"]
    assert find(asker, cache, paths) == first
    assert sorted(asker.asked) == paths
    Path(paths[0]).write_text("3.12.11", encoding="utf-8")
    after = find(asker, cache, paths)
    assert after[paths[0]].runtime == described(paths[0], version="3.12.11", executable=paths[0])
    assert sorted(asker.asked) == sorted([*paths, paths[0]])
    assert find(asker, cache, paths, refresh=True) == after
    assert len(asker.asked) == 5


def test_what_has_vanished_is_told_if_it_was_chosen(tmp_path: Path) -> None:
    asker, cache = FakeAsker(), Cache(None)
    path = program(tmp_path, "3.12.0", "a")
    find(asker, cache, [path])
    Path(path).unlink()
    found = find(asker, cache, [path])[path]
    assert found.runtime is None
    assert found.problem == (
        f"There is no program {path} any more: it was CPython 3.12.0 when gilviz last asked it; "
        "install it again, or take it off (gilviz runtimes --remove)."
    )


def test_links_to_one_program_are_one_interpreter_under_its_most_telling_name(tmp_path: Path) -> None:
    asker = FakeAsker()
    path = program(tmp_path, "3.12.0", "python3.12")
    for name in ("python", "python3"):
        (tmp_path / name).symlink_to(path)
    found = find(asker, Cache(None), [str(tmp_path / "python"), str(tmp_path / "python3"), path])
    assert list(found) == [path]
    assert found[path].also == (str(tmp_path / "python"), str(tmp_path / "python3"))
    assert asker.asked == [path]


def test_only_what_is_listed_because_somebody_named_it_says_so(tmp_path: Path) -> None:
    added, chosen, other = (program(tmp_path, version, f"python{version}") for version in ("3.11", "3.12", "3.13"))
    vague = tmp_path / "python"
    vague.symlink_to(other)
    places = [Place(added, ADDED), Place(chosen, CHOSEN), Place(str(vague), ADDED), Place(chosen, "pyenv"), Place(other, "uv")]
    found = Finder(lambda: places, FakeAsker(), Cache(None), lambda: OWN).find()
    told = {one.path: (one.source, one.named) for one in found if not one.own}
    assert told[added] == (ADDED, True)
    assert told[chosen] == (CHOSEN, True), "taken off, it will be listed as pyenv's"
    assert told[other] == ("uv", False), "its vague name was added, and is no reason that it is listed"


def test_a_virtual_environment_is_not_its_base(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    paths = [str(tmp_path / "env" / "bin" / "python"), str(tmp_path / "env" / "bin" / "python3"), sys.executable]
    finder = Finder(lambda: [Place(path, "test") for path in paths], Asker(), Cache(None))
    environment, *others = [one for one in unique(finder.find()) if environment_of(one.path) == str(tmp_path / "env")]
    assert not others
    assert (environment.path, environment.source, environment.own) == (paths[0], "virtual environment", False)


def test_paths_that_answer_alike_are_one_interpreter() -> None:
    same = [Found(path, "test", described(path, prefix="/usr", executable="/usr/bin/pypy3")) for path in ("/usr/bin/pypy3", "/w")]
    other = Found("/x", "test", described("/x", prefix="/opt", executable="/usr/bin/pypy3"))
    broken = [Found(path, "test", None, "It hangs.") for path in ("/y", "/z")]
    assert [(one.path, one.also) for one in unique([*same, other, *broken])] == [
        ("/usr/bin/pypy3", ("/w",)), ("/x", ()), ("/y", ()), ("/z", ()),
    ]  # fmt: skip


def test_the_own_interpreter_comes_first_then_old_to_new_then_other_implementations_then_what_cannot_be_used() -> None:
    def found(implementation: str, version: str, problem: str = "") -> Found:
        return Found(f"/{implementation}{version}", "test", described(implementation=implementation, version=version), problem)

    own = Found("/own", "test", OWN, own=True)
    order = [
        own, found("CPython", "3.9.18"), found("CPython", "3.13.0"), found("Jython", "2.7.3"), found("PyPy", "3.9.16"),
        found("CPython", "3.8.18", "It is too old."), Found("/a", "test", None, "It hangs."),
    ]  # fmt: skip
    assert in_order(reversed(order)) == order


def test_the_own_interpreter_is_not_asked() -> None:
    asker = FakeAsker()
    (found,) = finder_of(asker, Cache(None), []).find()
    assert (found.own, found.runtime, found.source, asker.asked) == (True, OWN, "runs gilviz", [])


def test_a_program_that_will_not_do_is_listed_with_the_reason_and_asked_again_on_request_only(tmp_path: Path) -> None:
    asker, cache = FakeAsker(), Cache(None)
    path = program(tmp_path, "!It hangs.", "a")
    for _ in range(2):
        assert find(asker, cache, [path])[path] == Found(path, "test", None, "It hangs.")
    assert asker.asked == [path]


def test_what_is_too_old_is_listed_with_what_it_is(tmp_path: Path) -> None:
    path = program(tmp_path, "3.8.18", "a")
    cache = Cache(None)
    for _ in range(2):
        found = find(FakeAsker(), cache, [path])[path]
        assert found.runtime == described(path, version="3.8.18", executable=path)
        assert "CPython 3.8.18, which is too old" in found.problem
    with pytest.raises(RuntimeUnusable, match="too old"):
        finder_of(FakeAsker(), cache, []).describe(path)


def test_one_that_hangs_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    hanging = program(tmp_path, "#!/bin/sh\nexec sleep 60\n", "hanging")
    others = [program(tmp_path, saying(), f"p{number}") for number in range(9)]
    finder = finder_of(Asker(60), Cache(None), [hanging, *others])
    finding = finder.find()
    came = {next(finding).path for _ in range(1 + len(others))}
    assert came == {OWN.path, *others}
    finding.close()  # whoever asked has heard enough: the one that hangs is ended


def test_nothing_is_learned_from_those_who_were_ended_with_gilviz(tmp_path: Path) -> None:
    path, cache = program(tmp_path, "#!/bin/sh\nexec sleep 60\n"), Cache(None)
    finder = finder_of(Asker(), cache, [path])
    threading.Timer(0.2, finder.close).start()
    assert [one.problem for one in finder.find() if not one.own] == ["gilviz ends: nothing more is asked."]
    assert cache.get(path) is None


def test_a_command_is_described_without_starting_it_a_second_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = tmp_path / "starts"
    program(tmp_path, f'#!/bin/sh\necho >> {starts}\nexec "{sys.executable}" "$@"\n', "snake")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert known_runtime("snake") == known_runtime("snake")
    assert starts.read_text(encoding="utf-8") == "\n"


def test_a_script_whose_interpreter_is_gone_is_not_offered_any_more(tmp_path: Path) -> None:
    """The script is the same as when it was asked."""
    behind = program(tmp_path / "behind", "", "python3.12")
    answer = ANSWER.replace('"executable": ""', f'"executable": "{behind}"').replace("[2, 7, 18]", "[3, 12, 1]")
    script = program(tmp_path, f"#!/bin/sh\n[ -e {behind} ] || exit 1\n" + saying(answer).removeprefix("#!/bin/sh\n"), "wrapper")
    finder = Finder(lambda: [Place(script, "added by you")], Asker(), Cache(tmp_path / "cache"), lambda: OWN)
    assert [one.problem for one in finder.find() if one.path == script] == [""]
    Path(behind).unlink()
    (gone,) = [one for one in finder.find() if one.path == script]
    assert gone.problem
