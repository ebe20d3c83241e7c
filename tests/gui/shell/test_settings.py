from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.gui.shell.settings import SettingsFile, WindowSettings, settings_path

EVERYTHING = WindowSettings(
    b"\x00\x01geometry", b"layout", b"split", "dark", '{"a": "b"}', ("/a/python", "/b/python"), True, microscope=True, charts=True
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "gilviz.ini"


def test_what_was_saved_is_loaded_again(path: Path) -> None:
    SettingsFile(path).save(EVERYTHING)
    assert SettingsFile(path).load() == EVERYTHING


@pytest.mark.parametrize("interpreters", [(), ("/only/one",)])
def test_a_list_of_none_or_one_stays_a_list(path: Path, interpreters: tuple[str, ...]) -> None:
    SettingsFile(path).save(WindowSettings(interpreters=interpreters))
    assert SettingsFile(path).load().interpreters == interpreters


def test_the_first_start_has_the_defaults_and_writes_nothing(path: Path) -> None:
    assert SettingsFile(path).load() == WindowSettings()
    assert not path.exists()


def test_values_of_the_wrong_kind_are_ignored(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("[General]\ngeometry=seven\nstarted_before=perhaps\ntheme=@Invalid()\n", encoding="utf-8")
    assert SettingsFile(path).load() == WindowSettings()


def test_the_file_lies_in_the_users_own_settings_folder() -> None:
    assert settings_path().name == "gilviz.ini"
