"""A double click on a recording: what is written for it, and taken back."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gilviz.cli.open import change_registration
from gilviz.cli.register import (
    ENTRY,
    ICON,
    MIME,
    NotRegistered,
    data_folder,
    desktop_command,
    register,
    unregister,
    windows_command,
)
from gilviz.recording.format import MAGIC
from tests.patience import AGES_S


def entry(data: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of a desktop entry have capitals
    parser.read(data / ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.fixture
def lonely(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without any of the desktop's programs."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)


@pytest.mark.usefixtures("lonely")
def test_desktop_entry_type_and_icon_are_the_users_own_and_go_again(tmp_path: Path) -> None:
    said = register("linux", {"XDG_DATA_HOME": str(tmp_path)})
    assert "update-mime-database" in said, "what was not there to be told is named"
    found = entry(tmp_path)
    assert shlex.split(found["Exec"]) == [sys.executable, "-P", "-m", "gilviz", "open", "%F"]
    kind = ET.fromstring((tmp_path / MIME).read_text(encoding="utf-8"))[0]  # noqa: S314 -- it is our own
    assert found["MimeType"] == f"{kind.get('type')};"
    magic = next(node.get("value", "") for node in kind.iter() if node.tag.endswith("match"))
    assert magic.encode("ascii").decode("unicode_escape").encode("latin-1") == MAGIC
    assert (tmp_path / ICON).is_file()
    unregister("linux", {"XDG_DATA_HOME": str(tmp_path)})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_path_with_odd_signs_stays_one_word() -> None:
    assert desktop_command("/a b/py%thon") == '"/a b/py%%thon" -P -m gilviz'
    assert desktop_command('/a"$') == '"/a\\\\"\\\\$" -P -m gilviz'


def test_what_lies_beside_a_recording_is_not_run(tmp_path: Path) -> None:
    for name in ("gilviz", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(97)", encoding="utf-8")
    command = [*shlex.split(desktop_command(sys.executable)), "open", "--help"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=AGES_S).returncode == 0
    assert windows_command().endswith('" -P -m gilviz open "%1"')


def test_the_folder_is_the_users_own_where_none_is_said() -> None:
    assert data_folder({}) == Path.home() / ".local/share"
    assert data_folder({"XDG_DATA_HOME": "relative"}) == Path.home() / ".local/share"


@pytest.mark.usefixtures("lonely")
def test_what_cannot_be_registered_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotRegistered, match="application bundles"):
        register("darwin", {})
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert change_registration(wanted=True) == 2
    assert "could not be registered" in capsys.readouterr().err
