"""How long tests wait for what must come, and what they say of times, on a machine that may be busy with something else.

What must come is waited for as long as nobody could believe any more that it comes: ``AGES_S``. A test that passes waits no
longer for that; only one that fails does.

What must come *soon* is another matter (``within``): how long it took counts without the time in which something on the machine
had to wait for a core or for a disk, as the kernel counts it ("pressure"). On a machine that has nothing else to do this is the
whole time, and on one that has, what was in nobody's way can still not take too long.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

AGES_S = 120.0
AGES_MS = 120_000
_PRESSURE = Path("/proc/pressure")
_UPDATED_EVERY_S = 2.1
"""The kernel adds its counts up every other second."""


def wait_until(condition: Callable[[], object], pause_s: float = 0.005) -> None:
    """Returns when the condition holds; fails when it does not come to hold.

    Raises:
        AssertionError: it did not in ``AGES_S``.
    """
    deadline = time.monotonic() + AGES_S
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(pause_s)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the body takes longer than that, without the time in which others were in its way.

    Raises:
        AssertionError: it did.
    """
    began, before = time.monotonic(), _in_the_way()
    yield
    took = time.monotonic() - began
    if took < seconds:
        return
    if before is None:
        assert took < AGES_S, f"{took:.1f} s, on a system that does not tell why"
        return
    time.sleep(_UPDATED_EVERY_S)
    waited = (_in_the_way() or 0.0) - before
    assert took - waited < seconds, f"{took:.1f} s, and somebody waited for a core or a disk for {waited:.1f} s"


def _in_the_way() -> float | None:
    """For how many seconds in all something had to wait for a core or a disk; None where nobody tells."""
    try:
        told = [(_PRESSURE / what).read_text(encoding="ascii") for what in ("cpu", "io")]
    except OSError:
        return None
    return sum(int(found[1]) for text in told if (found := re.search(r"some .*total=(\d+)", text))) / 1e6
