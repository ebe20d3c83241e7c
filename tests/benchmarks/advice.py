"""Whether ``gilviz advise`` finds the best executor of functions for which it is known, twice in a row.

The best *class* counts (threads, processes, coroutines, a plain loop), and what the function is. A machine that is busy makes
small gains invisible: then the honest answer is that it can't be told, and this benchmark counts that as a miss.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer, answer
from gilviz.advice.question import Question
from gilviz.experiment.workspace import Workspace
from gilviz.launch.runtimes import default_runtime
from gilviz.runner.spec import UserCode
from tests.benchmarks.figures import Benchmark, Figure

BUDGET_S = 30.0
TIMES = 2
POLL_S = 0.02
LOOP, THREADS, PROCESSES, COROUTINES = "sequential", "thread-pool", "process-pool", "asyncio"


@dataclass(frozen=True)
class Case:
    """A function and what is known of it.

    Args:
        function: Its name in ``advised``.
        items: What it is called with.
        best: Executors that are right.
        kinds: What it may be called.
        hinders: Whether the GIL hinders it; None where either answer, or none, is right.
    """

    function: str
    items: str
    best: tuple[str, ...]
    kinds: tuple[str, ...]
    hinders: bool | None = None


CASES = (
    Case("collatz", "[9000] * 12", (PROCESSES,), ("cpu-bound",), hinders=True),
    Case("multiply", "range(40)", (THREADS,), ("native",), hinders=False),
    Case("compress", "[6] * 40", (THREADS,), ("native",), hinders=False),
    Case("digest", "range(30)", (THREADS,), ("native",), hinders=False),
    Case("parse", "[15_000] * 10", (PROCESSES,), ("cpu-bound",), hinders=True),
    Case("query", "bases", (THREADS,), ("native",), hinders=False),
    Case("sleep", "[0.05] * 24", (THREADS,), ("waiting",), hinders=False),
    Case("fetch", "addresses", (THREADS,), ("waiting",), hinders=False),
    Case("fetch_async", "addresses", (COROUTINES,), ("waiting",), hinders=False),
    Case("tiny", "range(2000)", (LOOP,), ("too-small",)),
    Case("last", "tables", (LOOP,), ("too-small", "cpu-bound", "mixed")),
    Case("alone", "range(12)", (LOOP,), ("cpu-bound", "mixed")),
    Case("anonymous", "[9000] * 12", (LOOP,), ("cpu-bound",), hinders=True),
    Case("both", "[3000] * 16", (THREADS, PROCESSES), ("mixed",)),
)


def measure(cases: tuple[Case, ...] = CASES, times: int = TIMES) -> list[Figure]:
    """Asks advice on every function, so many times."""
    right = [tuple(float(not problems(case, ask(case))) for _ in range(times)) for case in cases]
    figures = [
        Figure(case.function, found, "right", least=1.0, note=f"{' or '.join(case.best)}; {' or '.join(case.kinds)}")
        for case, found in zip(cases, right, strict=True)
    ]
    return [*figures, Figure("functions right every time", (float(sum(min(found) for found in right)),), least=len(cases))]


def ask(case: Case, budget_s: float = BUDGET_S) -> Answer:
    """Asks advice on one function."""
    code = UserCode(f"advised.py:{case.function}", case.items, str(Path(__file__).parent))
    with Workspace() as workspace:
        advisor = Advisor(Question(code, budget_s=budget_s), default_runtime(), workspace)
        advisor.start()
        while not advisor.finished:
            advisor.poll()
            time.sleep(POLL_S)
        return answer(advisor)


def problems(case: Case, found: Answer) -> list[str]:
    """What is wrong with the answer; told on standard error, too."""
    verdict = found.verdict
    wrong = []
    if verdict is None:
        wrong.append(found.why[0].text)
    else:
        recommended = verdict.recommended.executor if verdict.recommended is not None else None
        if recommended not in case.best:
            wrong.append(f"recommended {recommended}, not {' or '.join(case.best)}")
        if verdict.kind not in case.kinds:
            wrong.append(f"called {verdict.kind}, not {' or '.join(case.kinds)}")
        if case.hinders is not None and verdict.gil_hinders is not case.hinders:
            wrong.append(f"GIL hinders: {verdict.gil_hinders}")
    for problem in wrong:
        print(f"{case.function}: {problem}: {[reason.text for reason in found.why]}", file=sys.stderr)
    return wrong


ADVICE = Benchmark("advise", "functions with known best answers", measure)
