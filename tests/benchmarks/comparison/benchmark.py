"""What each tool saw of the same two threads, what that cost, and whether an ordinary user may do it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from gilviz.runner.workloads import primes
from tests.benchmarks.comparison import ours, scripts
from tests.benchmarks.comparison.installed import Missing
from tests.benchmarks.comparison.subject import Look, Subject
from tests.benchmarks.figures import Benchmark, Figure, in_turns
from tests.benchmarks.runs import calibrated_size

PAIRS = 7
JOB_SECONDS = 2.0
THREADS = 2
PTRACE_SCOPE = Path("/proc/sys/kernel/yama/ptrace_scope")
FIRST_LIMIT = 200_000


def measure() -> list[Figure]:
    """Each tool in turn; what can't be had here is skipped aloud."""
    limit = calibrated_size("primes", JOB_SECONDS / THREADS)
    makers: list[tuple[Callable[[int], Subject], int]] = [
        (ours.gilviz, limit),
        (scripts.py_spy, limit),
        (scripts.sampling, limit),
        (scripts.viztracer, limit),
        (scripts.viztracer_without_calls, limit),
        (scripts.pypi_gilviz, 0),
    ]
    figures: list[Figure] = []
    for make, wanted in makers:
        try:
            subject = make(wanted) if wanted else _of_the_same_length(make)
        except Missing as missing:
            _skip(make.__name__, missing)
            continue
        figures += figures_of(subject)
    return figures


def _of_the_same_length(make: Callable[[int], Subject]) -> Subject:
    """A subject with a job of its own, as long as the job of the others."""
    seconds = make(FIRST_LIMIT).plain().wall_s
    return make(primes.grow(FIRST_LIMIT, JOB_SECONDS / seconds))


def figures_of(subject: Subject) -> list[Figure]:
    """All figures of one tool: runs with it and without, in turns."""
    subject.look()  # the first run of all reads files from disk
    pairs = list(in_turns(PAIRS, subject.plain, subject.look))
    return [*tabulate(subject.name, subject.note, pairs), *_alone(subject)]


def tabulate(name: str, note: str, pairs: Sequence[tuple[Look, Look]]) -> list[Figure]:
    """The figures of some pairs: a run alone, and the same under the tool."""
    looked = [(look, look.picture, look.true) for _, look in pairs]
    seen = tuple(100 * picture.hand_offs / true for _, picture, true in looked if picture and true)
    both = tuple(100 * picture.both_share() for _, picture, _ in looked if picture)
    more = tuple(100 * (look.wall_s / plain.wall_s - 1) for plain, look in pairs)
    alone = tuple(plain.true / plain.wall_s for plain, _ in pairs if plain.true is not None)
    figures = [
        Figure(f"{name}: hand-offs seen, of the true ones", seen, "%", note=_counts(pairs)),
        Figure(f"{name}: both threads drawn as running", both, "%", note=note),
        Figure(f"{name}: adds to the run", more, "%"),
        Figure(f"{name}: true hand-offs a second, under it", tuple(true / look.wall_s for look, _, true in looked if true)),
    ]
    return figures + ([Figure(f"{name}: true hand-offs a second, without it", alone)] if alone else [])


def _counts(pairs: Sequence[tuple[Look, Look]]) -> str:
    counts = (f"{look.picture.hand_offs} of {look.true}" for _, look in pairs if look.picture)
    return ", ".join(counts)


def _alone(subject: Subject) -> list[Figure]:
    scope = PTRACE_SCOPE.read_text(encoding="ascii").strip() if PTRACE_SCOPE.exists() else "absent"
    figures = []
    for how, attempt in subject.alone.items():
        try:
            trouble = attempt()
        except Missing as missing:
            _skip(f"{subject.name} as an ordinary user", missing)
            continue
        note = trouble or f"it worked (ptrace_scope: {scope})"
        figures.append(Figure(f"{subject.name}: an ordinary user may {how} (1: yes)", (float(not trouble),), note=note))
    return figures


def _skip(what: str, why: Missing) -> None:
    print(f"  SKIPPED {what}: {why}", file=sys.stderr)


COMPARISON = Benchmark("comparison", "What do other tools see of two threads that take turns, and what do they cost?", measure)
