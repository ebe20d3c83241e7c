"""How tasks can be spread over workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from gilviz.runner.protocol import WorkerKind


@dataclass(frozen=True)
class ExecutorInfo:
    """How tasks are spread over workers, as shown to people."""

    name: str
    title: str
    """The API it uses, as one would import it."""
    teaches: str
    kind: WorkerKind
    """What its workers are."""
    module: str
    """The file below ``gilviz/runner/executors`` that is it, without its ending."""
    needs: Optional[str] = None
    """The module without which an interpreter can't offer it."""
    oldest: Optional[Tuple[int, int]] = None
    """The first Python that has it; None where all have that gilviz runs."""
    implementations: Tuple[str, ...] = ()
    """The only ones that have it; empty where that does not matter."""
    shared_processes: bool = False
    """Its workers are the threads of several processes."""
    awaits: bool = False
    """Its workers await their tasks."""
    own_start: bool = False
    """Its processes start in a way of its own."""
    sends_code: bool = False
    """It sends functions with their code, and so those that others can't send."""
    needs_package: Optional[str] = None
    """What must be installed in an interpreter before it can offer it: the package's name, which is its module's, too."""
    target: Optional[str] = None
    """What a package's entry point names, ``MODULE`` or ``MODULE:NAME``, where it is a plug-in; None for those of gilviz."""
    paste: str = ""
    """Code that uses it, for people to paste, with ``{imports}``, ``{function}`` and ``{workers}``: what a plug-in offers."""

    @property
    def wants_packages(self) -> bool:
        """Whether its job must find what is installed in its interpreter, as gilviz's own do without."""
        return self.needs_package is not None or self.target is not None

    @property
    def has_start_method(self) -> bool:
        """Whether it starts processes, by fork, spawn or forkserver as one chooses."""
        return self.has_processes and not self.own_start

    @property
    def has_processes(self) -> bool:
        """Whether its workers are in processes of their own."""
        return self.kind is WorkerKind.PROCESS or self.shared_processes


EXECUTORS: Tuple[ExecutorInfo, ...] = (
    ExecutorInfo(
        "sequential",
        "a for loop",
        "One task after another: what everything else is measured against.",
        WorkerKind.MAIN,
        module="sequential",
    ),
    ExecutorInfo(
        "thread",
        "_thread",
        "The low-level module: start a function in a thread, and build joining yourself.",
        WorkerKind.THREAD,
        module="thread",
        needs="_thread",
    ),
    ExecutorInfo(
        "threading",
        "threading.Thread",
        "Subclass Thread, write __init__ and run, call start and join.",
        WorkerKind.THREAD,
        module="threading",
        needs="threading",
    ),
    ExecutorInfo(
        "dummy-pool",
        "multiprocessing.dummy.Pool",
        "map over a pool of threads, in one line.",
        WorkerKind.THREAD,
        module="dummy_pool",
        needs="multiprocessing.dummy",
    ),
    ExecutorInfo(
        "thread-pool",
        "concurrent.futures.ThreadPoolExecutor",
        "The newer pool of threads: a future for every task, and map over them.",
        WorkerKind.THREAD,
        module="thread_pool",
        needs="concurrent.futures",
    ),
    ExecutorInfo(
        "pool",
        "multiprocessing.Pool",
        "map over a pool of processes: each has a GIL of its own.",
        WorkerKind.PROCESS,
        module="pool",
        needs="_multiprocessing",
    ),
    ExecutorInfo(
        "process-pool",
        "concurrent.futures.ProcessPoolExecutor",
        "The newer pool of processes: a future for every task, and map over them.",
        WorkerKind.PROCESS,
        module="process_pool",
        needs="_multiprocessing",
    ),
    ExecutorInfo(
        "process-threads",
        "ProcessPoolExecutor × ThreadPoolExecutor",
        "Threads in each of several processes: as many GILs as processes.",
        WorkerKind.THREAD,
        module="process_threads",
        needs="_multiprocessing",
        shared_processes=True,
    ),
    ExecutorInfo(
        "interpreter-pool",
        "concurrent.futures.InterpreterPoolExecutor",
        "A pool of threads, each with an interpreter and a GIL of its own, in one process.",
        WorkerKind.INTERPRETER,
        module="interpreter_pool",
        oldest=(3, 12),
        implementations=("CPython",),
    ),
    ExecutorInfo(
        "asyncio",
        "asyncio.gather",
        "Coroutines take turns in one thread, and change places only where they await something.",
        WorkerKind.COROUTINE,
        module="asyncio",
        needs="asyncio",
        awaits=True,
    ),
    ExecutorInfo(
        "asyncio-blocking",
        "asyncio.gather, done wrong",
        "Coroutines that call something blocking: the event loop stands, and all others wait.",
        WorkerKind.COROUTINE,
        module="asyncio_blocking",
        needs="asyncio",
    ),
    ExecutorInfo(
        "joblib",
        "joblib.Parallel",
        "A package's pool of processes (loky): small tasks are sent several at a time, and the processes stay for the next call.",
        WorkerKind.PROCESS,
        module="joblib",
        needs="_multiprocessing",
        own_start=True,
        sends_code=True,
        needs_package="joblib",
    ),
)

IMPORTED_EXECUTOR = ExecutorInfo(
    "imported", "another tool's file", "Its threads, as that tool tells of them.", WorkerKind.THREAD, "imported"
)
"""What the runs of imported files say they were executed by. Nobody can choose it, and it can't be run."""

START_METHODS = ("fork", "spawn", "forkserver")
"""How ``multiprocessing`` starts a process; which of them exist, and which is the default, is the platform's affair."""
