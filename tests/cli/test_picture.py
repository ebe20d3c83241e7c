"""``gilviz export`` to pictures and films."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gilviz.cli.app import main
from gilviz.recording import write
from tests.recording.recordings import recording


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    write(tmp_path / "a.gilviz", recording())
    return tmp_path / "a.gilviz"


pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF-"), ("a.gif", b"GIF89a")]
)
def test_a_recording_is_drawn_as_its_name_says(kept: Path, capsys: pytest.CaptureFixture[str], name: str, begins: bytes) -> None:
    target = kept.with_name(name)
    assert main(["export", str(kept), "-o", str(target), "--width", "400"]) == 0
    assert target.read_bytes().startswith(begins)
    assert capsys.readouterr().err == f"The picture is in {target}.\n"


def test_a_picture_has_the_scale_and_the_format_that_were_asked_for(kept: Path) -> None:
    target = kept.with_name("picture")
    assert main(["export", str(kept), "-f", "png", "-o", str(target), "--scale", "1.5", "--theme", "dark", "--to", "0.1"]) == 0
    with Image.open(target) as image:
        assert (image.format, image.size[0]) == ("PNG", 1920)
        assert image.info["Description"].startswith("recorded: gilviz 0.1.0 · Linux x86_64, 4 cores · 2026-11-22")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-f", "png", "--theme", "pink"], "no theme 'pink'"),
        (["-f", "png", "--scale", "99"], "scale is from 0.1 to 8"),
        (["-f", "png", "--from", "2", "--to", "1"], "Nothing lies from 2 s to 1 s"),
        (["-f", "gif", "--fps", "0"], "1 to 60 frames"),
        (["-f", "gif", "--speed", "0.00001"], "are the most"),
        (["-f", "gif", "--width", "9"], "320 to 4096 pixels"),
        (["-f", "gif", "--from", "60"], "Nothing lies after 60 s: the runs end at "),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(
    kept: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert main(["export", str(kept), "-o", str(kept.with_name("b")), *options]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert [file.name for file in kept.parent.iterdir()] == ["a.gilviz"]


@pytest.mark.parametrize("name", ["a.bmp", "a", "a" * 6000])
def test_a_run_is_not_begun_whose_picture_cannot_be_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["run", "primes", "--picture", str(tmp_path / name)]) == 2
    assert "none of the endings .png, .svg, .pdf, .gif, .webp, .mp4" in capsys.readouterr().err


def test_a_run_is_drawn_when_it_has_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "a.png"
    assert main(["run", "sleep", "-x", "threading", "--size", "5", "--tasks", "2", "-w", "2", "--picture", str(target)]) == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    assert f"The picture is in {target}." in capsys.readouterr().err
