"""Where results may go, and that nothing that was asked for is written over something else that was."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gilviz.cli.output import STANDARD_OUTPUT, hand_over_file, is_standard_output
from gilviz.cli.outputs import file_problem, outputs_problem, recording_problem


@contextlib.contextmanager
def going_to(path: Path, descriptor: int) -> Iterator[None]:
    """Lets one of the two standard streams go to a file, as ``> path`` does."""
    kept = os.dup(descriptor)
    try:
        with path.open("w") as file:
            os.dup2(file.fileno(), descriptor)
            yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)


def test_a_file_that_can_be_written_is_no_problem_and_checking_leaves_nothing(tmp_path: Path) -> None:
    assert file_problem(tmp_path / "a.csv") is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_inside_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "Nothing can be written to the folder" in str(file_problem(tmp_path / "file" / "a.csv"))


def test_a_name_that_has_no_room_beside_what_is_added_while_it_is_written_is_refused(tmp_path: Path) -> None:
    assert file_problem(tmp_path / ("a" * 200 + ".csv")) is None
    for letters in (250, 6000):
        path = tmp_path / ("a" * letters + ".csv")
        told = f"{'a' * 40}… is too long for a file's name: choose a shorter one."
        assert file_problem(path) == recording_problem(path) == told


def test_a_device_can_be_written_to() -> None:
    assert file_problem(Path("/dev/null")) is None


def test_a_device_that_throws_everything_away_is_not_standard_output() -> None:
    assert not is_standard_output(Path("/dev/null"))
    assert not is_standard_output(Path("/nowhere"))


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(
    ("options", "names"), [((0, 1), "--csv and --save"), ((0, 2), "--csv and --picture"), ((1, 2), "--save and")]
)
def test_two_results_in_one_file_are_refused_by_whatever_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[int, int], names: str, there: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.png").symlink_to("one.png")
    if there:
        (tmp_path / "one.png").touch()
    files = [
        Path("link.png") if place == options[0] else tmp_path / "one.png" if place in options else None for place in range(3)
    ]
    problem = outputs_problem(files[0], files[1], files[2], as_json=False)
    assert problem is not None
    assert problem.startswith(names)
    assert problem.endswith("one.png: choose two files.")


def test_results_in_files_of_their_own_are_no_problem(tmp_path: Path) -> None:
    files = tmp_path / "a.csv", tmp_path / "a.gilviz", tmp_path / "a.png"
    assert outputs_problem(*files, as_json=True) is None
    assert outputs_problem(Path("/dev/null"), files[1], None, as_json=True) is None
    assert list(tmp_path.iterdir()) == []


def test_what_needs_a_file_of_its_own_is_not_kept_where_results_are_printed(tmp_path: Path) -> None:
    file = tmp_path / "out.png"
    with going_to(file, 1):
        assert "is standard output" in str(recording_problem(file))
        assert "is standard output" in str(outputs_problem(None, None, file, as_json=False))
        assert "one object only" in str(outputs_problem(file, None, None, as_json=True))
        assert outputs_problem(file, None, None, as_json=False) is None, "the table gives way to the segments"
    assert recording_problem(file) is None


def test_nothing_is_written_over_the_messages(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    with going_to(file, 2):
        assert "is standard error" in str(file_problem(file))
        assert "is standard error" in str(recording_problem(file))


def test_a_dash_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_standard_output(STANDARD_OUTPUT)
    assert file_problem(STANDARD_OUTPUT) is None
    assert "one object only" in str(outputs_problem(STANDARD_OUTPUT, None, None, as_json=True))
    assert "is standard output" in str(recording_problem(STANDARD_OUTPUT))
    assert not is_standard_output(tmp_path / "-"), "a file of that name has a folder"


def test_a_file_is_handed_over_as_it_is(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    content = bytes(range(256)) * 8192
    (tmp_path / "a").write_bytes(content)
    assert hand_over_file(tmp_path / "a")
    assert capfdbinary.readouterr().out == content


@pytest.mark.parametrize(("device", "status", "told"), [("pipe", 0, ""), ("/dev/full", 1, "No space left on device")])
def test_a_file_that_nobody_takes_is_told_unless_the_reader_has_seen_enough(
    tmp_path: Path, device: str, status: int, told: str
) -> None:
    if device != "pipe" and not Path(device).exists():
        return
    (tmp_path / "a").write_bytes(b"a" * 3_000_000)
    code = """if True:
        import sys
        from pathlib import Path
        from gilviz.cli.output import hand_over_file
        sys.exit(not hand_over_file(Path(sys.argv[1])))"""
    reader, writer = os.pipe()
    os.close(reader)
    output = writer if device == "pipe" else os.open(device, os.O_WRONLY)
    command = [sys.executable, "-c", code, str(tmp_path / "a")]
    done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    for descriptor in {writer, output}:
        os.close(descriptor)
    assert done.returncode == status
    assert told in done.stderr
    assert bool(told) == bool(done.stderr)
