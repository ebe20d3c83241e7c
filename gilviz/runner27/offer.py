"""What a Python without a GIL is offered here, as plain data that every Python can read; the catalogue says it to people.

A test holds the numbers equal to those of ``gilviz.runner.catalog``.
"""

from collections import namedtuple

Workload = namedtuple("Workload", "name default_size smallest largest size_is_ms")

IMPLEMENTATIONS = ("Jython", "IronPython")
"""Those that never had a GIL: whose jobs this runner runs."""

EXECUTORS = ("sequential", "thread", "threading", "dummy-pool")

WORKLOADS = (
    Workload("primes", 100000, 10, 5000000, False),
    Workload("countdown", 5000000, 1, 100000000000, False),
    Workload("fib", 27, 1, 60, False),
    Workload("sleep", 250, 1, 600000, True),
    Workload("http", 250, 1, 60000, True),
    Workload("sha256", 100, 1, 1000000, False),
    Workload("counter", 2000000, 1, 1000000000, False),
    Workload("counter-lock", 500000, 1, 1000000000, False),
    Workload("shared", 10000, 1, 100000000, False),
)


def workload(name):
    """The workload of that name; None where there is none."""
    return next((offered for offered in WORKLOADS if offered.name == name), None)
