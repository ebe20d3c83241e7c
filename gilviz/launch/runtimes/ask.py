"""Starts an interpreter once and asks what it is; whatever else may have that name, it is ended, and told in a sentence.

A program that is asked may be anything: it may hang, flood, crash, start others and leave them behind. So it gets a session of
its own, a time limit, a limit to what it may print, and in the end its whole group is killed, answer or not.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import secrets
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gilviz.launch import family
from gilviz.launch.runtimes.description import RuntimeDescription, RuntimeUnusable
from gilviz.launch.runtimes.question import question_arguments, read_answer
from gilviz.launch.runtimes.rules import OLDEST, runtime_problem
from gilviz.launch.runtimes.sight import is_folder, is_there
from gilviz.launch.stage import inherited_environment

TIMEOUT = 10.0
"""Seconds that an interpreter has to answer."""
SLOW_STARTERS = ("jython", "ipy", "graalpy")
SLOWER = 3
"""Those first start a machine of their own, Jython three seconds where nothing else runs: they get so many times as long."""
MOST_SAID = 1 << 20
"""Bytes that a program may print before it is plain that it does not answer."""
GRACE = 0.5
"""Seconds that an interpreter which has answered gets to end by itself."""
QUOTED = 80
"""Characters of what a program said that are repeated in a message."""
_CLOSED = "gilviz ends: nothing more is asked."
_YOUNGEST = f"{OLDEST[0]}.{OLDEST[1]} or newer"


def find_python(python: str | None) -> str:
    """The absolute path of that interpreter or command; None is the one that runs gilviz.

    Raises:
        RuntimeUnusable: there is no such program.
    """
    if python is None:
        return sys.executable
    if not python.strip():
        raise RuntimeUnusable("No interpreter is named: give its path, or a command like python3.13.")
    wanted = Path(python).expanduser()
    # A bare name is looked up in PATH, as a shell would; ``str(Path("./python"))`` would have lost its "./".
    found = shutil.which(python if wanted.name == python else os.path.abspath(wanted))  # noqa: PTH100
    if found is None:
        if is_folder(wanted):
            raise RuntimeUnusable(f"{python} is a folder: give the path of the python program inside it.")
        if is_there(wanted) and wanted.name != python:
            raise RuntimeUnusable(f"{python} is not a program that you may start: give the path of a Python interpreter.")
        raise RuntimeUnusable(f"There is no program {python}: give the path of an interpreter, or a command like python3.13.")
    # Made absolute, but not resolved: a virtual environment's python is a link, and following it leaves the environment.
    return os.path.abspath(found)  # noqa: PTH100


def describe_runtime(python: str | None) -> RuntimeDescription:
    """Starts an interpreter once and asks what it can do.

    Raises:
        RuntimeUnusable: it is missing, not Python, or too old.
    """
    runtime = Asker().ask(find_python(python))
    problem = runtime_problem(runtime)
    if problem is not None:
        raise RuntimeUnusable(problem)
    return runtime


@dataclass(frozen=True)
class Heard:
    """What an interpreter printed until it had answered, or ended, or was ended.

    Args:
        said: Its bytes.
        status: Its exit status; negative: the signal that killed it.
        waited: Seconds after which it was ended, where it had not answered by then; else None.
    """

    said: bytes
    status: int
    waited: float | None


class Asker:
    """Asks interpreters what they are, in as many threads as there are callers; ``close`` ends those that are being asked.

    Args:
        timeout: Seconds that each has to answer; those that start slowly have ``SLOWER`` times as many.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._asked: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def ask(self, path: str) -> RuntimeDescription:
        """Starts it, and waits for its answer; it and its children are gone when this returns.

        Raises:
            RuntimeUnusable: it is no interpreter, or does not answer.
        """
        mark = f"gilviz-runtime-{secrets.token_hex(8)}:"
        # Nobody's modules lie in the root of its drive, which would be found before the library's.
        heard = self.hear([path, *question_arguments(mark)], mark, inherited_environment(), Path(path).anchor or None)
        runtime = read_answer(path, heard.said, mark)
        if runtime is not None:
            return runtime
        if self._closed:
            raise RuntimeUnusable(_CLOSED)
        raise RuntimeUnusable(_no_answer(path, heard.said, heard.status, heard.waited))

    def hear(self, command: Sequence[str], mark: str, environment: Mapping[str, str], folder: str | None) -> Heard:
        """Starts an interpreter, and waits until the line behind the mark is whole; it and its children are gone then.

        Raises:
            RuntimeUnusable: it can't be started.
        """
        path = command[0]
        process = self._start(command, environment, folder)
        late = threading.Event()
        patience = self._timeout * (SLOWER if Path(path).name.startswith(SLOW_STARTERS) else 1)
        timer = threading.Timer(patience, _give_up, (process, late))
        try:
            timer.start()
            said = _listen(process, mark, time.monotonic() + patience + GRACE)
        finally:
            timer.cancel()
            if timer.ident is not None:  # it began: where the system gives no more threads it did not
                timer.join()
            status = _finish(process)
            with self._lock:
                self._asked.discard(process)
        return Heard(said, status, patience if late.is_set() else None)

    def close(self) -> None:
        """Ends whoever is being asked, within 2 s, and lets nobody be asked any more."""
        with self._lock:
            self._closed = True
            asked = tuple(self._asked)
        for process in asked:
            family.end(process.pid)

    def _start(self, command: Sequence[str], environment: Mapping[str, str], folder: str | None) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RuntimeUnusable(_CLOSED)
            try:
                process = subprocess.Popen(
                    list(command),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    env=dict(environment),
                    cwd=folder,
                    start_new_session=sys.platform != "win32",
                )
            except (OSError, ValueError) as error:
                raise RuntimeUnusable(_no_start(command[0], error)) from None
            self._asked.add(process)
            return process


