"""Which tests may be skipped, and where: any other skip is a failure.

A test that is skipped by accident (a library that did not import, a display that was not found) looks like a passing one. So a
skip must give one of these reasons, on a machine where that reason is true.
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AllowedSkip:
    """One reason to skip.

    Args:
        reason: How the skip's own reason must begin.
        holds: Whether it is true, and may be, on this machine.
    """

    reason: str
    holds: bool


def _kernel_may_refuse_switches() -> bool:
    """Containers filter the call (seccomp), hardened systems raise its level, and we know its number for two processors."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        level = int(Path("/proc/sys/kernel/perf_event_paranoid").read_text(encoding="ascii"))
    except OSError:
        return True
    return "\nSeccomp:\t0\n" not in status or level > 2 or platform.machine() not in ("x86_64", "aarch64")


def allowed_here() -> tuple[AllowedSkip, ...]:
    """The reasons, and which of them hold on this machine."""
    return (
        AllowedSkip("needs an interpreter: ipy", True),  # IronPython comes in no package that could be installed
        AllowedSkip("needs an interpreter that is promised nowhere:", True),  # runtimes.sh does not install it
        # Set where runtimes.sh has run: an interpreter that is absent there is a fault.
        AllowedSkip("needs an interpreter:", os.environ.get("GILVIZ_ALL_RUNTIMES") != "1"),
        AllowedSkip("needs Linux", sys.platform != "linux"),
        AllowedSkip("needs a kernel that tells switches", _kernel_may_refuse_switches()),
        AllowedSkip("needs a kernel that gives namespaces", True),  # containers and hardened systems refuse them
        AllowedSkip("needs POSIX", os.name != "posix"),
        AllowedSkip("needs an ordinary user", getattr(os, "geteuid", lambda: 1)() == 0),
        AllowedSkip("needs two cores", (os.cpu_count() or 1) < 2),
    )


ALLOWED = allowed_here()


def skip_is_expected(reason: str, allowed: tuple[AllowedSkip, ...] = ALLOWED) -> bool:
    """Whether a skip for this reason may pass here."""
    reason = reason.removeprefix("Skipped: ")
    return any(skip.holds and reason.startswith(skip.reason) for skip in allowed)
