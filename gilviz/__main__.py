"""``python -m gilviz`` does what the command ``gilviz`` does."""

from __future__ import annotations

import signal
import sys

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # While the rest is imported there is nothing to stop or to remove: Ctrl+C ends the program, and not with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from gilviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
