from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.cli import app
from gilviz.cli.app import main
from gilviz.cli.open import open_recordings
from gilviz.gui.start.options import WindowOptions
from gilviz.recording import write
from tests.recording.recordings import recording


class Desktop:
    """Opens no window, and remembers what it was to show."""

    def __init__(self) -> None:
        self.options: list[WindowOptions] = []

    def __call__(self, options: WindowOptions) -> int:
        self.options.append(options)
        return 0


def test_recordings_are_read_before_the_window_opens(tmp_path: Path) -> None:
    files = [tmp_path / "a.gilviz", tmp_path / "b.gilviz"]
    for file in files:
        write(file, recording())
    desktop = Desktop()
    assert open_recordings(files, theme="dark", open_window=desktop) == 0
    (options,) = desktop.options
    assert [path for path, _ in options.recordings] == files
    assert options.theme == "dark"


def test_what_is_no_recording_is_said_and_no_window_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.gilviz").write_text("hello")
    desktop = Desktop()
    assert open_recordings([tmp_path / "a.gilviz"], open_window=desktop) == 2
    assert "is no recording of gilviz" in capsys.readouterr().err
    assert not desktop.options
    assert main(["open", str(tmp_path)]) == 2
    assert "is not a file" in capsys.readouterr().err


def test_a_place_where_no_recording_can_be_kept_is_refused_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "primes", "--save", "/dev/null"]) == 2
    assert "is not a file" in capsys.readouterr().err
    assert main(["run", "primes", "--save", str(tmp_path / "no" / "a.gilviz")]) == 2
    assert "does not exist: create it" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--theme", "dark", "--temp-settings", "open"], ["open", "--theme", "dark", "--temp-settings"]]
)
def test_what_the_window_looks_like_may_be_said_before_the_command_or_after_it(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def opened(files: object, **options: object) -> int:
        asked.append((files, options))
        return 0

    monkeypatch.setattr(app, "open_recordings", opened)
    assert main([*words, "a.gilviz"]) == 0
    assert asked == [([Path("a.gilviz")], {"temp_settings": True, "theme": "dark"})]
