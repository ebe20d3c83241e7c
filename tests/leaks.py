"""What a test must not leave behind, and how each kind of leftover is seen.

Every watch is made before a test and asked after it; its answer is a list of sentences, empty when the test cleaned up. What
needs a moment to vanish (a process that was just killed, a thread that returns) is given one.

The watches are exact because the session is closed off (``Enclosure``): temporary files and settings of other programs, or of
another test session on the same machine, can't be mistaken for a test's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import psutil
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

PATIENCE_S = 20.0
"""How long a leftover may take to vanish, in seconds: on a busy machine even what was killed needs a core to end on."""
_PR_SET_CHILD_SUBREAPER = 36
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, never written to


class Watch(Protocol):
    """One kind of leftover."""

    def leftovers(self) -> list[str]:
        """What is there now and was not when the watch was made, a description each."""


@dataclass(frozen=True)
class Enclosure:
    """The private folders of one test session, instead of the machine's and the user's own.

    Args:
        temp: Becomes ``tempfile.gettempdir()``, here and in every child.
        config: Becomes the user's settings folder on systems that follow XDG.
    """

    temp: Path
    config: Path

    @classmethod
    def make(cls) -> Enclosure:
        """Creates the folders and points the environment of this process and its children at them."""
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())  # tmp_path stays where people look for it
        root = Path(tempfile.mkdtemp(prefix="gilviz-tests-"))
        enclosure = cls(root / "tmp", root / "config")
        enclosure.temp.mkdir()
        enclosure.config.mkdir()
        for name in ("TMPDIR", "TEMP", "TMP"):
            os.environ[name] = str(enclosure.temp)
        tempfile.tempdir = None
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = str(enclosure.config)
        os.environ["XDG_CACHE_HOME"] = str(root / "cache")  # what is kept there may stay, but not in the user's own
        adopt_orphans()
        return enclosure

    def remove(self) -> None:
        """Deletes the folders at the end of the session."""
        shutil.rmtree(self.temp.parent, ignore_errors=True)


def adopt_orphans() -> None:
    """Makes children whose parent has died children of this process (Linux), so that a forgotten worker can't hide."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Processes:
    """Children, and their children, that are still alive."""

    def __init__(self) -> None:
        _let_the_dead_go()
        self._before = frozenset(self._children())

    def leftovers(self) -> list[str]:
        """One description per process that still runs."""
        return [_describe(child) for child in self._new()]

    def kill(self) -> None:
        """Ends what was left behind, so that later tests run undisturbed."""
        for child in self._new():
            child.kill()

    def _new(self) -> list[psutil.Process]:
        return [child for child in self._children() if child not in self._before]

    @staticmethod
    def _children() -> list[psutil.Process]:
        if not _has_children():
            return []
        return [child for child in psutil.Process().children(recursive=True) if runs(child)]


class Threads:
    """Python threads of the test process."""

    def __init__(self) -> None:
        self._before = frozenset(threading.enumerate())

    def leftovers(self) -> list[str]:
        """One description per thread that still runs."""
        return [f"thread {thread.name!r}" for thread in threading.enumerate() if thread not in self._before]


class Windows:
    """Top-level widgets, shown or not."""

    def __init__(self) -> None:
        self._before = frozenset(map(id, _top_level_widgets()))

    def leftovers(self) -> list[str]:
        """One description per widget that nobody deleted."""
        flush_deletions()
        if self._new():
            gc.collect()  # a reference cycle is no leak
            flush_deletions()
        return self._new()

    def _new(self) -> list[str]:
        return [f"window {widget!r}" for widget in _top_level_widgets() if id(widget) not in self._before]


class Timers:
    """QTimers that would still fire."""

    def __init__(self) -> None:
        self._before = frozenset(map(id, self._active()))

    def leftovers(self) -> list[str]:
        """One description per active timer."""
        return [f"timer {timer!r} of {timer.parent()!r}" for timer in self._active() if id(timer) not in self._before]

    @staticmethod
    def _active() -> list[QTimer]:
        # By type, for isinstance() takes ten times as long for one of Qt's, and this looks at many objects around every test.
        kinds = _kinds_of(QTimer)
        timers = cast("list[QTimer]", [thing for thing in gc.get_objects() if type(thing) in kinds])
        return [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]


