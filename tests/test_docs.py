"""README and the pages in docs/ say what is so: their links lead somewhere, and what they name is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from gilviz.cli.app import build
from gilviz.gui.lecture.keys import HELP
from gilviz.gui.shell.actions import ACTIONS, BESIDE_KEYS, MOUSE, READING_KEYS, TIMELINE_KEYS
from gilviz.gui.start.no_window import QT_NEEDS
from gilviz.lecture.reader import read_lecture
from tests.benchmarks.__main__ import BENCHMARKS

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "gilviz" / "README.md")
IDS = [str(page.relative_to(ROOT)) for page in PAGES]


def anchors(page: Path) -> set[str]:
    """What one can link to in a page: its headings, as GitHub spells them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def fenced(page: Path, language: str) -> list[str]:
    """The blocks of code in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands() -> Iterator[list[str]]:
    """Every command of gilviz in a block of shell, as words."""
    for page in PAGES:
        for line in "\n".join(fenced(page, "sh")).splitlines():
            for part in line.split(" && "):
                words = shlex.split(part)
                if words[:1] == ["gilviz"]:
                    yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_within_the_checkout_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_that_is_named_exists_with_its_options(words: list[str]) -> None:
    command = build()
    while inner := getattr(command, "commands", {}):
        assert words, "which command?"
        command, words = inner[words[0]], words[1:]
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= known


def test_every_benchmark_that_is_named_exists() -> None:
    names = {benchmark.name for benchmark in BENCHMARKS}
    for page in PAGES:
        for line in re.findall(r"python -m\s+tests\.benchmarks([a-z\- ]*)`", page.read_text(encoding="utf-8")):
            assert set(line.split()) <= names, line


def test_the_libraries_a_bare_linux_lacks_are_the_same_everywhere() -> None:
    assert f"sudo apt install {QT_NEEDS}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(f" {package}:" in script for package in QT_NEEDS.split())


def test_the_page_of_keys_is_the_windows_own_table() -> None:
    rows = [(", ".join(spec.keys), spec.text.replace("&", "")) for spec in ACTIONS if spec.keys]
    rows += [*TIMELINE_KEYS, *READING_KEYS, *MOUSE, *BESIDE_KEYS]
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    assert [(keys.replace("&lt;", "<"), text) for keys, text in told if keys != "key"] == rows


def test_every_module_that_the_map_names_is_there() -> None:
    modules = {str(path.relative_to(ROOT / top)) for top in (".", "gilviz") for path in (ROOT / top).rglob("*.py")}
    for named in re.findall(r"`([a-z0-9_/]+\.py)`", (ROOT / "gilviz" / "README.md").read_text(encoding="utf-8")):
        assert any(module == named or module.endswith(f"/{named}") for module in modules), named


def test_the_page_of_lectures_tells_every_key() -> None:
    page = (ROOT / "docs" / "lectures.md").read_text(encoding="utf-8")
    for keys, _ in HELP:
        assert all(key in page for key in re.split(r", | or ", keys)), keys


def test_the_lecture_that_is_shown_can_be_given(tmp_path: Path) -> None:
    (example,) = fenced(ROOT / "docs" / "lectures.md", "toml")
    (tmp_path / "lecture.toml").write_text(example, encoding="utf-8")
    lecture = read_lecture(tmp_path)
    assert [scene.id for scene in lecture.scenes] == ["two-threads"]
