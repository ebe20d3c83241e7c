"""What the command's exit status says."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Exit statuses; a run that was interrupted ends with 128 + the signal's number, 130 for Ctrl+C."""

    OK = 0
    """Every run finished with right results."""
    FAILED = 1
    """A run failed, or its recording could not be kept."""
    UNUSABLE = 2
    """The arguments can't be used; nothing was run."""
