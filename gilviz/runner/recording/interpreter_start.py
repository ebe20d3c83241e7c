"""When a worker interpreter was asked for: whoever makes it notes the time, in the new interpreter's own ``__main__``.

So the price of an interpreter (its creation, the imports of everything until its first task can come) is measured from the moment
it was asked for. Both sides share the process, and its clock.
"""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Dict, NamedTuple, Optional

from gilviz.runner.interpreters import interpreters_module
from gilviz.runner.recording.numbering import Numbering
from gilviz.runner.recording.switches import open_event

_NUMBER, _ASKED, _IDENTITY, _EVENT = "gilviz_number", "gilviz_asked", "gilviz_interpreter", "gilviz_event"


class InterpreterStart(NamedTuple):
    """How a worker interpreter came to be.

    Args:
        number: The worker's number within its run, from 1.
        asked: When it was asked for, in ns.
        identity: The interpreter's number within its process; the main one is 0.
        event: What the kernel tells its thread's switches by; None where it can open that itself.
    """

    number: int
    asked: int
    identity: int
    event: Optional[int]


def note_starts(_recording: object) -> Callable[[], None]:
    """From now on every interpreter that is made is told when it was asked for; the function returned ends that."""
    module = interpreters_module()
    original = module.create
    numbering = Numbering()

    def create(*arguments: Any, **options: Any) -> Any:
        number, asked = numbering.next(), time.perf_counter_ns()
        made = original(*arguments, **options)
        facts = {_NUMBER: number, _ASKED: asked, _IDENTITY: int(made)}
        if sys.version_info < (3, 13):
            # There ctypes is for the main interpreter only. The thread is the same in both.
            with contextlib.suppress(OSError):
                facts[_EVENT] = open_event()
        _tell(module, made, facts)
        return made

    def restore() -> None:
        module.create = original

    module.create = create
    return restore


def own_interpreter() -> InterpreterStart:
    """In a worker interpreter: how it came to be.

    Raises:
        KeyError: nobody noted that.
    """
    told = vars(sys.modules["__main__"])
    return InterpreterStart(told[_NUMBER], told[_ASKED], told[_IDENTITY], told.get(_EVENT))


def _tell(module: Any, interpreter: Any, facts: Dict[str, int]) -> None:
    if hasattr(module, "set___main___attrs"):
        module.set___main___attrs(interpreter, facts)
    else:
        module.run_string(interpreter, "", facts)
