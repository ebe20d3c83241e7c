"""The code to paste for the executor that is recommended."""

from __future__ import annotations

from collections.abc import Mapping

from gilviz.advice.plan import Try
from gilviz.advice.survey import Survey

_POOLS: Mapping[str, str] = {
    "thread-pool": "ThreadPoolExecutor",
    "process-pool": "ProcessPoolExecutor",
    "interpreter-pool": "InterpreterPoolExecutor",
}


def snippet(what: Try, survey: Survey) -> str:
    """A whole program that calls the function for its items that way."""
    imports = f"from {survey.module} import {survey.name.partition('.')[0]}"
    if what.executor == "asyncio":
        return _COROUTINES.format(imports=imports, name=survey.name, workers=what.workers)
    if what.executor == "sequential":
        call = f"asyncio.run({survey.name}(item))" if survey.awaits else f"{survey.name}(item)"
        head = f"import asyncio\n\n{imports}" if survey.awaits else imports
        return f"{head}\n\nitems = [...]\nresults = [{call} for item in items]\n"
    if what.plug_in is not None:
        return what.plug_in.paste.format(imports=imports, function=survey.name, workers=what.workers)
    function, wrapper = survey.name, ""
    if survey.awaits:
        imports = f"import asyncio\n{imports}"
        function = "call"
        wrapper = f"def call(item):\n    return asyncio.run({survey.name}(item))\n\n\n"
    if what.executor == "joblib":
        return _JOBLIB.format(imports=imports, function=function, workers=what.workers)
    return _POOL.format(pool=_POOLS[what.executor], imports=imports, wrapper=wrapper, function=function, workers=what.workers)


_POOL = """\
from concurrent.futures import {pool}

{imports}


{wrapper}if __name__ == "__main__":
    items = [...]
    with {pool}({workers}) as pool:
        results = list(pool.map({function}, items))
"""
_JOBLIB = """\
from joblib import Parallel, delayed

{imports}


if __name__ == "__main__":
    items = [...]
    results = Parallel({workers})(delayed({function})(item) for item in items)
"""
_COROUTINES = """\
import asyncio

{imports}


async def main(items, workers={workers}):
    places = asyncio.Semaphore(workers)

    async def one(item):
        async with places:
            return await {name}(item)

    return await asyncio.gather(*map(one, items))


if __name__ == "__main__":
    results = asyncio.run(main([...]))
"""
