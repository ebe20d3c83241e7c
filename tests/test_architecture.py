"""The layers, limits and habits that keep gilviz changeable, read from the source itself.

The table below is the architecture: what each part may import from gilviz and from elsewhere. It is checked on the syntax tree,
so imports under ``TYPE_CHECKING`` and in functions count as well.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gilviz"

WORDS = frozenset({*(f"gilviz.runner.{name}" for name in ("protocol", "spec", "catalog", "cores")), "gilviz.runner27.offer"})
"""All of the runners that anybody else may import: the words, and no code that runs."""


@dataclass(frozen=True)
class Layer:
    """What one part of gilviz may import.

    Args:
        own: Parts of gilviz, beside itself.
        words: Whether it may use the runner's words.
        others: Third-party packages.
    """

    own: frozenset[str] = frozenset()
    words: bool = True
    others: frozenset[str] = frozenset()


def layer(own: str = "", others: str = "", *, words: bool = True) -> Layer:
    return Layer(frozenset(own.split()), words, frozenset(others.split()))


LAYERS = {
    "__init__": layer(words=False),
    "__main__": layer("cli", words=False),
    "paths": layer(words=False),
    "cli": layer("__init__ paths gui lecture advice export imports experiment recording launch trace render", "typer rich"),
    "gui": layer(
        "__init__ paths advice lecture experiment export imports recording render trace launch",
        "PySide6 shiboken6 pyqtgraph numpy psutil platformdirs typing_extensions",
    ),
    "lecture": layer("paths recording experiment trace launch", "numpy platformdirs"),
    "advice": layer("experiment recording trace launch"),
    "experiment": layer("recording trace launch", "msgspec numpy psutil"),
    "export": layer("__init__ recording render trace", "numpy"),
    "imports": layer("export recording trace", "numpy msgspec"),
    "render": layer("trace", "numpy"),
    "recording": layer("trace", "numpy msgspec"),
    "trace": layer("", "numpy"),
    "launch": layer("", "psutil platformdirs"),
    "runner": layer("__init__ runner27", "joblib", words=False),
    "runner27": layer("", "clr httplib java SocketServer System thread", words=False),
}
ELSEWHERE = LAYERS["runner27"].others | {"joblib"}
"""What Python 2, Java and .NET bring with them: nothing to be installed. And what jobs use where they find it."""
FILE_LINES, CLASS_LINES, FUNCTION_LINES, INIT_LINES = 500, 300, 60, 40
LAZY_IMPORTS_OF_THE_WINDOW = (
    ("cli", "gilviz.gui.app"),
    ("cli", "gilviz.gui.lecture.app"),
    ("cli", "gilviz.gui.pictures.recorded"),
)


@dataclass(frozen=True)
class Import:
    """One import: where it stands, and the module it names."""

    file: Path
    line: int
    module: str
    in_function: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def part_of(file: Path) -> str:
    """The top-level part of gilviz that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(file: Path, source: str) -> Iterator[Import]:
    """Every import in a file, as absolute module names; ``from gilviz import trace`` names ``gilviz.trace``."""
    tree = ast.parse(source, file.name)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        for module in _modules(node, file):
            yield Import(file, getattr(node, "lineno", 0), module, id(node) in inside)


def _modules(node: ast.AST, file: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = file.relative_to(ROOT).with_suffix("").parts
        above = package[: len(package) - node.level] if node.level else ()
        base = ".".join((*above, *([node.module] if node.module else [])))
        return [_deepest(f"{base}.{alias.name}", base) for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "import_module", "__import__"):
        return [node.args[0].value] if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) else []
    return []


def _deepest(name: str, base: str) -> str:
    """``from a import b`` means the module ``a.b`` where that exists, else a name inside ``a``."""
    path = ROOT.joinpath(*name.split("."))
    return name if path.with_suffix(".py").exists() or path.is_dir() else base


def complaint(found: Import) -> str | None:
    """What is wrong with an import; None if its part may make it."""
    part, rule = part_of(found.file), LAYERS[part_of(found.file)]
    top, _, rest = found.module.partition(".")
    if top == "gilviz":
        target = rest.partition(".")[0] or "__init__"
        allowed = target == part or target in rule.own or (rule.words and found.module in WORDS)
        return None if allowed else f"{found}, but {part} may import {', '.join(sorted(rule.own)) or 'no other part of gilviz'}"
    if top in sys.stdlib_module_names or top in rule.others:
        return None
    return f"{found}, but {part} may use only the standard library{', ' * bool(rule.others)}{', '.join(sorted(rule.others))}"


