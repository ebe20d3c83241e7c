"""Where interpreters are looked for, on machines made of empty files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from gilviz.launch.runtimes.places import find_places
from gilviz.launch.runtimes.surroundings import Surroundings, environment_of
from tests.launch.runtimes.programs import program, refuse_below


def machine(root: Path, system: str = "linux", registered: Iterable[str] = (), **environment: str) -> Surroundings:
    home, here = root / "home", root / "work"
    here.mkdir(exist_ok=True)
    return Surroundings(home, environment, here, system, root, lambda: registered)


def found(on: Surroundings) -> list[tuple[str, str]]:
    """Each place: its path below the machine's root, and its source."""
    return [(str(Path(place.path).relative_to(on.root)), place.source) for place in find_places(on)]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("work/.venv/bin/python", "virtual environment"),
        ("work/env/Scripts/python.exe", "virtual environment"),
        ("home/.virtualenvs/one/bin/python", "virtual environment"),
        ("home/.cache/pypoetry/virtualenvs/one-x-py3.12/bin/python", "virtual environment"),
        ("home/.pyenv/versions/3.12.1/bin/python", "pyenv"),
        ("home/.pyenv/versions/pypy3.10-7.3.17/bin/pypy3", "pyenv"),
        ("home/.pyenv/pyenv-win/versions/3.12.1/python.exe", "pyenv"),
        ("home/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3", "uv"),
        ("home/.local/share/uv/python/cpython-3.13.0+freethreaded-linux-x86_64-gnu/bin/python3.13t", "uv"),
        ("home/miniconda3/bin/python", "conda"),
        ("home/miniconda3/envs/science/bin/python", "conda"),
        ("opt/anaconda3/python.exe", "conda"),
        ("home/.conda/envs/science/bin/python", "conda"),
        ("home/.local/share/mamba/envs/science/bin/python", "conda"),
        ("home/.asdf/installs/python/3.12.1/bin/python", "asdf"),
        ("home/.local/share/mise/installs/python/3.13/bin/python", "mise"),
        ("home/.rye/py/cpython@3.12.3/bin/python3", "rye"),
        ("home/.cache/gilviz-runtimes/bin/python3.13t", "gilviz"),
        ("opt/local/bin/python3.13", "MacPorts"),
        ("home/.dotnet/tools/ipy", ".NET"),
        ("home/jython2.7.3/bin/jython", "system"),
        ("usr/bin/python3.13-nogil", "system"),
        ("Library/Frameworks/Python.framework/Versions/3.13/bin/python3.13", "python.org"),
        ("Library/Frameworks/PythonT.framework/Versions/3.13/bin/python3.13t", "python.org"),
        ("usr/bin/python3.11", "system"),
        ("usr/bin/jython", "system"),
        ("usr/bin/pypy3", "system"),
        ("opt/graalpy-24.1/bin/graalpy", "system"),
        ("opt/ironpython/ipy.exe", "system"),
    ],
)
def test_an_interpreter_is_found_where_its_tool_puts_it(tmp_path: Path, path: str, source: str) -> None:
    program((tmp_path / path).parent, "", Path(path).name)
    if source == "virtual environment":
        ((tmp_path / path).parent.parent / "pyvenv.cfg").touch()
    assert found(machine(tmp_path, "darwin" if source == "python.org" else "linux")) == [(path, source)]


@pytest.mark.parametrize(
    ("variable", "value", "path", "source"),
    [
        ("PATH", "a:b", "b/python3.12", "search path"),
        ("PATH", "b", "b/ipy", "search path"),
        ("VIRTUAL_ENV", "b", "b/bin/python", "virtual environment"),
        ("WORKON_HOME", "b", "b/one/bin/python", "virtual environment"),
        ("PYENV_ROOT", "b", "b/versions/3.9.18/bin/python", "pyenv"),
        ("UV_PYTHON_INSTALL_DIR", "b", "b/cpython-3.13/bin/python3", "uv"),
        ("XDG_DATA_HOME", "b", "b/uv/python/cpython-3.13/bin/python3", "uv"),
        ("CONDA_PREFIX", "b", "b/bin/python", "conda"),
        ("CONDA_EXE", "b/bin/conda", "b/envs/one/bin/python", "conda"),
        ("CONDA_ENVS_PATH", "a:b", "b/one/bin/python", "conda"),
        ("PROGRAMDATA", "b", "b/miniconda3/python.exe", "conda"),
        ("PROGRAMFILES", "b", "b/IronPython 3.4/ipy.exe", ".NET"),
        ("MISE_DATA_DIR", "b", "b/installs/python/3.13/bin/python", "mise"),
        ("GILVIZ_RUNTIMES", "b", "b/bin/pypy3.10", "gilviz"),
    ],
)
def test_a_folder_that_the_environment_names_is_believed(
    tmp_path: Path, variable: str, value: str, path: str, source: str
) -> None:
    program((tmp_path / path).parent, "", Path(path).name)
    (tmp_path / path).parent.parent.joinpath("pyvenv.cfg").touch()
    named = ":".join(str(tmp_path / part) for part in value.split(":"))
    assert found(machine(tmp_path, **{variable: named})) == [(path, source)]


