"""The Pythons that a run can use: those on this machine's path, and what each is, asked without blocking the window. No Qt.

Asking means starting the interpreter, which takes from 20 ms to several seconds. A thread does that and puts the answer into a
queue; whoever asked looks there when it suits.
"""

from __future__ import annotations

import queue
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable

COMMANDS = (
    *(f"python3.{minor}" for minor in range(9, 16)),
    *(f"python3.{minor}t" for minor in (13, 14, 15)),
    "pypy3",
)
"""What other Pythons are called where they are installed."""


@dataclass(frozen=True)
class Answer:
    """What asking one interpreter gave: a description, or the sentence that says why it can't be used."""

    python: str | None
    runtime: RuntimeDescription | None
    problem: str = ""


def interpreters_on_path(which: Callable[[str], str | None] = shutil.which, own: str = sys.executable) -> list[str]:
    """The paths of other Pythons that the search path offers, oldest version first, each file once."""
    seen = {Path(own).resolve()}
    found = []
    for command in COMMANDS:
        path = which(command)
        if path is not None and (real := Path(path).resolve()) not in seen:
            seen.add(real)
            found.append(path)
    return found


def merged(chosen_before: Iterable[str], on_path: Sequence[str]) -> list[str]:
    """What was chosen before, newest first, then the rest of the search path."""
    return list(dict.fromkeys([*chosen_before, *on_path]))


class RuntimeInquiry:
    """Asks interpreters what they are, each once, in threads of its own.

    Args:
        describe: Starts an interpreter and says what it is; may block, and may raise ``RuntimeUnusable``.
    """

    def __init__(self, describe: Callable[[str | None], RuntimeDescription]) -> None:
        self._describe = describe
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._known: dict[str | None, Answer] = {}
        self._asked: set[str | None] = set()

    def ask(self, python: str | None) -> Answer | None:
        """What is known of it by now; None while it is being asked, which this call begins."""
        if python not in self._asked:
            self._asked.add(python)
            threading.Thread(target=self._run, args=(python,), name="runtime-inquiry", daemon=True).start()
        return self._known.get(python)

    def poll(self) -> bool:
        """Take the answers that have come; True if there was one."""
        came = False
        while not self._answers.empty():
            answer = self._answers.get()
            self._known[answer.python] = answer
            came = True
        return came

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return len(self._known) < len(self._asked)

    def _run(self, python: str | None) -> None:
        try:
            answer = Answer(python, self._describe(python))
        except RuntimeUnusable as problem:
            answer = Answer(python, None, str(problem))
        except Exception as error:  # noqa: BLE001 - a thread's answer must come, or the dialog waits for ever
            answer = Answer(python, None, f"This Python could not be asked what it is: {error}")
        self._answers.put(answer)
