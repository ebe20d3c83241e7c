"""Measures what README claims: ``python -m tests.benchmarks [NAME]… [--json]``."""
