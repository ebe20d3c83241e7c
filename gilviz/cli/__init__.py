"""The command line: opens the window, or does without one what the window does, with text, JSON and files."""

from __future__ import annotations

import os

# Before numpy is imported for the first time: its BLAS would start a thread per core, and we never multiply matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from gilviz.cli.app import main

__all__ = ["main"]
