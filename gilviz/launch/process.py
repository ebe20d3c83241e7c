"""A job's process as its starter sees it: its messages, its log, its end.

Four threads do nothing but wait: for messages, for the log, for a failure, for the end. What they learn is queued, and
``events()`` hands it out, so that whoever asks (a window at its frame rate, a command line) never waits.

The end comes in one order, whatever happened: the process is gone, its family has been ended, both pipes are read to the last
byte, then ``Ended`` is queued. After it there is nothing more, and no process is left.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from gilviz.launch import family
from gilviz.launch.log_tail import LogTail
from gilviz.launch.request_pipe import RequestPipe
from gilviz.runner.protocol import Message

GRACE = 1.0
"""Seconds that a job which said it failed has to end by itself."""
_DRAIN = 2.0
"""Seconds to wait for the pipes' last bytes after everybody is gone."""


@dataclass(frozen=True)
class Said:
    """A control message: its fields, ``kind`` among them."""

    message: Mapping[str, Any]


@dataclass(frozen=True)
class Ended:
    """The job and all its children are gone.

    Args:
        status: The first process's exit status; negative: the signal that killed it.
        stopped: Whether it was ended by ``stop``.
    """

    status: int
    stopped: bool


Event = Said | Ended


def runner_command(python: str, *, own_packages: bool = False) -> list[str]:
    """What starts the runner in that interpreter: with nothing on its path but the staged copy and the standard library.

    Args:
        python: The interpreter.
        own_packages: Whether its packages are there, too: the user's own function needs them.
    """
    return [python, *(() if own_packages else ("-S", "-s")), "-m", "gilviz.runner"]


class JobProcess:
    """One job in its own process, and process group.

    Args:
        command: What to start.
        order: What to run, as ``gilviz.runner.job`` takes it.
        environment: Its whole environment.
        directory: Its working directory.
    """

    def __init__(self, command: Sequence[str], order: Mapping[str, Any], environment: Mapping[str, str], directory: Path) -> None:
        self._command = list(command)
        self._order = dict(order)
        self._mark = secrets.token_hex(8)
        self._environment = {**environment, family.MARK: self._mark}
        self._directory = directory
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._log = LogTail()
        self._stopping = threading.Event()
        self._over = threading.Event()  # it has failed, or is gone
        self._gone = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: RequestPipe | None = None

    def start(self) -> None:
        """Starts it.

        Raises:
            OSError: the interpreter can't be started, or the system has no threads left to listen to it.
        """
        requests = RequestPipe()
        try:
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                cwd=self._directory,
                start_new_session=sys.platform != "win32",
                bufsize=0,
                pass_fds=requests.inherited,
            )
        except BaseException:
            requests.close()
            raise
        order = json.dumps({**self._order, "requests": next(iter(requests.inherited), None)}).encode() + b"\n"
        requests.started(process.stdin)
        self._requests = requests
        # A job that dies at once leaves a broken pipe; its end is told like any other. The pipe stays open: its end means ours.
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.write(order)
        try:
            self._listen(process)
        except RuntimeError as error:
            self._process = None
            self._gone.set()
            self._over.set()
            family.end(process.pid, self._mark)
            process.wait()
            self._close_pipes(process)
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    @property
    def pid(self) -> int | None:
        """The number of its first process, which leads its session; None before it is started."""
        return self._process.pid if self._process is not None else None

    def events(self) -> list[Event]:
        """What has happened since the last call."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._events.get_nowait())
        return found

    def stop(self) -> None:
        """Ends the job and all its children, within 2 s; returns at once, and ``Ended`` follows."""
        if self._process is not None and not self._stopping.is_set():
            self._stopping.set()
            try:
                ending = (self._process.pid, self._mark)
                threading.Thread(target=family.end, args=ending, name="job stop", daemon=True).start()
            except RuntimeError:  # the system has no thread left for it: then not at once, but surely
                family.end(self._process.pid, self._mark)

    def ask(self, request: Mapping[str, Any]) -> bool:
        """Asks the job something while it runs (``runner.requests``); whether the request is on its way. Never waits."""
        return self._requests is not None and self._requests.send(request)

    @property
    def log_length(self) -> int:
        """How many characters were ever printed: it tells whether there is something new, at no cost."""
        return self._log.length

    def log(self) -> tuple[str, int]:
        """The last part of what the job and its children printed, and how many characters they had printed until then."""
        return self._log.snapshot()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        readers = [
            threading.Thread(target=self._read_messages, args=(process.stdout,), name="job messages", daemon=True),
            threading.Thread(target=self._read_log, args=(process.stderr,), name="job log", daemon=True),
        ]
        for reader in readers:
            reader.start()
        # Waits from the start: when a job has taken all threads that there are, it is too late to ask for one.
        threading.Thread(target=self._end_after_grace, name="job grace", daemon=True).start()
        threading.Thread(target=self._supervise, args=(process, readers), name="job end", daemon=True).start()

    def _read_messages(self, pipe: IO[bytes]) -> None:
        rest = b""
        while data := os.read(pipe.fileno(), 65536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            kind = message["kind"]
        except (ValueError, TypeError, KeyError):
            # Not ours: something wrote to the descriptor itself. It belongs to the log.
            self._log.append(line + b"\n")
            return
        self._events.put(Said(message))
        if kind == Message.FAILED:
            self._over.set()

    def _read_log(self, pipe: IO[bytes]) -> None:
        while data := os.read(pipe.fileno(), 65536):
            self._log.append(data)

    def _end_after_grace(self) -> None:
        self._over.wait()
        if not self._gone.wait(GRACE) and self._process is not None:
            family.end(self._process.pid, self._mark)

    def _supervise(self, process: subprocess.Popen[bytes], readers: Sequence[threading.Thread]) -> None:
        if hasattr(os, "waitid"):
            # Seen to have ended, and not taken off the system's list yet: until then its number can't be given to another one.
            with contextlib.suppress(ChildProcessError):  # Somebody else in this program has taken it off.
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        else:
            process.wait()
        self._gone.set()
        self._over.set()
        # Whoever is left of the family holds the pipes open, and is nobody's any more.
        family.end(process.pid, self._mark)
        status = process.wait()
        for reader in readers:
            reader.join(_DRAIN)
        self._close_pipes(process)
        self._events.put(Ended(status, self._stopping.is_set()))

    def _close_pipes(self, process: subprocess.Popen[bytes]) -> None:
        if self._requests is not None:
            self._requests.close()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
