"""``python -m tests.benchmarks [NAME]… [--json]``: measures, prints, and fails if a promise is broken.

The exit status is 0 if every promise was kept, 1 if one was broken, and 3 if none was and something could not be measured here.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial

from tests.benchmarks.advice import ADVICE
from tests.benchmarks.append import APPEND
from tests.benchmarks.comparison.benchmark import COMPARISON
from tests.benchmarks.drawing import DRAWING
from tests.benchmarks.executors import IO, PARALLELISM, SHA256
from tests.benchmarks.figures import Benchmark, Figure, Skipped, machine
from tests.benchmarks.first_paint import FIRST_PAINT
from tests.benchmarks.implementations import IMPLEMENTATIONS
from tests.benchmarks.lecture import LECTURE
from tests.benchmarks.live import LIVE
from tests.benchmarks.raster import RASTER
from tests.benchmarks.recording_cost import RECORDING, RECORDING_THREADS
from tests.benchmarks.recording_open import RECORDING_OPEN
from tests.benchmarks.reference.benchmark import REFERENCE
from tests.benchmarks.reference.own_code import OWN_CODE
from tests.benchmarks.runtimes import RUNTIMES
from tests.benchmarks.slice_length import SLICES
from tests.benchmarks.window_cost import WINDOW
from tests.benchmarks.workers import COROUTINES, INTERPRETERS

BENCHMARKS = (
    PARALLELISM,
    IMPLEMENTATIONS,
    IO,
    SHA256,
    INTERPRETERS,
    COROUTINES,
    RECORDING,
    RECORDING_THREADS,
    SLICES,
    WINDOW,
    LIVE,
    FIRST_PAINT,
    RECORDING_OPEN,
    LECTURE,
    RUNTIMES,
    ADVICE,
    RASTER,
    APPEND,
    DRAWING,
    COMPARISON,
    REFERENCE,
    OWN_CODE,
)

BUSY = 0.25
"""A load per core at which other programs change what is measured."""
KEPT, BROKEN, NOT_MEASURED = 0, 1, 3
"""Exit statuses; 2 is for arguments that can't be used."""


def main() -> int:
    """Runs the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    names = [benchmark.name for benchmark in BENCHMARKS]
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*names, []], help=f"one of {', '.join(names)}; default: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    arguments = parser.parse_args()
    facts = machine()
    say = partial(print, file=sys.stderr if arguments.json else sys.stdout)
    say("  ".join(f"{key}: {value}" for key, value in facts.items()))
    if facts["load_before"] > BUSY * facts["cores"]:
        print("This machine is busy with other things: wait until it is not, or trust no figure.", file=sys.stderr)
    asked = [benchmark for benchmark in BENCHMARKS if not arguments.names or benchmark.name in arguments.names]
    figures, skipped = measure(asked, say)
    if arguments.json:
        found = [figure.to_json() for figure in figures]
        print(json.dumps({"machine": facts, "figures": found, "skipped": skipped}, indent=2))
    return status(figures, skipped)


def measure(benchmarks: Sequence[Benchmark], say: Callable[[str], None]) -> tuple[list[Figure], dict[str, str]]:
    """Measures one after another, and says what is going on: the figures, and by name why a benchmark could not measure."""
    figures: list[Figure] = []
    skipped: dict[str, str] = {}
    for benchmark in benchmarks:
        began = time.monotonic()
        say(f"\n{benchmark.name}: {benchmark.asks}")
        try:
            measured = benchmark.measure()
        except Skipped as reason:
            skipped[benchmark.name] = str(reason)
            print(f"{benchmark.name} was SKIPPED: {reason}", file=sys.stderr)
            continue
        for figure in measured:
            say(str(figure))
        say(f"  ({time.monotonic() - began:.0f} s)")
        figures += measured
    return figures, skipped


def status(figures: Sequence[Figure], skipped: Collection[str]) -> int:
    """The exit status: what was not measured is neither kept nor broken."""
    if not all(figure.met for figure in figures):
        return BROKEN
    return NOT_MEASURED if skipped else KEPT


if __name__ == "__main__":
    sys.exit(main())
