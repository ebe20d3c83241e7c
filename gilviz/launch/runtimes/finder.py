"""Finds every Python of this machine, and what each is: from the cache at once, from those that must be asked as they answer."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from gilviz.launch.runtimes.ask import Asker, find_python
from gilviz.launch.runtimes.cache import Cache, cache_path
from gilviz.launch.runtimes.description import RuntimeDescription, RuntimeUnusable, default_runtime
from gilviz.launch.runtimes.places import ADDED, CHOSEN, ENVIRONMENT, OWN, Place, find_places
from gilviz.launch.runtimes.plug_ins import with_plug_ins
from gilviz.launch.runtimes.rules import runtime_problem
from gilviz.launch.runtimes.sight import is_there
from gilviz.launch.runtimes.surroundings import Surroundings, environment_of

MOST_ASKED = 8
"""How many are asked at once: one that hangs must not keep the others waiting, and each costs a core while it starts."""
_NAMED = (ADDED, CHOSEN)
_TELLING = re.compile(r"\d\.\d")


@dataclass(frozen=True)
class Found:
    """One interpreter of this machine, or what turned out to be none.

    Args:
        path: How to start it.
        source: Who or what it was found by, for people.
        runtime: What it is; None where it did not say.
        problem: Why no job can run on it, in a sentence; empty where one can.
        own: Whether it is the one that runs gilviz.
        also: Other paths of the same program.
        named: Whether the user named it, by adding or by choosing it: they may take it off the list.
    """

    path: str
    source: str
    runtime: RuntimeDescription | None
    problem: str = ""
    own: bool = False
    also: tuple[str, ...] = ()
    named: bool = False


class Finder:
    """Finds interpreters; may be used by several threads, one ``find`` at a time.

    Args:
        places: Where they may lie, those that somebody chose first.
        asker: Asks them.
        cache: What they answered before.
        own: The one that runs gilviz, which need not be asked.
    """

    def __init__(
        self,
        places: Callable[[], Iterable[Place]],
        asker: Asker,
        cache: Cache,
        own: Callable[[], RuntimeDescription] = default_runtime,
    ) -> None:
        self._places = places
        self._asker = asker
        self._cache = cache
        self._own = own
        self._closed = False

    def find(self, *, refresh: bool = False) -> Generator[Found]:
        """Every interpreter, the known ones first, the others as they answer; ``unique`` merges what proves to be the same.

        Args:
            refresh: Ask all of them again.
        """
        own = self._own()
        to_ask = []
        for found in _distinct(Place(own.path, OWN), self._places()):
            if found.own:
                yield dataclasses.replace(found, runtime=own)
            elif not is_there(found.path):
                yield dataclasses.replace(found, problem=self._vanished(found.path))
            elif (known := None if refresh else self._known(found)) is not None:
                yield known
            else:
                to_ask.append(found)
        if to_ask:
            yield from self._ask_all(to_ask)
            self._cache.save()

    def describe(self, path: str) -> RuntimeDescription:
        """What one interpreter is, asked only if that is not known; may take as long as its answer.

        Raises:
            RuntimeUnusable: jobs can't run on it.
        """
        found = self.look_at(Place(path, "chosen"))
        if found.runtime is None or found.problem:
            raise RuntimeUnusable(found.problem)
        return found.runtime

    def look_at(self, place: Place) -> Found:
        """One interpreter, asked only if it is not known; may take as long as its answer."""
        found = Found(place.path, place.source, None, named=place.source in _NAMED)
        if not is_there(place.path):
            return dataclasses.replace(found, problem=self._vanished(place.path))
        known = self._known(found)
        if known is None:
            known = self._ask(found)
            self._cache.save()
        return known

    def look_into(self, found: Found) -> Found:
        """The same with what is installed there; takes as long as starting it, and importing its plug-ins."""
        return found if found.runtime is None else dataclasses.replace(found, runtime=with_plug_ins(found.runtime, self._asker))

    def close(self) -> None:
        """Ends those that are being asked."""
        self._closed = True
        self._asker.close()

    def _ask_all(self, to_ask: Sequence[Found]) -> Iterator[Found]:
        pool = ThreadPoolExecutor(min(MOST_ASKED, len(to_ask)), thread_name_prefix="runtime-asker")
        try:
            for answer in as_completed([pool.submit(self._ask, found) for found in to_ask]):
                yield answer.result()
        except BaseException:  # whoever asked has given up: nobody is waited for
            self.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _ask(self, found: Found) -> Found:
        try:
            runtime = self._asker.ask(found.path)
        except RuntimeUnusable as error:
            if not self._closed:
                self._cache.put(found.path, None, str(error))
            return dataclasses.replace(found, problem=str(error))
        self._cache.put(found.path, runtime)
        return _judged(found, runtime)

    def _known(self, found: Found) -> Found | None:
        kept = self._cache.get(found.path)
        if kept is None or (kept.runtime is not None and not _has_its_program(kept.runtime)):
            return None
        return dataclasses.replace(found, problem=kept.problem) if kept.runtime is None else _judged(found, kept.runtime)

    def _vanished(self, path: str) -> str:
        name = self._cache.last_name(path)
        was = f": it was {name} when gilviz last asked it" if name else ""
        return f"There is no program {path} any more{was}; install it again, or take it off (gilviz runtimes --remove)."


def this_machine(cache: Path | None, chosen: Callable[[], Iterable[Place]]) -> Finder:
    """Finds what is on this machine.

    Args:
        cache: Where answers are kept; None keeps none.
        chosen: What somebody named; those come first, and are listed though they may be gone.
    """
    machine = Surroundings.this()
    return Finder(lambda: [*chosen(), *find_places(machine)], Asker(), Cache(cache))


def known_runtime(python: str | None) -> RuntimeDescription:
    """What that interpreter or command is, asked only if it was never asked before, or has changed since.

    Raises:
        RuntimeUnusable: jobs can't run on it.
    """
    return this_machine(cache_path(), tuple).describe(find_python(python))


def unique(found: Iterable[Found]) -> list[Found]:
    """Each interpreter once, though several paths may lead to it; the first path stays, and the others are noted with it."""
    first: dict[object, Found] = {}
    for one in found:
        key = _identity(one)
        before = first.get(key)
        first[key] = one if before is None else dataclasses.replace(before, also=(*before.also, one.path, *one.also))
    return list(first.values())


def in_order(found: Iterable[Found]) -> list[Found]:
    """As people look for them: the one that runs gilviz, CPython from old to new, other implementations, what can't be used."""

    def place(one: Found) -> tuple[object, ...]:
        runtime = one.runtime
        if runtime is None:
            return (not one.own, True, True, one.path)
        version = tuple(int(part) for part in runtime.version.split("."))
        return (
            not one.own, bool(one.problem), False, runtime.implementation != "CPython", runtime.implementation, version,
            runtime.free_threaded, one.path,
        )  # fmt: skip

    return sorted(found, key=place)


