"""``python -m gilviz.runner.look MARK``: says which plug-ins are installed in this interpreter, and which packages are missing.

Looking loads them, so whatever they do as they are imported, they do here, in a process that may be ended: it says which one
comes next before it loads it. The answer stands in one line behind the mark, in JSON.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import sys
from typing import Any, Callable, Dict, Iterator, List, Tuple

from gilviz.runner import plug_ins
from gilviz.runner.catalog import EXECUTOR_GROUP, EXECUTORS, WORKLOAD_GROUP
from gilviz.runner.protocol import LOOK_COMES, LOOK_FOUND

Entry = Tuple[str, str, str, str]
"""A group, a name, a target, and the package that it comes from."""


def look(tell: Callable[[str], None], skipped: List[str]) -> Dict[str, Any]:
    """What is here, ready for JSON: ``executors``, ``workloads``, what is ``broken``, and the packages that are ``missing``.

    Args:
        tell: Told of each plug-in before it is loaded.
        skipped: The targets that nobody shall load any more.
    """
    found: Dict[str, List[Any]] = {"executors": [], "workloads": [], "broken": [], "missing": _missing()}
    names: Dict[Tuple[str, str], str] = {}
    for group, name, target, package in sorted(_entries(), key=lambda entry: (entry[0], entry[1], entry[3])):
        if target in skipped:
            continue
        tell(f"{LOOK_COMES}{json.dumps([group, name, target, package])}")
        if (group, name) in names:
            twice = f"is called like one that {names[group, name]} brings: remove one of the two packages"
            found["broken"].append([group, name, package, twice])
            continue
        names[group, name] = package
        try:
            if group == EXECUTOR_GROUP:
                found["executors"].append(dataclasses.asdict(plug_ins.executor_info(name, target, plug_ins.load(target))))
            else:
                found["workloads"].append(dataclasses.asdict(plug_ins.workload_info(name, target, plug_ins.load(target))))
        except plug_ins.Flaw as flaw:
            found["broken"].append([group, name, package, str(flaw)])
        except BaseException as error:  # noqa: BLE001 - whatever it raises, it is told
            why = f"{type(error).__name__}: {error}".rstrip(": .")[: plug_ins.LONGEST_TEXT]
            found["broken"].append([group, name, package, f"can't be imported ({why}): repair its package, or remove it"])
    return found


def _entries() -> Iterator[Entry]:
    """Every entry point for gilviz; where a package is there twice, the first one counts, as for imports."""
    seen = set()
    for distribution in importlib.metadata.distributions():
        entries: List[importlib.metadata.EntryPoint] = []
        with contextlib.suppress(Exception):  # what one package says so that nobody understands it hides no other's
            entries += [each for each in distribution.entry_points if each.group in (EXECUTOR_GROUP, WORKLOAD_GROUP)]
        if not entries:
            continue
        package = distribution.metadata["Name"] or "a package"
        if package in seen:
            continue
        seen.add(package)
        for entry in entries:
            yield entry.group, entry.name, entry.value.partition("[")[0].strip(), package


def _missing() -> List[str]:
    wanted = {info.needs_package for info in EXECUTORS if info.needs_package}
    return sorted(name for name in wanted if importlib.util.find_spec(name) is None)


def main() -> None:
    """Looks, and says what was found; what plug-ins print as they are imported nobody wants to know."""
    mark, *skipped = sys.argv[1:]
    pipe, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)

    def tell(line: str) -> None:
        os.write(pipe, f"{mark}{line}\n".encode())

    tell(LOOK_FOUND + json.dumps(look(tell, skipped)))
    os._exit(0)  # threads that a plug-in started keep nobody waiting


if __name__ == "__main__":
    main()
