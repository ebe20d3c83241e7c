"""The directory that a session records into: what becomes of it, and of those that killed sessions left."""

from __future__ import annotations

import errno
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gilviz.experiment import workspace as module
from gilviz.experiment.workspace import PREFIX, Workspace, WorkspaceError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="directories are claimed by POSIX locks")

_LIVE = "from gilviz.experiment.workspace import Workspace; w = Workspace(); print(w.directory, flush=True); input()"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_a_session_leaves_nothing_behind(temporary: Path) -> None:
    with Workspace() as workspace:
        workspace.new_run()
        assert list(temporary.iterdir()) == [workspace.directory]
    assert list(temporary.iterdir()) == []


def test_a_temporary_directory_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", ".")
    with Workspace() as workspace:
        assert workspace.directory.is_absolute()
        assert workspace.stage.is_absolute()


def test_what_a_killed_session_left_is_removed_by_the_next_and_nothing_else(temporary: Path) -> None:
    command = [sys.executable, "-c", _LIVE]
    (temporary / f"{PREFIX}somebody-elses").mkdir()
    (temporary / f"{PREFIX}a-file").touch()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdout is not None
        left = Path(session.stdout.readline().strip())
        with Workspace():
            assert left.is_dir(), "its owner lives"
        session.send_signal(signal.SIGKILL)
    assert left.is_dir()
    with Workspace():
        assert not left.exists()
    assert {path.name for path in temporary.iterdir()} == {f"{PREFIX}somebody-elses", f"{PREFIX}a-file"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on open files")
def test_with_hardly_a_file_to_be_opened_the_directory_is_removed_all_the_same(temporary: Path) -> None:
    code = """if True:
        import os, resource, sys
        from gilviz.experiment.workspace import Workspace
        workspace = Workspace()
        (workspace.directory / "a" / "b" / "c" / "d" / "e").mkdir(parents=True)
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, free + 1))
        workspace.close()
        """
    subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, check=True)
    assert list(temporary.iterdir()) == []


def test_a_directory_that_vanished_is_told_and_not_made_again(temporary: Path) -> None:
    with Workspace() as workspace:
        shutil.rmtree(workspace.directory)
        with pytest.raises(WorkspaceError, match="was removed while it was needed"):
            workspace.new_run()
    assert list(temporary.iterdir()) == []


def test_a_disk_that_fills_while_the_runner_is_copied_is_told_and_left_empty(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(WorkspaceError, match="is full: free some space"):
        Workspace()
    assert list(temporary.iterdir()) == []


def test_a_disk_without_room_for_a_recording_is_told_before_anything_runs(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROOM", 1 << 62)
    with pytest.raises(WorkspaceError, match="is full: free some space"):
        Workspace()
    assert list(temporary.iterdir()) == []
