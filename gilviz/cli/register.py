"""Lets a double click on a recording open gilviz, for this user alone; and takes that back.

On Linux a desktop entry, a MIME type and an icon go to the user's own folder, as freedesktop.org's specifications say. On Windows
it is two keys of the user's own registry. On macOS only an application bundle can say what files it opens, and gilviz is
a Python package: there a file is dropped on the window, or opened by ``gilviz open``. (The window does answer when macOS asks
it to open a file.)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gilviz.paths import resource

ENTRY: Final = Path("applications/gilviz.desktop")
MIME: Final = Path("mime/packages/gilviz.xml")
ICON: Final = Path("icons/hicolor/scalable/apps/gilviz.svg")
KIND: Final = "gilviz.recording"
START: Final = "-P -m gilviz"
"""``-P``: else Python would look for modules beside the recording first, and a ``json.py`` that came along with it would run."""
PATIENCE_S: Final = 20.0
"""How long a desktop's own program may take."""


class NotRegistered(Exception):
    """It can't be done here; the text is a sentence that says why, and what to do."""


def register(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str:
    """Lets a double click open recordings; the sentence to print.

    Raises:
        NotRegistered: it can't be done here.
    """
    if platform == "darwin":
        raise NotRegistered("On macOS only application bundles open files by a double click: use `gilviz open FILE`.")
    try:
        if platform == "win32":
            _write_registry(windows_command())
            return "A double click on a .gilviz file opens gilviz now, for this user."
        data = data_folder(environment)
        write_entries(data, desktop_command(sys.executable))
    except OSError as error:
        raise NotRegistered(f"It could not be registered ({error}): see that your own data folder can be written to.") from error
    missing = _tell_desktop(data)
    later = f" {' and '.join(missing)} not found here: log in again if it does not yet." if missing else ""
    return f"A double click on a .gilviz file opens gilviz now, for this user ({data / ENTRY}).{later}"


def unregister(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str:
    """Takes back what ``register`` did; the sentence to print.

    Raises:
        NotRegistered: it can't be done here.
    """
    if platform == "darwin":
        raise NotRegistered("Nothing is registered on macOS: there is nothing to take back.")
    try:
        if platform == "win32":
            _clear_registry()
        else:
            data = data_folder(environment)
            for part in (ENTRY, MIME, ICON):
                (data / part).unlink(missing_ok=True)
            _tell_desktop(data)
    except OSError as error:
        raise NotRegistered(f"It could not be taken back ({error}): see that your own data folder can be written to.") from error
    return "A double click on a .gilviz file opens gilviz no more."


def data_folder(environment: Mapping[str, str]) -> Path:
    """Where a user's own desktop entries are."""
    home = environment.get("XDG_DATA_HOME", "")
    return Path(home) if Path(home).is_absolute() else Path.home() / ".local/share"


def write_entries(data: Path, command: str) -> None:
    """Writes desktop entry, MIME type and icon below a data folder.

    Raises:
        OSError: they can't be written.
    """
    entry = resource("desktop", "gilviz.desktop").read_text(encoding="utf-8").replace("@command@", command)
    texts = {
        ENTRY: entry,
        MIME: resource("desktop", "gilviz-mime.xml").read_text(encoding="utf-8"),
        ICON: resource("icons", "gilviz.svg").read_text(encoding="utf-8"),
    }
    for part, text in texts.items():
        (data / part).parent.mkdir(parents=True, exist_ok=True)
        (data / part).write_text(text, encoding="utf-8")


def desktop_command(python: str) -> str:
    """This gilviz as a desktop entry's ``Exec`` begins: quoted as its specification asks."""
    quoted = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in python)
    # A backslash stands for itself only when doubled once more: the value is a string of its own before it is a command.
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + f'" {START}'


def windows_command() -> str:
    """This gilviz as the registry names it; without a console where there is such a Python."""
    python = Path(sys.executable)
    windowed = python.with_name("pythonw.exe")
    return f'"{windowed if windowed.exists() else python}" {START} open "%1"'


def _tell_desktop(data: Path) -> list[str]:
    """Have the desktop read its folders anew; the programs for that which are not there."""
    # xdg-mime is not asked: nobody else opens this type, and it would leave its choice in a file of the user's for ever.
    steps = (("update-mime-database", data / "mime"), ("update-desktop-database", data / "applications"))
    missing = []
    for name, folder in steps:
        program = shutil.which(name)
        if program is None:
            missing.append(name)
        elif folder.is_dir():
            try:
                subprocess.run([program, str(folder)], check=False, capture_output=True, timeout=PATIENCE_S)
            except (OSError, subprocess.TimeoutExpired):
                missing.append(name)
    return missing


if sys.platform == "win32":
    import ctypes
    import winreg

    _CLASSES = r"Software\Classes"
    _ASSOCIATIONS_CHANGED = 0x08000000

    def _tell_shell() -> None:
        """The shell keeps in memory which program opens what until it is told."""
        ctypes.windll.shell32.SHChangeNotify(_ASSOCIATIONS_CHANGED, 0, None, None)

    def _write_registry(command: str) -> None:
        for key, text in (
            (rf"{_CLASSES}\.gilviz", KIND),
            (rf"{_CLASSES}\{KIND}", "gilviz recording"),
            (rf"{_CLASSES}\{KIND}\shell\open\command", command),
        ):
            winreg.SetValue(winreg.HKEY_CURRENT_USER, key, winreg.REG_SZ, text)
        _tell_shell()

    def _clear_registry() -> None:
        for key in (rf"{KIND}\shell\open\command", rf"{KIND}\shell\open", rf"{KIND}\shell", KIND, ".gilviz"):
            try:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{key}")
            except FileNotFoundError:
                continue
        _tell_shell()

else:

    def _write_registry(command: str) -> None:
        raise OSError(f"there is no registry for {command}")

    def _clear_registry() -> None:
        raise OSError("there is no registry")
