"""What executes tasks, and whether it shares a GIL with others."""

from __future__ import annotations

import enum


class WorkerKind(enum.IntEnum):
    """What executes the tasks of a lane."""

    MAIN = 0
    THREAD = 1
    PROCESS = 2
    INTERPRETER = 3
    COROUTINE = 4

    @property
    def letter(self) -> str:
        """What a lane's name begins with: ``T`` for the threads T1, T2, …"""
        return "MTPIC"[self]


class Gil(str, enum.Enum):
    """Whether the threads of an interpreter share a GIL, and why."""

    BUILT_IN = "built in"
    """Every ordinary build has one, and can't be without."""
    DISABLED = "disabled"
    """A free-threaded build, as it is meant to be run."""
    OPTION = "enabled by -X gil=1"
    """A free-threaded build that was asked to use its GIL; so is the next."""
    ENVIRONMENT = "enabled by PYTHON_GIL=1"
    IMPORT = "re-enabled by an import"
    """A free-threaded build met an extension module that does not say that it can do without (``Py_mod_gil``)."""
    NONE = "none"
    """The implementation knows no such lock: Jython, IronPython."""
    LATE_IMPORT = "re-enabled by an import during the run"
    """The same when the workers were at work already: the first part of the run had no GIL, the rest had one."""