@pytest.mark.parametrize(
    ("system", "prefix", "variables"),
    [
        ("darwin", "opt/homebrew", {}),
        ("darwin", "usr/local", {}),
        ("linux", "home/linuxbrew/.linuxbrew", {}),
        ("darwin", "elsewhere", {"HOMEBREW_PREFIX": "elsewhere"}),
    ],
)
def test_homebrews_links_lead_into_its_cellar(tmp_path: Path, system: str, prefix: str, variables: dict[str, str]) -> None:
    keg = tmp_path / prefix / "Cellar" / "python@3.13" / "3.13.1"
    kept = program(keg / "Frameworks" / "Python.framework" / "Versions" / "3.13" / "bin", "", "python3.13")
    for folder in (keg / "bin", tmp_path / prefix / "bin"):
        folder.mkdir()
        (folder / "python3.13").symlink_to(kept)
    (tmp_path / prefix / "opt").mkdir()
    (tmp_path / prefix / "opt" / "python@3.13").symlink_to(keg)
    on = machine(tmp_path, system, **{name: str(tmp_path / value) for name, value in variables.items()})
    by_homebrew = [path for path, source in found(on) if source == "Homebrew"]
    assert by_homebrew == [f"{prefix}/bin/python3.13", f"{prefix}/opt/python@3.13/bin/python3.13"]


def test_what_else_lies_beside_homebrews_links_is_not_called_homebrews(tmp_path: Path) -> None:
    framework = tmp_path / "Library" / "Frameworks" / "Python.framework" / "Versions" / "3.13" / "bin"
    kept = program(framework, "", "python3.13")
    (tmp_path / "usr" / "local" / "bin").mkdir(parents=True)
    (tmp_path / "usr" / "local" / "bin" / "python3.13").symlink_to(kept)
    assert [source for _, source in found(machine(tmp_path, "darwin"))] == ["python.org", "system"]


@pytest.mark.parametrize("tools", [None, "Library/Developer/CommandLineTools", "Applications/Xcode.app"])
def test_a_mac_without_apples_tools_is_not_asked_for_its_python_which_would_open_a_dialog(
    tmp_path: Path, tools: str | None
) -> None:
    program(tmp_path / "usr" / "bin", "", "python3")
    if tools:
        (tmp_path / tools).mkdir(parents=True)
    paths = found(machine(tmp_path, "darwin", PATH=str(tmp_path / "usr" / "bin")))
    assert {path for path, _ in paths} == ({"usr/bin/python3"} if tools else set())


def test_older_versions_of_uv_had_other_folders(tmp_path: Path) -> None:
    program(tmp_path / "home" / "Library" / "Application Support" / "uv" / "python" / "cpython-3.12" / "bin", "", "python3")
    program(tmp_path / "roaming" / "uv" / "data" / "python" / "cpython-3.12", "", "python.exe")
    assert [source for _, source in found(machine(tmp_path, "darwin"))] == ["uv"]
    assert [source for _, source in found(machine(tmp_path, "win32", APPDATA=str(tmp_path / "roaming")))] == ["uv"]


def test_what_is_called_like_something_else_is_left_out(tmp_path: Path) -> None:
    names = ("python3-config", "python3.12-gdb.py", "pythonw", "ipython", "ipykernel", "pypy3-c", "python3.11m-x", "perl")
    for name in names:
        program(tmp_path / "bin", "", name)
    (tmp_path / "bin" / "python3").mkdir()
    (tmp_path / "bin" / "python3.12").touch(0o644)
    (tmp_path / "bin" / "python3.13").symlink_to(tmp_path / "gone")
    assert found(machine(tmp_path, PATH=str(tmp_path / "bin"))) == []


def test_shims_are_left_out(tmp_path: Path) -> None:
    program(tmp_path / "home" / ".pyenv" / "shims", "", "python3.12")
    assert found(machine(tmp_path, PATH=str(tmp_path / "home" / ".pyenv" / "shims"))) == []


def test_a_folder_on_the_search_path_may_be_relative_absent_or_empty(tmp_path: Path) -> None:
    program(tmp_path / "work" / "tools", "", "python3.12")
    assert found(machine(tmp_path, PATH=f"tools::{tmp_path}/gone")) == [("work/tools/python3.12", "search path")]


def test_conda_lists_its_environments_wherever_they_are(tmp_path: Path) -> None:
    path = program(tmp_path / "work" / "Umgebung für 蛇" / "bin", "", "python")
    (tmp_path / "home" / ".conda").mkdir(parents=True)
    listed = f"{Path(path).parent.parent}\n\n{tmp_path}/gone\n"
    (tmp_path / "home" / ".conda" / "environments.txt").write_text(listed, encoding="utf-8")
    assert [place.path for place in find_places(machine(tmp_path))] == [path]


def test_windows_knows_more(tmp_path: Path) -> None:
    on = machine(tmp_path, "win32", [str(tmp_path / "Python313" / "python.exe")], APPDATA=str(tmp_path / "roaming"))
    program(tmp_path / "roaming" / "uv" / "python" / "cpython-3.12", "", "python.exe")
    expected = [("roaming/uv/python/cpython-3.12/python.exe", "uv"), ("Python313/python.exe", "Windows")]
    assert found(on) == expected


@pytest.mark.parametrize(("mark", "path"), [("pyvenv.cfg", "bin/python"), ("pyvenv.cfg", "python.exe")])
def test_a_virtual_environment_is_known_by_its_mark(tmp_path: Path, mark: str, path: str) -> None:
    assert environment_of(str(tmp_path / path)) is None
    (tmp_path / mark).touch()
    assert environment_of(str(tmp_path / path)) == str(tmp_path)


def test_looking_on_this_machine_finds_paths_that_exist() -> None:
    assert all(Path(place.path).exists() for place in find_places(Surroundings.this()))


def test_a_folder_that_may_not_be_entered_hides_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = machine(tmp_path)
    for name in ("closed", "env"):
        program(tmp_path / "work" / name / "bin", "", "python")
        (tmp_path / "work" / name / "pyvenv.cfg").touch()
    refuse_below(tmp_path / "work" / "closed", monkeypatch)
    assert found(here) == [("work/env/bin/python", "virtual environment")]
    assert environment_of(str(tmp_path / "work" / "closed" / "bin" / "python")) is None
