"""What interpreters have answered, kept from one start to the next, so that each is started once and not every time.

An answer is as good as on its first day while the program is the same file, and nothing else that it depends on has changed: the
``Fingerprint``. A refusal is kept for some minutes only, for the machine may just have been busy. A cache that can't be read is
empty; one that can't be written is lost, and costs nothing but time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from gilviz.launch.runtimes.description import RuntimeDescription
from gilviz.launch.runtimes.question import QUESTION, needed_modules
from gilviz.runner.cores import usable_cores

REFUSAL_KEPT_S = 600.0
"""Seconds after which a program that gave no answer is asked again."""


@dataclass(frozen=True)
class Fingerprint:
    """What an answer depends on.

    Args:
        target: The program's path with all links resolved.
        modified_ns: When its file was changed.
        size: Its bytes.
        around: The rest: how many cores there are, whether the environment speaks of the GIL, which Java there is.
    """

    target: str
    modified_ns: int
    size: int
    around: str


@dataclass(frozen=True)
class Kept:
    """One answer: a description, or the sentence that says why there is none, and when it was given (seconds since the epoch)."""

    runtime: RuntimeDescription | None
    problem: str
    asked: float


def cache_path() -> Path:
    """Where this user's cache lies."""
    return Path(platformdirs.user_cache_dir("gilviz", appauthor=False)) / "runtimes.json"


def fingerprint(path: str) -> Fingerprint | None:
    """The program's fingerprint; None where there is no such file any more."""
    target = os.path.realpath(path)
    try:
        found = os.stat(target)  # noqa: PTH116 - realpath gave a string, and there are many of them
    except OSError:
        return None
    around = f"{usable_cores()} {os.environ.get('PYTHON_GIL', '')}"
    if "jython" in Path(path).name:
        around += f" {shutil.which('java')} {os.environ.get('JAVA_HOME', '')}"
    return Fingerprint(target, found.st_mtime_ns, found.st_size, around)


class Cache:
    """The answers, by path.

    Args:
        path: The file; None keeps them in memory only.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._answers: dict[str, tuple[Fingerprint, Kept]] = {}
        self._changed = False
        self._lock = threading.Lock()
        if path is not None:
            self._load(path)

    def get(self, path: str) -> Kept | None:
        """What that program answered, if it is still the same."""
        known, kept = self._answers.get(path, (None, None))
        if kept is None or known != fingerprint(path):
            return None
        age = time.time() - kept.asked
        return kept if kept.runtime is not None or 0 <= age < REFUSAL_KEPT_S else None

    def last_name(self, path: str) -> str:
        """What lay there when it was last asked, though it may be gone: ``CPython 3.12.1``; empty where nobody knows."""
        _, kept = self._answers.get(path, (None, None))
        return kept.runtime.name if kept is not None and kept.runtime is not None else ""

    def put(self, path: str, runtime: RuntimeDescription | None, problem: str = "") -> None:
        """Keep an answer."""
        mark = fingerprint(path)
        if mark is not None:
            with self._lock:
                self._answers[path] = mark, Kept(runtime, problem, time.time())
                self._changed = True

    def save(self) -> None:
        """Write what is new; what another gilviz has written meanwhile is lost, and will be asked again."""
        if self._path is None or not self._changed:
            return
        with self._lock:
            self._changed = False
            known = dict(self._answers)
        answers = {path: dataclasses.asdict(mark) | dataclasses.asdict(kept) for path, (mark, kept) in known.items()}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, json.dumps({"question": _question(), "answers": answers}, indent=1))

    def _load(self, path: Path) -> None:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["question"] == _question():
                self._answers = {name: _read(facts) for name, facts in stored["answers"].items()}


def _read(facts: dict[str, Any]) -> tuple[Fingerprint, Kept]:
    runtime = facts["runtime"]
    if runtime is not None:
        lists = {name: tuple(runtime[name]) for name in ("start_methods", "missing")}
        runtime = RuntimeDescription(**{**runtime, **lists})
    mark = Fingerprint(facts["target"], facts["modified_ns"], facts["size"], facts["around"])
    return mark, Kept(runtime, str(facts["problem"]), float(facts["asked"]))


def _question() -> str:
    """What was asked: a gilviz that asks something else can't use the answers."""
    fields = [field.name for field in dataclasses.fields(RuntimeDescription)]
    return hashlib.sha256("\0".join([QUESTION, *needed_modules(), *fields]).encode()).hexdigest()


def replace_file(path: Path, text: str) -> None:
    """Writes a file at once: whoever reads meanwhile gets the old one or the new one.

    Raises:
        OSError: it can't be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
