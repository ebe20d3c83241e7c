"""What a job says where the system has no room for it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gilviz.runner.failure import sentence_on_the_system
from gilviz.runner.protocol import WorkerKind, lane_file_name
from gilviz.runner.recording.recording import REFUSED, Recording
from gilviz.runner.work_left import work_is_left


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "set TMPDIR"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (OSError(errno.EFBIG, "File too large"), "ulimit -f"),
        (BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), "ulimit -u"),
        (RuntimeError("can't start new thread"), "ulimit -u"),
        (RuntimeError("interpreter creation failed"), "use fewer workers"),
        (OSError("AF_UNIX path too long"), "set TMPDIR to a shorter one"),
        (MemoryError(), "fewer workers"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "fewer workers"),
    ],
)
def test_what_the_system_refused_is_told_with_its_remedy(error: BaseException, remedy: str) -> None:
    assert remedy in sentence_on_the_system(error)


def test_semaphores_that_cannot_be_made_are_not_blamed_on_the_temporary_directory() -> None:
    code = compile(f"raise OSError({errno.ENOSPC}, 'No space left on device')", "/lib/multiprocessing/synchronize.py", "exec")
    with pytest.raises(OSError, match="No space") as caught:
        exec(code)  # noqa: S102 - as the standard library would raise it
    assert "need semaphores" in sentence_on_the_system(caught.value)


def test_what_the_system_refused_counts_more_than_what_an_executor_stumbled_over_because_of_it() -> None:
    stumbled = AttributeError("'DummyProcess' object has no attribute 'terminate'")
    stumbled.__context__ = RuntimeError("can't start new thread")
    assert "ulimit -u" in sentence_on_the_system(stumbled)


@pytest.mark.parametrize("error", [ValueError("wrong"), OSError("odd"), RuntimeError("no")])
def test_other_errors_are_the_tasks_own(error: BaseException) -> None:
    assert sentence_on_the_system(error) == ""


def test_a_worker_that_cannot_record_is_not_taken_for_one_that_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Recording(str(tmp_path), WorkerKind.THREAD, True, 1)
    monkeypatch.setattr("os.getpid", lambda: 77)
    (tmp_path / lane_file_name(77, 1, 0)).mkdir()
    recording.begin()
    assert (tmp_path / REFUSED).exists()
    assert not work_is_left(str(tmp_path), 1)
