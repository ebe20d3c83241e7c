"""What a job may be asked while it runs: to change its switch interval. Each request is a line of JSON.

Who listens is blocked in ``read``: it needs no GIL and no core until something is asked. The answer is sent when the change has
taken effect, with the time at which it did. On Linux requests come through a pipe of their own, for a signal watches standard
input (``guard``) and would end the job; elsewhere they come after the order.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Callable, Optional

from gilviz.runner.control import ControlChannel
from gilviz.runner.protocol import Message
from gilviz.runner.spec import MAX_SWITCH_INTERVAL, MIN_SWITCH_INTERVAL


class Requests:
    """Heeds requests from the moment on at which there are workers whom they concern.

    Args:
        channel: Where the answers go.
        descriptor: The pipe that requests come through; None where they come by standard input.
    """

    def __init__(self, channel: ControlChannel, descriptor: Optional[int]) -> None:
        self._channel = channel
        self._descriptor = descriptor
        self._concerned = False
        if descriptor is not None:
            os.set_inheritable(descriptor, False)  # the job's own children have nothing to do with it

    def begin(self) -> None:
        """The workers are threads that share this process's GIL: listen."""
        self._concerned = True
        if self._descriptor is not None:
            threading.Thread(target=follow, args=(self._descriptor, self.heed), name="requests", daemon=True).start()

    def end(self) -> None:
        """The workers are at their end: what is asked from now on concerns nobody."""
        self._concerned = False

    def heed(self, line: bytes) -> None:
        """Does what a line asks, and tells it; what makes no sense is not done."""
        try:
            seconds = float(json.loads(line)["switch_interval"])
            if self._concerned and MIN_SWITCH_INTERVAL <= seconds <= MAX_SWITCH_INTERVAL:
                sys.setswitchinterval(seconds)
                self._channel.send(Message.SWITCH_INTERVAL, t=time.perf_counter_ns(), seconds=sys.getswitchinterval())
        except (ValueError, TypeError, KeyError):
            return


def follow(descriptor: int, heed: Callable[[bytes], None]) -> None:
    """Hands on every line that comes, until the other end is closed."""
    rest = b""
    while True:
        data = os.read(descriptor, 4096)
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            heed(line)
