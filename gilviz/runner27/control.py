"""The control channel: few messages to whoever started the job, as JSON lines, where the user's prints can't reach it."""

from __future__ import absolute_import

import json
import os
import signal
import sys
import threading

GONE = 70
"""The exit status of a job whose starter is gone; nobody is there to read it."""


class ControlChannel(object):
    """What was standard output; whatever is printed from now on goes to standard error, the log.

    Args:
        machine: What is below Python: ``jvm`` or ``dotnet``.
    """

    def __init__(self, machine):
        sys.stdout.flush()
        self._write = machine.take_output()
        sys.stdout = sys.stderr

    def send(self, kind, **fields):
        """Sends one message whole."""
        self._write(bytearray((json.dumps(dict(fields, kind=kind)) + "\n").encode("ascii")))


def die_with_parent(machine):
    """Ends the job, and all that it started, when whoever started it is gone: then standard input ends."""

    def wait():
        while sys.stdin.readline():
            continue
        try:
            os.kill(0, signal.SIGTERM)
        finally:
            machine.halt(GONE)

    guard = threading.Thread(target=wait, name="guard")
    guard.daemon = True
    guard.start()
