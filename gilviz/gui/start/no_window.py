"""Why no window can be opened here: one sentence each, with a way out. No Qt: it may be what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

NO_WINDOW: Final = 1
"""The exit status where no window can be opened."""

QT_NEEDS: Final = (
    "libglib2.0-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""Packages of Debian and Ubuntu that a bare system lacks and that Qt does not bring along."""

_OTHERWISE: Final = "start it from a desktop, under `xvfb-run`, or use `gilviz run`, which needs no display."
_APT: Final = f"on Debian and Ubuntu, `sudo apt install {QT_NEEDS}` brings all that a window needs."


def display_problem(platform: str, environment: Mapping[str, str]) -> str | None:
    """Why a window can't be shown here, as far as the environment tells. None where it can be tried."""
    if platform != "linux" or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return None
    return f"There is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set): {_OTHERWISE}"


def library_problem(error: ImportError) -> str:
    """Which library is missing, and what installs it."""
    if "cannot open shared object file" in str(error):
        return f"A system library that Qt needs is missing ({error}): {_APT}"
    return f"The window's libraries can't be loaded ({error}): install gilviz again, with everything it depends on."


def refusal(said: Sequence[str], environment: Mapping[str, str]) -> str:
    """Why Qt did not start, concluded from what it said before it gave up.

    Args:
        said: Its messages, in order. The last one says no more than that it gives up.
        environment: That of the process.
    """
    wanted = environment.get("QT_QPA_PLATFORM", "")
    if any("Could not find the Qt platform plugin" in line for line in said):
        return (
            f"Qt can't draw on {wanted!r}, which QT_QPA_PLATFORM asks for: unset that, or set it to xcb (X11), wayland, or "
            "offscreen (nothing is seen)."
        )
    tried = [f"{name}={environment[name]}" for name in ("WAYLAND_DISPLAY", "DISPLAY") if environment.get(name)]
    if any("could not connect to display" in line or "Failed to create wl_display" in line for line in said):
        where = " or ".join(tried) or f"QT_QPA_PLATFORM={wanted} without a DISPLAY"
        return f"No display answers at {where}, or it does not let this user in: {_OTHERWISE}"
    if any("Could not load the Qt platform plugin" in line for line in said):
        return f"A system library that Qt needs for {' or '.join(tried) or wanted} is missing: {_APT}"
    return f"Qt could not start ({' '.join(said)[:300]}): {_OTHERWISE}"
