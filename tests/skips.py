"""Which tests may be skipped, and where: any other skip is a failure.

A test that is skipped by accident (a library that did not import, a display that was not found) looks like a passing one. So a
skip must give one of these reasons, on a machine where that reason is true.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class AllowedSkip:
    """One reason to skip.

    Args:
        reason: How the skip's own reason must begin.
        holds: Whether it is true on this machine.
    """

    reason: str
    holds: bool


ALLOWED = (
    AllowedSkip("needs Linux", sys.platform != "linux"),
    AllowedSkip("needs POSIX", os.name != "posix"),
    AllowedSkip("needs an ordinary user", getattr(os, "geteuid", lambda: 1)() == 0),
    AllowedSkip("needs two cores", (os.cpu_count() or 1) < 2),
)


def skip_is_expected(reason: str, allowed: tuple[AllowedSkip, ...] = ALLOWED) -> bool:
    """Whether a skip for this reason may pass here."""
    reason = reason.removeprefix("Skipped: ")
    return any(skip.holds and reason.startswith(skip.reason) for skip in allowed)
