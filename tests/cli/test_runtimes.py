"""``gilviz runtimes`` lists the Pythons of a machine, says what each can't do, and keeps what the user adds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gilviz.cli import main
from gilviz.cli.report import Page
from gilviz.cli.runtimes import as_json, as_text
from gilviz.launch.runtimes import Found
from gilviz.launch.runtimes.surroundings import Surroundings
from gilviz.runner import catalog
from tests.launch.runtimes.programs import described, program, saying
from tests.patience import AGES_S, wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX: programs are scripts here")
PAGE = Page(colour=False, width=None)
OWN = Found("/own/python", "runs gilviz", described("/own/python"), own=True)
LACKS = ("_multiprocessing", "concurrent.futures")
JYTHON = Found("/j", "system", described("/j", implementation="Jython", version="2.7.3", gil=False, missing=LACKS))
HANGING = Found("/x", "search path", None, "/x gave no answer.")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its search path but what is put into its folder."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    on = Surroundings(tmp_path, os.environ, tmp_path, root=tmp_path)  # its own /usr/bin too: a Jython there takes its time
    monkeypatch.setattr(Surroundings, "this", lambda: on)
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, object]]:
    """The interpreters of the fixture's machine and this one, by path."""
    assert main(["runtimes", "--json", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)["runtimes"]
    return {one["path"]: one for one in found}


def test_the_table_says_what_each_can_and_cannot_do() -> None:
    table = as_text([OWN, JYTHON, HANGING], PAGE).splitlines()
    assert table[0].split("  ")[0] == "python"
    assert table[1].split() == ["CPython", "3.13.0", "GIL", "runs", "gilviz", "/own/python"]
    assert table[2].startswith("Jython 2.7.3")
    assert "  thread-pool, pool, process-pool" in table[2]
    assert table[3:] == ["", "Jobs can't run on these:", "/x gave no answer."]


def test_json_names_every_executor_with_the_reason_that_it_cannot_run() -> None:
    own, jython, hanging = as_json([OWN, JYTHON, HANGING])["runtimes"]
    assert own.keys() == jython.keys() == hanging.keys()
    assert own["executors"].keys() == {info.name for info in catalog.EXECUTORS if not info.wants_packages}
    assert jython["executors"]["threading"] is None
    assert "has no _multiprocessing" in jython["executors"]["pool"]
    assert (hanging["problem"], hanging["executors"], hanging["version"]) == ("/x gave no answer.", None, None)


def test_what_is_on_the_search_path_is_found(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = program(machine / "bin", saying(), "python2.7")
    bad = program(machine / "bin", "#!/bin/sh\necho hello\n", "python3.99")
    found = listed(capsys)
    assert found[sys.executable]["own"] is True
    assert "CPython 2.7.18, which is too old" in str(found[old]["problem"])
    assert "is not a Python interpreter (it said: hello)" in str(found[bad]["problem"])


def test_what_the_user_adds_stays_until_it_is_removed(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = program(machine / "XDG Ärger", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "python")
    assert path not in listed(capsys)
    assert listed(capsys, "--add", path)[path]["source"] == "added by you"
    assert listed(capsys)[path]["problem"] is None
    Path(path).unlink()
    assert "There is no program" in str(listed(capsys)[path]["problem"])
    assert path not in listed(capsys, "--remove", path)
    assert path not in listed(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--add", "no-such-python"], "There is no program no-such-python"),
        (["--add", "/bin/sh"], "/bin/sh"),
        (["--remove", "/x"], "/x was not added by hand"),
    ],
)
def test_what_cannot_be_added_or_removed_is_told(
    machine: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], words: str
) -> None:
    assert main(["runtimes", *arguments]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""
    assert not (machine / "XDG_CONFIG_HOME" / "gilviz" / "runtimes.json").exists()


def test_a_list_that_cannot_be_written_is_told(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (machine / "XDG_CONFIG_HOME").touch()
    assert main(["runtimes", "--add", sys.executable]) == 2
    assert "The list of added interpreters can't be written" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_and_whoever_is_being_asked(machine: Path, number: signal.Signals) -> None:
    asked = machine / "asked"
    program(machine / "bin", f"#!/bin/sh\n: > {asked}\n/bin/sleep 60\n", "python3.99")
    with subprocess.Popen(
        [sys.executable, "-m", "gilviz", "runtimes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        wait_until(asked.exists)
        process.send_signal(number)
        assert process.wait(AGES_S) == 128 + number
        assert process.stderr
        assert process.stderr.read() == b""
