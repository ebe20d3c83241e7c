"""Workloads that only this benchmark runs: copied beside the runner's own for the time of a measurement."""
