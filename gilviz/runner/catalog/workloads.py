"""What a task can compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple


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


WORKLOADS: Tuple[WorkloadInfo, ...] = (
    WorkloadInfo(
        "primes",
        "count primes",
        "Pure Python arithmetic: threads take turns, processes compute at once.",
        "numbers searched",
        default_size=100_000,
        smallest=10,
        largest=5_000_000,
    ),
    WorkloadInfo(
        "countdown",
        "count down to zero",
        "The smallest loop there is: even this holds the GIL all the way.",
        "steps",
        default_size=5_000_000,
        smallest=1,
        largest=100_000_000_000,
    ),
    WorkloadInfo(
        "fib",
        "Fibonacci by recursion",
        "Function calls and nothing else: the GIL does not care what the bytecode is.",
        "index of the number",
        default_size=27,
        smallest=1,
        largest=60,
    ),
    WorkloadInfo(
        "sleep",
        "wait, as for a network",
        "Waiting needs no GIL: many threads wait at the same time.",
        "ms per task",
        default_size=250,
        smallest=1,
        largest=600_000,
        size_is_ms=True,
    ),
    WorkloadInfo(
        "http",
        "fetch from a local server",
        "Real requests to a real server: threads are enough for I/O.",
        "ms the server takes to answer",
        default_size=250,
        smallest=1,
        largest=60_000,
        size_is_ms=True,
    ),
    WorkloadInfo(
        "sha256",
        "hash large buffers",
        "C code that lets go of the GIL: here threads do compute at once.",
        "buffers of 4 MiB hashed",
        default_size=100,
        smallest=1,
        largest=1_000_000,
        releases_gil=True,
    ),
    WorkloadInfo(
        "echo+cpu",
        "answer requests beside computing tasks",
        "The first task answers a client, the others compute: under the GIL each answer waits a switch interval or more.",
        "numbers searched by each computing task",
        default_size=100_000,
        smallest=10,
        largest=5_000_000,
        module="echo_cpu",
    ),
    WorkloadInfo(
        "counter",
        "count together, without a lock",
        "x += f() reads, calls and writes: a thread that is switched in between wipes out what the others counted.",
        "increments",
        default_size=2_000_000,
        smallest=1,
        largest=1_000_000_000,
    ),
    WorkloadInfo(
        "counter-lock",
        "count together, with a lock",
        "The lock makes reading, adding and writing one step: nothing is lost, and everybody waits for everybody.",
        "increments",
        default_size=500_000,
        smallest=1,
        largest=1_000_000_000,
        module="counter_lock",
    ),
    WorkloadInfo(
        "shared",
        "use the same objects",
        "No GIL is not magic: half of the tasks use objects of their own, the others share them, and get in each other's way.",
        "rounds over a list of 100 numbers",
        default_size=10_000,
        smallest=1,
        largest=100_000_000,
    ),
    WorkloadInfo(
        "pickle",
        "hand over large tables",
        "Threads pass a reference; processes pickle, send and unpickle every argument and every result.",
        "rows of the table that goes there and back",
        default_size=200_000,
        smallest=1,
        largest=50_000_000,
        module="pickled",
    ),
)

OWN_FUNCTION = WorkloadInfo(
    "function",
    "a function of your own",
    "Your code, unchanged: what it computes, what it waits for, and which executor suits it.",
    "",  # it has no size: how much a task does is its item's affair
    default_size=1,
    smallest=1,
    largest=1,
)
"""What the user brings (``spec.UserCode``): it is chosen by ``gilviz advise``, and stands in no list."""
IMPORTED_WORKLOAD = WorkloadInfo(
    "imported",
    "what another tool recorded",
    "A run that gilviz did not make: it shows what that tool tells.",
    "",
    default_size=0,
    smallest=0,
    largest=0,
)
"""What the runs of imported files compute. Nobody can choose it, and it can't be run."""