def _listen(process: subprocess.Popen[bytes], mark: str, deadline: float) -> bytes:
    """What it says until its answer is complete, it has said too much, it and its children are silent for good, or time is up.

    A child in a session of its own outlives its group, and may hold the pipe open: ``deadline`` is by the monotonic clock.
    """
    said = b""
    if process.stdout is not None:
        while len(said) < MOST_SAID and b"\n" not in said.partition(mark.encode())[2]:
            if not _has_come(process.stdout, deadline):
                break
            data = os.read(process.stdout.fileno(), 65536)
            if not data:
                break
            said += data
    return said


def _has_come(pipe: IO[bytes], deadline: float) -> bool:
    """Waits until there is something to read, or the end; False where the time is up before. Windows can't wait for a pipe."""
    if sys.platform == "win32":
        return True
    with selectors.DefaultSelector() as selector:  # select alone knows no file number beyond 1023
        selector.register(pipe, selectors.EVENT_READ)
        return bool(selector.select(max(0, deadline - time.monotonic())))


def _give_up(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    family.end(process.pid)


def _finish(process: subprocess.Popen[bytes]) -> int:
    """Lets it end by itself for a moment, then kills it with its whole group: its exit status."""
    if hasattr(os, "waitid"):
        # Seen to have ended, and not yet taken off the system's list: until then its number is the group's, and nobody else's.
        deadline = time.monotonic() + GRACE
        with contextlib.suppress(ChildProcessError):
            while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None and time.monotonic() < deadline:
                time.sleep(0.002)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        if process.poll() is None:
            family.end(process.pid)
    if process.stdout is not None:
        process.stdout.close()
    return process.wait()


def _no_start(path: str, error: OSError | ValueError) -> str:
    number = getattr(error, "errno", None)
    if number in (errno.ENOEXEC, getattr(errno, "EBADARCH", None), getattr(errno, "ELIBBAD", None)):
        return (
            f"{path} is no program for this system ({platform.system()}, {platform.machine()}): it may be built for another "
            "processor; install a Python for this one."
        )
    if number == errno.ENOENT and is_there(path):
        return f"{path} can't be started, for its loader or the program that its first line names is missing: install it again."
    if number == errno.ENOENT:
        return f"There is no program {path} any more: install it again, or choose another interpreter."
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{path} can't be started ({why}): give the path of a Python interpreter."


def _no_answer(path: str, said: bytes, status: int, waited: float | None) -> str:
    """Why a program that was started did not say what it is; it waited that many seconds for it, or it ended before."""
    if waited is not None:
        return (
            f"{path} gave no answer within {waited:g} s and was ended: it may be no Python interpreter, or the machine too busy; "
            "try again, or choose another."
        )
    if len(said) >= MOST_SAID:
        return f"{path} printed {len(said):,} bytes and no answer, and was ended: give the path of a Python interpreter."
    first = next((line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()), "")[:QUOTED]
    because = f" (it said: {first})" if first else ""
    if Path(path).name.startswith("jython") and not _has_java():
        return f"{path} needs Java, which is not on the search path{because}: install it, such as default-jre-headless on Debian."
    if status == 0:
        return f"{path} is not a Python interpreter{because}: give the path of one, {_YOUNGEST}."
    ended = f"ended with exit status {status}" if status > 0 else f"was killed by signal {-status}"
    return f"{path} {ended} when it was asked what it is{because}: repair it, or give the path of another Python, {_YOUNGEST}."


def _has_java() -> bool:
    """Whether Jython's script finds a Java: where the variable says, or on the search path."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (
        home is not None and shutil.which("java", path=str(Path(home, "bin"))) is not None
    )
