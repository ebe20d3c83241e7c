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
from gilviz.runner.protocol import PROBE_FILE_NAME, PROBE_MAGIC, WORD, ProbeHeader

READY_WITHIN = 2.0
"""Seconds that the observer may take to look for the first time."""


@contextlib.contextmanager
def observed(directory: str, pace: Pace) -> Iterator[None]:
    """Looks at this process's GIL at that pace while the body runs, and writes what it sees into the run directory.

    Raises:
        OSError: it can't be observed; the text says why.
    """
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        path = os.path.join(directory, PROBE_FILE_NAME)
        command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.probe.observer"]
        arguments = [str(memory), str(gil_address(memory)), path, str(pace.span), str(pace.pause)]
        observer = subprocess.Popen(command + arguments, stdin=subprocess.DEVNULL, pass_fds=[memory])
    finally:
        os.close(memory)
    with observer:
        try:
            _wait_until_it_looks(observer, path)
            yield
        finally:
            observer.kill()


def _wait_until_it_looks(observer: subprocess.Popen[bytes], path: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and observer.poll() is None:
        with contextlib.suppress(OSError), open(path, "rb") as file:
            file.seek(ProbeHeader.MAGIC * WORD)
            if int.from_bytes(file.read(WORD), "little") == PROBE_MAGIC:
                return
        time.sleep(0.002)
    raise OSError(errno.ETIMEDOUT, "The GIL's observer did not begin to look")
