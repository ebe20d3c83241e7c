"""``python -m gilviz`` does what the command ``gilviz`` does."""

from __future__ import annotations

import signal
import sys

if sys.platform != "win32":
    import resource

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # While the rest is imported there is nothing to stop or to remove: Ctrl+C ends the program, and not with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

LEAST_MEMORY = 160 << 20
"""Bytes below which the libraries can't be loaded: numpy's then end the program, in words of their own."""
UNLIMITED = -1


def address_space() -> int:
    """How many bytes this process may map; ``UNLIMITED`` where nothing limits it."""
    if sys.platform == "win32":
        return UNLIMITED
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return UNLIMITED if allowed == resource.RLIM_INFINITY else allowed


def memory_problem(allowed: int) -> str:
    """Why nothing can begin in so much memory, in a sentence; empty where it can be tried."""
    if allowed == UNLIMITED or allowed >= LEAST_MEMORY:
        return ""
    return (
        f"gilviz: Only {allowed >> 20} MB of memory may be used, and {LEAST_MEMORY >> 20} MB are needed to begin with: "
        "raise the limit (ulimit -v)."
    )


if problem := memory_problem(address_space()):
    sys.exit(problem)

from gilviz.cli import main  # noqa: E402 - with too little memory this would end in a traceback

if __name__ == "__main__":
    sys.exit(main())
