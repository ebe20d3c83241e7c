"""``python -m gilviz`` does what the command ``gilviz`` does."""

from __future__ import annotations

import sys

from gilviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
