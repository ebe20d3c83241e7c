"""Drives an advisor from the event loop, in a workspace of its own that lives as long as the question."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer, answer
from gilviz.advice.lines import line_reasons
from gilviz.advice.question import Question
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.runtimes import Asker, RuntimeDescription, with_plug_ins

POLL_MS: Final = 100
CLOSE_PATIENCE_S: Final = 2.0
"""How long closing waits for a job to end."""

Advise = Callable[[Question, RuntimeDescription, Workspace], Advisor]


class AdviceDriver(QObject):
    """Asks one question at a time.

    Args:
        advise: Makes the advisor of a question.
        open_workspace: Makes the place to record in; may raise ``WorkspaceError``.
        parent: Owns it.

    Attributes:
        advisor: The one that was asked last; None before.
        began_at: When that was.
    """

    progressed = Signal(str)
    """What is going on, in a few words."""
    answered = Signal(object)
    """The ``Answer``: nothing runs any more."""

    def __init__(self, advise: Advise, open_workspace: Callable[[], Workspace], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._advise = advise
        self._open_workspace = open_workspace
        self._workspace: Workspace | None = None
        self.advisor: Advisor | None = None
        self._asker: Asker | None = None
        self._looking: ThreadPoolExecutor | None = None
        self._look: Future[RuntimeDescription] | None = None
        self.began_at = datetime.now().astimezone()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def running(self) -> bool:
        """Whether something is measured."""
        return self._timer.isActive()

    def ask(self, question: Question, runtime: RuntimeDescription) -> str:
        """Begins to answer; why it can't, in a sentence, or nothing."""
        try:
            self._workspace = self._workspace or self._open_workspace()
        except WorkspaceError as error:
            return str(error)
        self.advisor = self._advise(question, runtime, self._workspace)
        self.began_at = datetime.now().astimezone()
        self._asker = Asker()
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="plug-ins")
        self._look = self._looking.submit(with_plug_ins, runtime, self._asker)
        self._looking.shutdown(wait=False)
        self._timer.start()
        return ""

    @Slot()
    def stop(self) -> None:
        """Ends what runs; what was measured is answered from."""
        if self.advisor is not None and self.running:
            self.advisor.stop()

    @property
    def directory(self) -> Path | None:
        """Where it records; None before it was asked, and once it is closed."""
        return self._workspace.directory if self._workspace is not None else None

    def end(self) -> None:
        """Ends what runs, within 2 s; what was measured is answered from."""
        if self.running:
            self._end()
            if self.advisor is not None:
                self.answered.emit(_told(self.advisor))

    def close(self) -> None:
        """Ends what runs, and removes the workspace."""
        self._end()
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    def _end(self) -> None:
        self.stop()
        self._timer.stop()
        if self._asker is not None and self._looking is not None:
            self._asker.close()
            self._looking.shutdown()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while self.advisor is not None and not self.advisor.finished and time.monotonic() < deadline:
            self.advisor.poll()
            time.sleep(0.02)

    @Slot()
    def _poll(self) -> None:
        advisor = self.advisor
        if advisor is None:
            return
        if self._look is not None and not advisor.finished:
            if not self._look.done():
                self.progressed.emit("Looking at what is installed")
                return
            advisor.runtime, self._look = self._look.result(), None
            advisor.start()
        advisor.poll()
        self.progressed.emit(advisor.status)
        if advisor.finished:
            self._timer.stop()
            self.answered.emit(_told(advisor))


def _told(advisor: Advisor) -> Answer:
    told = answer(advisor)
    return replace(told, lines=line_reasons(advisor.runs)) if told.verdict is not None else told
