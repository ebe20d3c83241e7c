"""One question that only a job process of its own can answer: how fast this machine is, what that interpreter admits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gilviz.experiment.execution import start_job, start_problem
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.process import Ended, JobProcess
from gilviz.launch.runtimes import RuntimeUnusable
from gilviz.runner.protocol import Message


class Inquiry:
    """Asks the runner of an interpreter one thing.

    Args:
        order: What the runner is to do.
        answer: The kind of the message that answers.
        silence: What to say, in a sentence, where it ends without an answer and without an error; or what makes that sentence of
            its exit status (negative: the signal that killed it) and its progress.
        python: The interpreter; None is the one that runs gilviz.
        workspace: Where it may work.
        users_code: Whether it needs the user's environment and packages.

    Attributes:
        finished: Whether there is an answer, one way or the other.
        progress: The fields of the last message that was no answer; empty before.
        traceback: Where it failed, for those who want to know; may be empty.
        refused: Whether what was asked can't be done at all, so that nothing was run.
        answer: The message's fields; None where there is none, and then ``error`` says why.
    """

    def __init__(
        self,
        order: Mapping[str, Any],
        answer: str,
        silence: str | Callable[[int, Mapping[str, Any]], str],
        python: str | None,
        workspace: Workspace,
        *,
        users_code: bool = False,
    ) -> None:
        self._order = order
        self._kind = answer
        self._silence = silence
        self._python = python
        self._workspace = workspace
        self._users_code = users_code
        self._process: JobProcess | None = None
        self._directory: Path | None = None
        self.finished = False
        self.answer: Mapping[str, Any] | None = None
        self.error: str | None = None
        self.refused = False
        self.traceback = ""
        self.progress: Mapping[str, Any] = {}

    def start(self) -> None:
        """Starts asking."""
        try:
            self._directory = self._workspace.new_run()
            self._process = start_job(self._python, self._order, self._workspace, self._directory, users_code=self._users_code)
        except (RuntimeUnusable, WorkspaceError) as error:
            self._give_up(str(error))
        except OSError as error:
            self._give_up(start_problem(self._python, error))

    def poll(self) -> None:
        """Takes in what has happened since the last call; never waits."""
        if self._process is None or self.finished:
            return
        for event in self._process.events():
            if isinstance(event, Ended):
                if self._directory is not None:
                    self._workspace.discard_run(self._directory)
                if self.answer is None:
                    self.error = self.error or self._of_silence(event.status)
                self.finished = True
            elif event.message["kind"] == self._kind:
                self.answer = event.message
            elif event.message["kind"] == Message.FAILED:
                self.error = self.error or event.message["error"]
                self.refused = event.message.get("refused", False)
                self.traceback = event.message["traceback"]
            else:
                self.progress = {**self.progress, **event.message}

    def stop(self) -> None:
        """Ends it; it is finished within 2 s."""
        if self._process is not None:
            self._process.stop()

    def _of_silence(self, status: int) -> str:
        return self._silence if isinstance(self._silence, str) else self._silence(status, self.progress)

    def _give_up(self, error: str) -> None:
        self.error = error
        self.finished = True
