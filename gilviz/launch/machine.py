"""What this machine offers for measuring, and what disturbs it."""

from __future__ import annotations

import itertools
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from gilviz.launch.runtimes import default_runtime
from gilviz.runner.cores import quota

BUSY = 0.3
"""Load on each usable core from which on measuring is disturbed."""


@dataclass(frozen=True)
class MachineReport:
    """What the machine offers.

    Args:
        system: Its operating system and architecture.
        cores: How many cores there are.
        usable: How many of them this process may use.
        quota: How many cores' time its control group may use; None where that is not limited.
        load: The mean number of programs that wanted a core in the last minute; None where nobody counts.
        clock: The clock that everything is measured by, and its resolution in ns.
        clock_ns: The smallest step seen between two of its readings, in ns.
    """

    system: str
    cores: int
    usable: int
    quota: float | None
    load: float | None
    clock: str
    clock_ns: int

    def advice(self) -> Iterator[str]:
        """What disturbs measuring here, a sentence each with its remedy."""
        if self.load is not None and self.load > BUSY * self.usable:
            yield (
                f"Other programs want {self.load:.1f} cores: end them before you trust a wall time; lanes show it as cpu-wait."
            )
        if self.usable < 2:
            yield "Only one core is usable: processes can't run at once here, whatever they could do elsewhere."
        if self.quota is not None and self.quota < self.usable:
            yield f"The control group allows {self.quota:g} cores' time: workers beyond that wait, and lanes show it as cpu-wait."


def look_at_machine() -> MachineReport:
    """What this machine offers, now."""
    readings = [time.perf_counter_ns() for _ in range(1000)]
    steps = [after - before for before, after in itertools.pairwise(readings) if after > before]
    return MachineReport(
        system=f"{platform.system()} {platform.release()} ({platform.machine()})",
        cores=os.cpu_count() or 1,
        usable=default_runtime().cores,
        quota=quota(),
        load=psutil.getloadavg()[0] if hasattr(psutil, "getloadavg") else None,
        clock=time.get_clock_info("perf_counter").implementation,
        clock_ns=min(steps, default=0),
    )
