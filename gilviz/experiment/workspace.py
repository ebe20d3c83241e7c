"""The temporary directory that a session's runs record into: made at once, so that a full or read-only disk is told early."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
import tempfile
from collections.abc import Hashable
from pathlib import Path
from types import TracebackType
from typing import Self

from gilviz.experiment.ownership import claim, remove, sweep
from gilviz.experiment.unsaved import has_unsaved
from gilviz.launch.stage import stage_runner

PREFIX = "gilviz-"
"""What the names of all sessions' directories begin with."""
ROOM = 16 * 1024 * 1024
"""Bytes that must be free: what the lane files of a large run take."""


class WorkspaceError(Exception):
    """No run can be recorded; the text is a sentence that says why, and what to do."""


class Workspace:
    """A directory below the system's temporary one, with a copy of the runner and a directory for each run.

    Args:
        keeps: Whether its runs are to be found again if the session is killed (``unsaved``); the next one removes them else.

    Raises:
        WorkspaceError: it can't be made.
    """

    keeps = False

    def __init__(self, *, keeps: bool = False) -> None:
        self.keeps = keeps
        self._runs = 0
        self._ended: list[Path] = []
        self._sizes: dict[tuple[str, float, str | None], int] = {}
        self._results: dict[tuple[Hashable, ...], Path] = {}
        self._numbers = itertools.count()
        self._claim: int | None = None
        try:
            sweep(Path(tempfile.gettempdir()), PREFIX, has_unsaved)
            self.directory = Path(tempfile.mkdtemp(prefix=PREFIX)).absolute()  # jobs have another working directory
        except OSError as error:
            raise WorkspaceError(_sentence(error)) from error
        try:
            _check_room(self.directory)
            self._claim = claim(self.directory)
            self.stage = stage_runner(self.directory / "stage")
        except OSError as error:
            self.close()
            raise WorkspaceError(_sentence(error)) from error

    def new_run(self) -> Path:
        """An empty directory for one run, with ``tmp`` in it for the job's own temporary files.

        Raises:
            WorkspaceError: it can't be made.
        """
        self._runs += 1
        # The name is short: a fork server's socket goes below it, and sockets' paths may have some hundred characters only.
        directory = self.directory / f"r{self._runs}"
        try:
            (self.stage / "gilviz").stat()
            directory.mkdir()
            (directory / "tmp").mkdir()
        except FileNotFoundError as error:
            sentence = f"The temporary directory {self.directory} was removed while it was needed: start gilviz again."
            raise WorkspaceError(sentence) from error
        except OSError as error:
            raise WorkspaceError(_sentence(error)) from error
        return directory

    def discard_run(self, directory: Path) -> None:
        """Removes a run's directory once its trace is read to the end; where runs are kept, not before ``let_go``."""
        self._ended.append(directory)
        if not self.keeps:
            self.let_go()

    def let_go(self) -> None:
        """Removes the directories of the runs that have ended: what they recorded is in safety."""
        for directory in self._ended:
            shutil.rmtree(directory, ignore_errors=True)
        self._ended.clear()

    def known_size(self, workload: str, seconds: float, python: str | None) -> int | None:
        """The size calibrated before in this session, so that runs made one after another can be compared; None: not yet."""
        return self._sizes.get((workload, seconds, python))

    def remember_size(self, workload: str, seconds: float, python: str | None, size: int) -> None:
        """Keeps a calibrated size for the session."""
        self._sizes[workload, seconds, python] = size

    def results_of(self, *work: Hashable) -> Path:
        """The file in which the first plain loop over that work leaves its results, for the others to be held against."""
        if work not in self._results:
            self._results[work] = self.directory / f"results-{next(self._numbers)}"
        return self._results[work]

    def forget_results(self) -> None:
        """From now on no run is held against the results of one before: the user may have edited the work meanwhile."""
        for path in self._results.values():
            with contextlib.suppress(OSError):
                path.unlink()
        self._results.clear()

    def close(self) -> None:
        """Removes everything."""
        remove(self.directory)
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _check_room(directory: Path) -> None:
    if shutil.disk_usage(directory).free < ROOM:
        raise OSError(errno.ENOSPC, "No space left on device")


def _sentence(error: OSError) -> str:
    try:
        where = tempfile.gettempdir()
    except OSError:
        # Python looks for a usable directory itself, and gives up where none can be written to.
        return "No temporary directory can be written to, so nothing can be recorded: set TMPDIR to a folder of yours."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of the temporary directory {where} is full: free some space, or set TMPDIR to a folder on another disk."
    return f"The temporary directory {where} can't be written to ({error.strerror}): set TMPDIR to a folder of yours."