def sources(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


ALL_IMPORTS = tuple(found for file in sources(PACKAGE) for found in imports_of(file, file.read_text(encoding="utf-8")))


def test_every_part_of_the_package_has_a_place_in_the_layers() -> None:
    parts = {part_of(file) for file in sources(PACKAGE)}
    assert parts <= LAYERS.keys(), f"give {parts - LAYERS.keys()} a line in LAYERS"


def test_each_layer_imports_only_what_it_may() -> None:
    assert [wrong for found in ALL_IMPORTS if (wrong := complaint(found))] == []


def test_no_package_of_the_window_needs_one_that_builds_on_it() -> None:
    """What lies in ``gui`` itself puts the packages below it together, and counts module by module."""
    needs: dict[str, set[str]] = {}
    for found in ALL_IMPORTS:
        names = found.module.split(".")
        if part_of(found.file) == "gui" and names[:2] == ["gilviz", "gui"]:
            place = found.file.relative_to(PACKAGE / "gui").parts[0].removesuffix(".py")
            needs.setdefault(place, set()).update(set(names[2:3]) - {place})
    assert len(needs) > 10
    TopologicalSorter(needs).prepare()  # names the circle, if there is one


def test_nothing_is_imported_inside_a_function_but_the_window_by_the_command_line() -> None:
    hidden = [found for found in ALL_IMPORTS if found.in_function]
    assert [str(i) for i in hidden if (part_of(i.file), i.module) not in LAZY_IMPORTS_OF_THE_WINDOW] == []


def test_the_command_line_imports_the_window_only_when_it_is_wanted() -> None:
    eager = [f for f in ALL_IMPORTS if part_of(f.file) == "cli" and not f.in_function and f.module.startswith("gilviz.gui")]
    assert [str(found) for found in eager if found.module not in ("gilviz.gui.start.options", "gilviz.gui.start.no_window")] == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("trace/x.py", "from PySide6 import QtCore"),
        ("trace/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from gilviz.gui import app"),
        ("trace/x.py", "from gilviz import render"),
        ("trace/x.py", "from ..render import theme"),
        ("trace/x.py", "from gilviz.runner.workloads import primes"),
        ("launch/x.py", "import numpy"),
        ("launch/x.py", "import importlib\nimportlib.import_module('gilviz.trace')"),
        ("runner/x.py", "import psutil"),
        ("runner/x.py", "import gilviz.trace"),
        ("render/x.py", "def f():\n    import pyqtgraph"),
    ],
)
def test_a_forbidden_import_is_seen_however_it_is_written(file: str, source: str) -> None:
    assert [found for found in imports_of(PACKAGE / file, source) if complaint(found)]


def test_every_third_party_package_that_is_used_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = (re.split(r"[<>=!; \[]", requirement)[0].lower() for requirement in project["dependencies"])
    declared = {name.removesuffix("-essentials").replace("-", "_") for name in names}
    tops = {found.module.partition(".")[0] for found in ALL_IMPORTS}
    used = {top.lower() for top in tops - ELSEWHERE if top not in sys.stdlib_module_names and top not in ("gilviz", "shiboken6")}
    assert declared == used


@pytest.mark.parametrize("file", sources(PACKAGE / "runner"), ids=lambda file: file.name)
def test_the_runner_is_written_in_the_python_of_3_9(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 9))


def test_files_classes_and_functions_stay_small_enough_to_read() -> None:
    limits: list[tuple[str, int, int]] = []
    for file in sources(PACKAGE, ROOT / "tests"):
        where = str(file.relative_to(ROOT))
        limits.append((where, len(file.read_text(encoding="utf-8").splitlines()), FILE_LINES))
        for node in ast.walk(parse(file)):
            if isinstance(node, ast.ClassDef):
                limits.append((f"{where}: class {node.name}", _lines(node), CLASS_LINES))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                limit = INIT_LINES if node.name == "__init__" else FUNCTION_LINES
                limits.append((f"{where}: {node.name}()", _lines(node), limit))
    assert [f"{what} has {lines} lines, the limit is {limit}" for what, lines, limit in limits if lines > limit] == []


def _lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_keeps_state_that_changes() -> None:
    """No mutable container at module level, unless its type says that it stays so (``Final``, ``Mapping``); and no ``global``."""
    found = []
    for file in sources(PACKAGE):
        tree = parse(file)
        found += [f"{file.relative_to(ROOT)}:{node.lineno}" for node in tree.body if _is_mutable_global(node)]
        found += [f"{file.relative_to(ROOT)}:{node.lineno} global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert found == []


def _is_mutable_global(node: ast.stmt) -> bool:
    if isinstance(node, ast.AnnAssign):
        if re.match(r"(Final|Mapping|Sequence|Collection)\b", ast.unparse(node.annotation)):
            return False
    elif not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) == "__all__":
        return False
    value = node.value
    if isinstance(value, ast.Call):
        return ast.unparse(value.func) in ("list", "dict", "set", "bytearray", "defaultdict", "deque", "OrderedDict")
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def test_nothing_that_is_committed_names_a_path_of_one_machine() -> None:
    folders = [PACKAGE, ROOT / "tests", ROOT / "resources", ROOT / ".ci"]
    files = [
        *ROOT.glob("[!.]*.*"),
        ROOT / ".gitignore",
        *(file for folder in folders for file in folder.rglob("*") if "__pycache__" not in file.parts),
    ]
    homes = re.compile(b"(?<![\\w./~>-])(?:/" + b"|/".join((b"root", b"work", re.escape(bytes(Path.home())[1:]))) + b")/")
    texts = {file: file.read_bytes() for file in files if file.is_file() and file.suffix not in (".png", ".ico", ".gz")}
    found = [f"{file.relative_to(ROOT)}: {match[0].decode()}" for file, text in texts.items() if (match := homes.search(text))]
    assert found == []
