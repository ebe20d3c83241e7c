"""``python -m tests.benchmarks [NAME]… [--json]``: measures, prints, and fails if a promise is broken."""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial

from tests.benchmarks.comparison.benchmark import COMPARISON
from tests.benchmarks.executors import IO, PARALLELISM, SHA256
from tests.benchmarks.figures import Figure, machine
from tests.benchmarks.first_paint import FIRST_PAINT
from tests.benchmarks.recording_cost import RECORDING, RECORDING_THREADS
from tests.benchmarks.slice_length import SLICES
from tests.benchmarks.window_cost import WINDOW

BENCHMARKS = (PARALLELISM, IO, SHA256, RECORDING, RECORDING_THREADS, SLICES, WINDOW, FIRST_PAINT, COMPARISON)

BUSY = 0.25
"""A load per core at which other programs change what is measured."""


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
    figures: list[Figure] = []
    for benchmark in BENCHMARKS:
        if arguments.names and benchmark.name not in arguments.names:
            continue
        began = time.monotonic()
        say(f"\n{benchmark.name}: {benchmark.asks}")
        measured = benchmark.measure()
        for figure in measured:
            say(str(figure))
        say(f"  ({time.monotonic() - began:.0f} s)")
        figures += measured
    if arguments.json:
        print(json.dumps({"machine": facts, "figures": [figure.to_json() for figure in figures]}, indent=2))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
