"""Has this process's GIL observed while a job runs, where the system and the interpreter admit it."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import time
from typing import Iterator

from gilviz.runner.probe.locate import gil_address
from gilviz.runner.probe.pace import Pace
from gilviz.runner.probe.waits import make_file
from gilviz.runner.protocol import PROBE_FILE_NAME, WAITS_FILE_NAME, WORD, ProbeHeader, WaitsHeader
from gilviz.runner.recording.native_library import c_library

_SET_PTRACER = 0x59616D61
READY_WITHIN = 2.0
"""Seconds that the observer may take to look for the first time."""


@contextlib.contextmanager
def observed(directory: str, pace: Pace) -> Iterator[int]:
    """Looks at this process's GIL at that pace while the body runs, and writes what it sees into the run directory.

    Gives the body the GIL's address.

    Raises:
        OSError: it can't be observed; the text says why.
    """
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        path = os.path.join(directory, PROBE_FILE_NAME)
        command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.probe.observer"]
        address = gil_address(memory)
        arguments = [str(memory), str(address), path, str(pace.span), str(pace.pause)]
        observer = subprocess.Popen(command + arguments, stdin=subprocess.DEVNULL, pass_fds=[memory])
    finally:
        os.close(memory)
    with observer:
        try:
            _wait_until_it_looks(observer, path)
            yield address
        finally:
            observer.kill()


@contextlib.contextmanager
def waits_watched(directory: str, gil: int) -> Iterator[None]:
    """Has it looked at while the body runs what the workers wait for, where the system tells; the file is there in any case.

    Args:
        directory: The run's.
        gil: The address of this process's GIL; 0 where it is not known.
    """
    make_file(directory)
    if sys.platform != "linux":
        yield
        return
    # "-P" and its like are younger than the oldest Python: the folder that it starts in is the user's.
    command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.probe.waits", directory, str(gil)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=directory) as onlooker:
        try:
            # Where Yama restricts who may look into whom, a process may name one that is allowed to.
            with contextlib.suppress(OSError):
                c_library().prctl(_SET_PTRACER, onlooker.pid, 0, 0, 0)
            wait_for_word(onlooker, os.path.join(directory, WAITS_FILE_NAME), WaitsHeader.LAST_LOOK)
            yield
        finally:
            onlooker.kill()


def _wait_until_it_looks(observer: subprocess.Popen[bytes], path: str) -> None:
    if not wait_for_word(observer, path, ProbeHeader.MAGIC):
        raise OSError(errno.ETIMEDOUT, "The GIL's observer did not begin to look")


def wait_for_word(looker: subprocess.Popen[bytes], path: str, word: int) -> bool:
    """Waits until that word of the file's header has a value; whether it has one in time."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and looker.poll() is None:
        with contextlib.suppress(OSError), open(path, "rb") as file:
            file.seek(word * WORD)
            if any(file.read(WORD)):
                return True
        time.sleep(0.002)
    return False
