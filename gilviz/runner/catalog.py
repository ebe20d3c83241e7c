"""The words people choose from: every workload and executor by name, with what it teaches and what it may be given.

Pure data, so that the window and the command line can offer, explain and check a choice without importing the code that runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, Optional, Tuple

from gilviz.runner.protocol import WorkerKind


@dataclass(frozen=True)
class WorkloadInfo:
    """What one task computes, as shown to people."""

    name: str
    title: str
    """What it is, in a few words."""
    teaches: str
    """One line: what running it shows."""
    size_means: str
    """What the size counts, with its unit: ``numbers searched``."""
    default_size: int
    smallest: int
    largest: int
    size_is_ms: bool = False
    """The size is the task's own duration in milliseconds: nothing to calibrate."""
    releases_gil: bool = False
    """It computes in C code that lets go of the GIL: threads may use several cores."""
    module: Optional[str] = None
    """The file below ``gilviz/runner/workloads`` that is it, without its ending, where the name can't be one."""
    target: Optional[str] = None
    """What a package's entry point names, ``MODULE`` or ``MODULE:NAME``, where it is a plug-in; None for those of gilviz."""

    @property
    def file(self) -> str:
        """The same, whether it has another name or not."""
        return self.module or self.name


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


WORKLOADS: Tuple[WorkloadInfo, ...] = (
    WorkloadInfo(
        "primes",
        "count primes",
        "Pure Python arithmetic: threads take turns, processes compute at once.",
        "numbers searched",
        100_000,
        10,
        5_000_000,
    ),
    WorkloadInfo(
        "countdown",
        "count down to zero",
        "The smallest loop there is: even this holds the GIL all the way.",
        "steps",
        5_000_000,
        1,
        100_000_000_000,
    ),
    WorkloadInfo(
        "fib",
        "Fibonacci by recursion",
        "Function calls and nothing else: the GIL does not care what the bytecode is.",
        "index of the number",
        27,
        1,
        60,
    ),
    WorkloadInfo(
        "sleep",
        "wait, as for a network",
        "Waiting needs no GIL: many threads wait at the same time.",
        "ms per task",
        250,
        1,
        600_000,
        size_is_ms=True,
    ),
    WorkloadInfo(
        "http",
        "fetch from a local server",
        "Real requests to a real server: threads are enough for I/O.",
        "ms the server takes to answer",
        250,
        1,
        60_000,
        size_is_ms=True,
    ),
    WorkloadInfo(
        "sha256",
        "hash large buffers",
        "C code that lets go of the GIL: here threads do compute at once.",
        "buffers of 4 MiB hashed",
        100,
        1,
        1_000_000,
        releases_gil=True,
    ),
    WorkloadInfo(
        "echo+cpu",
        "answer requests beside computing tasks",
        "The first task answers a client, the others compute: under the GIL each answer waits a switch interval or more.",
        "numbers searched by each computing task",
        100_000,
        10,
        5_000_000,
        module="echo_cpu",
    ),
    WorkloadInfo(
        "counter",
        "count together, without a lock",
        "x += f() reads, calls and writes: a thread that is switched in between wipes out what the others counted.",
        "increments",
        2_000_000,
        1,
        1_000_000_000,
    ),
    WorkloadInfo(
        "counter-lock",
        "count together, with a lock",
        "The lock makes reading, adding and writing one step: nothing is lost, and everybody waits for everybody.",
        "increments",
        500_000,
        1,
        1_000_000_000,
        module="counter_lock",
    ),
    WorkloadInfo(
        "shared",
        "use the same objects",
        "No GIL is not magic: half of the tasks use objects of their own, the others share them, and get in each other's way.",
        "rounds over a list of 100 numbers",
        10_000,
        1,
        100_000_000,
    ),
    WorkloadInfo(
        "pickle",
        "hand over large tables",
        "Threads pass a reference; processes pickle, send and unpickle every argument and every result.",
        "rows of the table that goes there and back",
        200_000,
        1,
        50_000_000,
        module="pickled",
    ),
)

OWN_FUNCTION = WorkloadInfo(
    "function",
    "a function of your own",
    "Your code, unchanged: what it computes, what it waits for, and which executor suits it.",
    "",  # it has no size: how much a task does is its item's affair
    1,
    1,
    1,
)
"""What the user brings (``spec.UserCode``): it is chosen by ``gilviz advise``, and stands in no list."""