class Files:
    """New files and folders in given folders, at any depth for ``deep`` ones."""

    def __init__(self, what: str, folders: Sequence[Path]) -> None:
        """Remembers what is there.

        Args:
            what: How a leftover is called: ``temporary file``.
            folders: Where to look; each may be missing.
        """
        self._what = what
        self._folders = tuple(folders)
        self._before = dict(self._stamps())

    def leftovers(self) -> list[str]:
        """One description per file that is new or has changed."""
        return [f"{self._what} {path}" for path, stamp in self._stamps() if self._before.get(path) != stamp]

    def _stamps(self) -> Iterator[tuple[Path, int]]:
        for folder in self._folders:
            for path in folder.rglob("*"):
                try:
                    yield path, 0 if path.is_dir() else path.stat().st_mtime_ns
                except FileNotFoundError:
                    continue  # gone between being listed and being looked at


class SharedMemory:
    """Named semaphores and shared memory (Linux) that no living process uses any more."""

    def __init__(self) -> None:
        self._before = frozenset(self._names())

    def leftovers(self) -> list[str]:
        """One description per name; those of a living process, or that one has mapped, are that one's own affair."""
        new = [name for name in self._names() if name not in self._before and not _named_after_the_living(name)]
        if not new:
            return []
        mapped = _mapped_inodes()
        return [f"shared memory {name}" for name in new if _inode(SHARED_MEMORY / name) not in mapped | {None}]

    @staticmethod
    def _names() -> list[str]:
        return [path.name for path in SHARED_MEMORY.glob("*")] if SHARED_MEMORY.is_dir() else []


def flush_deletions() -> None:
    """Carries out every ``deleteLater`` that is due."""
    application = QCoreApplication.instance()
    if application is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()


def after_a_while(watches: Sequence[Watch], patience_s: float) -> list[str]:
    """What is still left behind when everything has had its time to vanish."""
    deadline = time.monotonic() + patience_s
    while (found := [sentence for watch in watches for sentence in watch.leftovers()]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def _top_level_widgets() -> list[object]:
    application = QApplication.instance()
    return list(QApplication.topLevelWidgets()) if isinstance(application, QApplication) else []


def _kinds_of(kind: type) -> set[type]:
    return {kind}.union(*map(_kinds_of, kind.__subclasses__()))


def _has_children() -> bool:
    """Whether this process has any child, dead ones that nobody asked after included.

    Orphans are adopted, so where there is no child there is no grandchild either: most tests need no search of all processes.
    """
    if sys.platform == "win32":
        return True  # who knows
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # it stays for whoever waits for it
    except ChildProcessError:
        return False
    return True


def _let_the_dead_go() -> None:
    """Takes leave of children that have died and that nobody waited for: they would hide that there are no others."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def runs(process: psutil.Process) -> bool:
    """Whether it has not ended yet; it may be gone before it is asked."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _describe(process: psutil.Process) -> str:
    try:
        return f"process {process.pid}: {' '.join(process.cmdline())}"
    except psutil.Error:
        return f"process {process.pid}"


def _named_after_the_living(name: str) -> bool:
    """Whether there is a process whose number is a word of the name: ``sem.loky-6046-ddpn_yn4``.

    It may belong to another test, or to another program. One of this test's own would itself be told as left behind.
    """
    return any(psutil.pid_exists(int(number)) for number in re.findall(r"(?<![^\W_])[1-9][0-9]{0,8}(?![^\W_])", name))


def _inode(path: Path) -> int | None:
    """A file's number; None once it is gone."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _mapped_inodes() -> frozenset[int]:
    """The files that living processes have mapped.

    By number, for whoever makes a semaphore has it mapped under a name that is gone by then; others know it by its own.
    """
    found: set[int] = set()
    for maps in Path("/proc").glob("[0-9]*/maps"):
        # A process may have ended meanwhile, or not be ours to look at.
        with contextlib.suppress(OSError):
            found |= {
                int(line.split()[4]) for line in maps.read_text(errors="replace").splitlines() if str(SHARED_MEMORY) in line
            }
    return frozenset(found)
