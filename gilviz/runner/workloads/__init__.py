"""One module per workload: ``work(item, lane)`` is one task, and ticks as it goes.

A module may also have ``prepare(size, tasks)``, a context manager that gives the items (else every item is the size), and
``grow(size, factor)``, the size that takes about that many times as long (else the size times the factor).
"""
