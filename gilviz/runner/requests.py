"""What a job may be asked while it runs: to change its switch interval. Each request is a line of JSON.

Who listens is blocked in ``read``: it needs no GIL and no core until something is asked. The answer is sent when the change has
taken effect, with the time at which it did. On Linux requests come through a pipe of their own, for a signal watches standard
input (``guard``) and would end the job; elsewhere they come after the order, and may come before anybody is concerned: then the
newest is done as soon as somebody is.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Callable, Optional, Tuple

from gilviz.runner.control import ControlChannel
from gilviz.runner.protocol import Message
from gilviz.runner.spec import MAX_SWITCH_INTERVAL, MIN_SWITCH_INTERVAL

Change = Callable[[float], int]
"""Changes the switch interval, in seconds, of all whom that concerns; gives the time in ns from which on they have it."""


def change_here(seconds: float) -> int:
    """Changes this process's own."""
    sys.setswitchinterval(seconds)
    return time.perf_counter_ns()


class Requests:
    """Heeds requests from the moment on at which there are workers whom they concern.

    Args:
        channel: Where the answers go.
        descriptor: The pipe that requests come through; None where they come by standard input.
    """

    def __init__(self, channel: ControlChannel, descriptor: Optional[int]) -> None:
        self._channel = channel
        self._descriptor = descriptor
        self._change: Optional[Change] = None
        self._early: Optional[bytes] = None
        self._over = False
        self._order = threading.Lock()  # one after another, though those that came early are done by another thread
        if descriptor is not None:
            os.set_inheritable(descriptor, False)  # the job's own children have nothing to do with it

    def begin(self, change: Change = change_here) -> None:
        """There are workers now whom that concerns, and this is how their interval is changed: listen."""
        with self._order:
            self._change = change
            early, self._early = self._early, None
        if early is not None:
            self.heed(early)
        if self._descriptor is not None:
            threading.Thread(target=follow, args=(self._descriptor, self.heed), name="requests", daemon=True).start()

    def end(self) -> None:
        """The workers are at their end: what is asked from now on concerns nobody."""
        self._over = True

    def heed(self, line: bytes) -> None:
        """Does what a line asks, and tells it; what makes no sense is not done."""
        with self._order:
            try:
                seconds = float(json.loads(line)["switch_interval"])
                if self._over or not MIN_SWITCH_INTERVAL <= seconds <= MAX_SWITCH_INTERVAL:
                    return
                if self._change is None:
                    self._early = line
                    return
                when = self._change(seconds)
            except (ValueError, TypeError, KeyError, OSError, EOFError):  # or those whom it concerns have just gone
                return
        if not self._over:
            self._channel.send(Message.SWITCH_INTERVAL, t=when, seconds=seconds)


def first_line(descriptor: int) -> Tuple[bytes, bytes]:
    """The first line that comes, and what has come of the following ones: nothing of it is kept where nobody else reads."""
    data = b""
    while b"\n" not in data:
        more = os.read(descriptor, 65536)
        if not more:
            break
        data += more
    line, _, rest = data.partition(b"\n")
    return line, rest


def follow(descriptor: int, heed: Callable[[bytes], None], rest: bytes = b"") -> None:
    """Hands on every line that comes, until the other end is closed; ``rest``: what has been read already."""
    while True:
        *lines, rest = rest.split(b"\n")
        for line in lines:
            heed(line)
        data = os.read(descriptor, 4096)
        if not data:
            return
        rest += data
