"""What is run to see how true lanes are, and what is promised of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gilviz.runner.spec import JobSpec

INTERVALS_MS = (0.5, 5.0, 50.0)
SHORT_MS = 1.0
"""Below this switch interval hand-offs take so much of the time that less is promised."""
LONGER = 3
"""How much longer a job is whose switch interval is 50 ms: else there would be too few hand-offs to count per cent of them."""


@dataclass(frozen=True)
class Sizes:
    """How large jobs are.

    Args:
        primes: Numbers searched in some 150 ms.
        buffers: Times 4 MiB hashed in some 150 ms.
    """

    primes: int
    buffers: int


@dataclass(frozen=True)
class Case:
    """Jobs that run at once.

    Args:
        name: What they are, in a few words.
        jobs: The jobs.
        hogs: How many foreign programs compute beside them.
        who: Per cent of the time for which lanes are promised to say rightly who runs; None: no promise.
        edges: Whether something is promised of the edges of slices.
        waits: Whether something is promised of the waits.
        probe: Whether gilviz's own observer is to count the hand-offs, too.
    """

    name: str
    jobs: tuple[JobSpec, ...]
    hogs: int = 0
    who: float | None = None
    edges: bool = False
    waits: bool = False
    probe: bool = False


def cases(sizes: Sizes) -> Iterator[Case]:
    """All of them."""
    for workers in (2, 4):
        for interval in INTERVALS_MS:
            size = sizes.primes * (LONGER if interval > 10 else 1)
            job = JobSpec("primes", size, "threading", workers=workers, tasks=8, switch_interval=interval / 1000)
            yield Case(f"primes, {workers} threads, {interval:g} ms", (job,), who=98 if interval < SHORT_MS else 99, edges=True)
    beside = JobSpec("mixed", sizes.primes * 3, "threading", workers=3, tasks=3)
    yield Case("primes, 2 threads and one for I/O", (beside,), who=99, edges=True)
    large = JobSpec("sha256", sizes.buffers, "threading", workers=2, tasks=8)
    yield Case("sha256, 2 threads", (large,), who=99, edges=True)
    small = JobSpec("small_buffers", sizes.buffers * 128, "threading", workers=2, tasks=2)
    yield Case("sha256 of 64 KiB, 2 threads", (small,), probe=True)
    for name, workload, size in (
        ("1 MiB without a word", "silent", sizes.buffers * 4),
        ("1 MiB undeclared", "undeclared", sizes.buffers * 4),
        ("64 KiB without a word", "silent_small", sizes.buffers * 64),
    ):
        yield Case(f"sha256 of {name}, 2 threads", (JobSpec(workload, size, "threading", workers=2, tasks=4),))
    pair = JobSpec("primes", sizes.primes, "threading", workers=2, tasks=4)
    yield Case("4 processes of 2 threads", (pair,) * 4, waits=True)
    yield Case("2 threads beside 2 hogs", (pair,), hogs=2, waits=True)
