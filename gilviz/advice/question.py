"""What the user asks advice on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gilviz.runner.spec import MAX_WORKERS, UserCode

DEFAULT_BUDGET_S = 60.0
SHORTEST_BUDGET_S, LONGEST_BUDGET_S = 5.0, 86_400.0


@dataclass(frozen=True)
class Question:
    """A function, its items, and how much may be tried.

    Args:
        code: The function and its items.
        python: The interpreter's path or command; None is the one that runs gilviz.
        workers: How many workers every executor shall have; None tries several counts.
        budget_s: Seconds that all of it may take.
    """

    code: UserCode
    python: str | None = None
    workers: int | None = None
    budget_s: float = DEFAULT_BUDGET_S

    def problems(self) -> list[str]:
        """Why it can't be asked, a sentence each; empty when it can."""
        found = self.code.problems()
        if self.workers is not None and not 1 <= self.workers <= MAX_WORKERS:
            found.append(f"The workers must be 1 to {MAX_WORKERS}, not {self.workers:,}.")
        if not (math.isfinite(self.budget_s) and SHORTEST_BUDGET_S <= self.budget_s <= LONGEST_BUDGET_S):
            found.append(
                f"The budget must be {SHORTEST_BUDGET_S:g} to {LONGEST_BUDGET_S:,g} seconds, not {self.budget_s:g}: "
                "in less nothing can be told."
            )
        return found
