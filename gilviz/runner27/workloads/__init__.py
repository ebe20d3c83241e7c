"""One module per workload, with the results of its namesake in ``gilviz.runner.workloads``: ``work(item, lane)`` is one task.

A module may also have ``prepare(size, tasks, clock)``, a context manager that gives the items (else every item is the size), and
``grow(size, factor)``, the size that takes about that many times as long (else the size times the factor).
"""
