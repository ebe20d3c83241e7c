"""Who does the work: what an executor needs to know beyond the function and its items."""

from collections import namedtuple

Crew = namedtuple("Crew", "workers begin")
"""How many workers to hire, and what each pooled worker calls first."""
