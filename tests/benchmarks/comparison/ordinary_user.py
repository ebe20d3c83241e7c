"""Runs a command as a user without rights, and says what came of it.

Where root runs this, the command gets another user's number and no capabilities. That user may not enter root's own folders, in
which interpreters may lie: so it is given a view of the file system, in a mount namespace of its own, in which those folders
hold nothing but what the command needs. Nothing of that is seen outside.
"""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.comparison.installed import Missing, last_line

NOBODY = 65534
_ASIDE = "/mnt"
_TIMEOUT_S = 120


def as_ordinary_user(command: Sequence[str | Path], work: Path, needed: Iterable[Path], extra: dict[str, str]) -> str:
    """Runs it in the folder ``work``.

    Args:
        command: The command.
        work: Where it runs, and where it may write.
        needed: Folders that it reads.
        extra: Environment variables beside the search path.

    Returns:
        Empty where it succeeded, else its status and last words.

    Raises:
        Missing: this could not be tried; the text says why.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(work), "TMPDIR": str(work), **extra}
    inner = shlex.join(map(str, command))
    if os.geteuid() == 0:
        os.chown(work, NOBODY, NOBODY)
        inner = view([*needed, work]) + f"cd {shlex.quote(str(work))}\nexec {without_rights()} {inner}"
        outer: list[str] = ["unshare", "--mount", "--propagation", "private", "sh", "-e", "-c", inner]
    else:
        outer = ["sh", "-c", f"exec {inner}"]
    try:
        done = subprocess.run(
            outer, cwd=work, env=environment, capture_output=True, text=True, timeout=_TIMEOUT_S, errors="replace", check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"an ordinary user could not be tried: {error}") from error
    said = last_line(done.stderr or done.stdout)
    if done.returncode and said.startswith(("unshare:", "mount:", "setpriv:")):
        raise Missing(f"an ordinary user could not be tried: {said}")
    return f"exit status {done.returncode}: {said}" if done.returncode else ""


def without_rights() -> str:
    """The command that gives up all rights, for a shell."""
    return f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups --inh-caps=-all --bounding-set=-all --"


def view(needed: Sequence[Path]) -> str:
    """Shell commands that leave of each closed folder only what is needed, open to all."""
    lines = []
    for closed in sorted({barrier for path in needed if (barrier := first_closed(path)) is not None}):
        lines += [f"mount --rbind {_quoted(closed)} {_ASIDE}", f"mount -t tmpfs -o mode=755 tmpfs {_quoted(closed)}"]
        for path in dict.fromkeys(path for path in needed if path.is_relative_to(closed)):
            lines.append(f"mkdir -p {_quoted(path)}")
            lines.append(f"mount --rbind {_quoted(Path(_ASIDE) / path.relative_to(closed))} {_quoted(path)}")
        lines.append(f"umount -l {_ASIDE}")
    return "".join(f"{line}\n" for line in lines)


def first_closed(path: Path) -> Path | None:
    """The outermost folder on the way to it that other users may not enter."""
    for folder in [*reversed(path.parents), path]:
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
