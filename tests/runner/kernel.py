"""What tests need of the kernel."""

from __future__ import annotations

import pytest

from gilviz.runner.recording.switches import Switches


def switches_or_skip() -> Switches:
    """The calling thread's context switches, where the kernel tells them."""
    try:
        return Switches()
    except OSError as error:
        pytest.skip(f"needs a kernel that tells switches: {error}")