def _distinct(own: Place, places: Iterable[Place]) -> list[Found]:
    """The places without those that are plainly the same program: one link to another, outside of virtual environments."""
    groups: dict[object, list[Place]] = {}
    for place in (own, *places):
        groups.setdefault((environment_of(place.path), os.path.realpath(place.path)), []).append(place)
    return [_grouped(group, own) for group in groups.values()]


def _grouped(group: Sequence[Place], own: Place) -> Found:
    paths = list(dict.fromkeys(place.path for place in group))
    also = tuple(paths[1:])
    if own in group:
        return Found(own.path, own.source, None, own=True, also=also)
    best = min(paths, key=lambda path: (_is_vague(path), paths.index(path)))
    by = next(place.source for place in group if place.path == best)
    source = ENVIRONMENT if environment_of(best) else by
    return Found(best, source, None, also=tuple(path for path in paths if path != best), named=by in _NAMED)


def _is_vague(path: str) -> bool:
    """Whether a path does not tell which Python it is: ``/usr/bin/python3`` where ``python3.11`` is the same."""
    return environment_of(path) is None and not _TELLING.search(Path(path).name)


def _judged(found: Found, runtime: RuntimeDescription) -> Found:
    return dataclasses.replace(found, runtime=runtime, problem=runtime_problem(runtime) or "")


def _has_its_program(runtime: RuntimeDescription) -> bool:
    """Whether what started then is still there: a script that starts an interpreter is the same though that one is gone."""
    program = runtime.executable
    return not os.path.isabs(program) or is_there(program)  # noqa: PTH117 - it may be empty


def _identity(found: Found) -> object:
    runtime = found.runtime
    if runtime is None:
        return found.path
    program = os.path.realpath(runtime.executable or found.path)
    return environment_of(found.path), runtime.prefix, program, runtime.gil
