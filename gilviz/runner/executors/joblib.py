"""``joblib.Parallel``: processes of its own kind (loky) that take several tasks at once, and stay for the next call."""

from __future__ import annotations

import sys
from typing import Any, List, Sequence

from joblib import Parallel, __version__, delayed
from joblib.externals.loky import get_reusable_executor

from gilviz.runner.executors.crew import Crew, Func
from gilviz.runner.workloads.refusal import Refusal


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in ``crew.workers`` processes."""
    try:
        if crew.workers == 1:  # Parallel would be a plain loop in this process
            return list(get_reusable_executor(1, initializer=crew.begin).map(func, items))
        try:
            parallel = Parallel(crew.workers, backend="loky", initializer=crew.begin)
        except TypeError as error:  # before 1.5 there were no initializers
            install = f"install 1.5 or newer there ({sys.executable} -m pip install --upgrade joblib)"
            raise Refusal(f"joblib {__version__} is too old: {install}, or choose another executor.") from error
        return list(parallel(delayed(func)(item) for item in items))
    finally:
        get_reusable_executor(reuse=True).shutdown()  # else they would wait for more, for five minutes
