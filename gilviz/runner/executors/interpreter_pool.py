"""``concurrent.futures.InterpreterPoolExecutor``: a pool of threads, each with an interpreter, and a GIL, of its own."""

from __future__ import annotations

from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func

try:
    from concurrent.futures import InterpreterPoolExecutor
except ImportError:  # Python 3.12 and 3.13 have such interpreters, but no pool of them: there we make one.
    from gilviz.runner.executors.own_interpreter_pool import InterpreterPoolExecutor


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in a pool of ``crew.workers`` interpreters."""
    with InterpreterPoolExecutor(crew.workers, initializer=crew.begin) as pool:
        return list(pool.map(func, items))
