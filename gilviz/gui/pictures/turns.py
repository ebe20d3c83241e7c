"""Long work in small turns: what touches Qt's widgets is done a few milliseconds at a time, the rest in a thread.

Such work is a generator. Each ``yield`` ends a turn, and says what is next:

- a number from 0 to 1: go on in the next turn; so much is done;
- None: go on a little later, for there is nothing to do yet;
- a function: it is called in a thread, touches no widget, and its result is what ``yield`` returns.

``carry_out`` does all of it at once, for the command line; ``Turns`` while a window goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from typing_extensions import override

Result = TypeVar("Result")
Step = float | Callable[[], Any] | None
Steps = Generator[Step, Any, Result]
PAUSE_MS: Final = 20
"""How much later, where there is nothing to do yet."""


def carry_out(steps: Steps[Result]) -> Result:
    """Does all of it, here and now."""
    try:
        step = next(steps)
        while True:
            if not callable(step):
                step = next(steps)
                continue
            try:
                result = step()
            except BaseException as error:  # noqa: BLE001 -- whoever asked for it decides
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


class Thread(QThread):
    """Calls a function in a thread.

    Args:
        work: The function.
        parent: Owns it.

    Attributes:
        result: What it returned.
        error: What it raised; None if nothing.
    """

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.result: Any = None
        self.error: BaseException | None = None

    @override
    def run(self) -> None:
        try:
            self.result = self._work()
        except BaseException as error:  # noqa: BLE001 -- it belongs to whoever asked for it
            self.error = error


class Turns(QObject):
    """Does the work between the window's other duties.

    Args:
        steps: The work.
        parent: Owns it.

    Attributes:
        error: Why it ended before it was done; None where it was done, or cancelled.
        cancelled: Whether nobody wanted it any more before it was done.
    """

    progressed = Signal(float)
    """So much of it is done, from 0 to 1."""
    ended = Signal()
    """It is done, or will never be."""

    def __init__(self, steps: Steps[None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: BaseException | None = None
        self.cancelled = False
        self._steps = steps
        self._thread: Thread | None = None
        self._over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin."""
        self._timer.start(0)

    @Slot()
    def cancel(self) -> None:
        """Do no more of it, and put away what there is; what a thread is doing is not waited for."""
        if self._over or self.cancelled:
            return
        self.cancelled = True
        if self._thread is None:
            self._close()

    def wait(self) -> None:
        """End it now, for the program ends: waits for the thread."""
        self.cancel()
        self._on_thread_done()

    @Slot()
    def _go_on(self) -> None:
        if not (self._over or self.cancelled):
            self._take(lambda: next(self._steps))

    @Slot()
    def _on_thread_done(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.wait()
        error, result = thread.error, thread.result
        thread.deleteLater()
        if self.cancelled:
            self._close()
        elif error is not None:
            self._take(lambda: self._steps.throw(error))
        else:
            self._take(lambda: self._steps.send(result))

    def _take(self, turn: Callable[[], Step]) -> None:
        """Do one turn, and see to it that the next one comes."""
        try:
            step = turn()
        except StopIteration:
            self._end()
        except Exception as error:  # noqa: BLE001 -- told by whoever began it
            self.error = error
            self._end()
        else:
            self._prepare(step)

    def _prepare(self, step: Step) -> None:
        if step is None:
            self._timer.start(PAUSE_MS)
        elif callable(step):
            self._thread = Thread(step, self)
            self._thread.finished.connect(self._on_thread_done)
            self._thread.start()
        else:
            self.progressed.emit(step)
            self._timer.start(0)

    def _close(self) -> None:
        """Let the work put away what it had begun."""
        self._timer.stop()
        try:
            self._steps.close()
        except Exception as error:  # noqa: BLE001 -- nobody wants it any more
            self.error = error
        self._end()

    def _end(self) -> None:
        self._over = True
        self.ended.emit()