EXECUTORS: Tuple[ExecutorInfo, ...] = (
    ExecutorInfo(
        "sequential",
        "a for loop",
        "One task after another: what everything else is measured against.",
        WorkerKind.MAIN,
        "sequential",
    ),
    ExecutorInfo(
        "thread",
        "_thread",
        "The low-level module: start a function in a thread, and build joining yourself.",
        WorkerKind.THREAD,
        "thread",
        "_thread",
    ),
    ExecutorInfo(
        "threading",
        "threading.Thread",
        "Subclass Thread, write __init__ and run, call start and join.",
        WorkerKind.THREAD,
        "threading",
        "threading",
    ),
    ExecutorInfo(
        "dummy-pool",
        "multiprocessing.dummy.Pool",
        "map over a pool of threads, in one line.",
        WorkerKind.THREAD,
        "dummy_pool",
        "multiprocessing.dummy",
    ),
    ExecutorInfo(
        "thread-pool",
        "concurrent.futures.ThreadPoolExecutor",
        "The newer pool of threads: a future for every task, and map over them.",
        WorkerKind.THREAD,
        "thread_pool",
        "concurrent.futures",
    ),
    ExecutorInfo(
        "pool",
        "multiprocessing.Pool",
        "map over a pool of processes: each has a GIL of its own.",
        WorkerKind.PROCESS,
        "pool",
        "_multiprocessing",
    ),
    ExecutorInfo(
        "process-pool",
        "concurrent.futures.ProcessPoolExecutor",
        "The newer pool of processes: a future for every task, and map over them.",
        WorkerKind.PROCESS,
        "process_pool",
        "_multiprocessing",
    ),
    ExecutorInfo(
        "process-threads",
        "ProcessPoolExecutor × ThreadPoolExecutor",
        "Threads in each of several processes: as many GILs as processes.",
        WorkerKind.THREAD,
        "process_threads",
        "_multiprocessing",
        shared_processes=True,
    ),
    ExecutorInfo(
        "interpreter-pool",
        "concurrent.futures.InterpreterPoolExecutor",
        "A pool of threads, each with an interpreter and a GIL of its own, in one process.",
        WorkerKind.INTERPRETER,
        "interpreter_pool",
        oldest=(3, 12),
        implementations=("CPython",),
    ),
    ExecutorInfo(
        "asyncio",
        "asyncio.gather",
        "Coroutines take turns in one thread, and change places only where they await something.",
        WorkerKind.COROUTINE,
        "asyncio",
        "asyncio",
        awaits=True,
    ),
    ExecutorInfo(
        "asyncio-blocking",
        "asyncio.gather, done wrong",
        "Coroutines that call something blocking: the event loop stands, and all others wait.",
        WorkerKind.COROUTINE,
        "asyncio_blocking",
        "asyncio",
    ),
    ExecutorInfo(
        "joblib",
        "joblib.Parallel",
        "A package's pool of processes (loky): small tasks are sent several at a time, and the processes stay for the next call.",
        WorkerKind.PROCESS,
        "joblib",
        "_multiprocessing",
        own_start=True,
        sends_code=True,
        needs_package="joblib",
    ),
)

IMPORTED_WORKLOAD = WorkloadInfo(
    "imported", "what another tool recorded", "A run that gilviz did not make: it shows what that tool tells.", "", 0, 0, 0
)
IMPORTED_EXECUTOR = ExecutorInfo(
    "imported", "another tool's file", "Its threads, as that tool tells of them.", WorkerKind.THREAD, "imported"
)
"""What the runs of imported files consist of. Nobody can choose them: they are known by name, and can't be run."""

EXECUTOR_GROUP, WORKLOAD_GROUP = "gilviz.executors", "gilviz.workloads"
"""The groups of entry points by which other people's packages add to these (``runner.plug_ins``)."""

START_METHODS = ("fork", "spawn", "forkserver")
"""How ``multiprocessing`` starts a process; which of them exist, and which is the default, is the platform's affair."""


def workload(name: str) -> WorkloadInfo:
    """The workload of that name.

    Raises:
        KeyError: there is none.
    """
    return next((w for w in (*WORKLOADS, IMPORTED_WORKLOAD, OWN_FUNCTION) if w.name == name), None) or _unknown("workload", name)


def executor(name: str) -> ExecutorInfo:
    """The executor of that name.

    Raises:
        KeyError: there is none.
    """
    return next((e for e in (*EXECUTORS, IMPORTED_EXECUTOR) if e.name == name), None) or _unknown("executor", name)


def _unknown(what: str, name: str) -> NoReturn:
    raise KeyError(f"no {what} is called {name!r}")
