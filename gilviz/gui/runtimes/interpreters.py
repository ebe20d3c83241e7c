"""The Pythons that a run can use, found and asked without blocking the window. No Qt.

Finding them reads folders and starts interpreters, which takes from 20 ms to several seconds. Threads do that and put what they
find into a queue; whoever shows it looks there when it suits.
"""

from __future__ import annotations

import contextlib
import dataclasses
import queue
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from gilviz.launch.runtimes import (
    ADDED,
    CHOSEN,
    OWN,
    Found,
    Place,
    PlugIns,
    RuntimeDescription,
    RuntimeUnusable,
    find_python,
    in_order,
    unique,
)


class Finding(Protocol):
    """Who knows where interpreters are and what they are; ``launch.runtimes.Finder``. Everything here may take its time."""

    def find(self, *, refresh: bool = False) -> Iterable[Found]:
        """Every interpreter, as they answer."""

    def look_at(self, place: Place) -> Found:
        """One of them."""

    def look_into(self, found: Found) -> Found:
        """The same with what is installed there."""

    def close(self) -> None:
        """End those that are being asked."""


class Naming(Protocol):
    """The list of what the user names; ``launch.runtimes.NamedRuntimes``."""

    def add(self, path: str) -> None:
        """Put a path first."""

    def remove(self, paths: Collection[str]) -> None:
        """Take these off."""


@dataclass(frozen=True)
class _Over:
    """A search has ended.

    Args:
        kept: What it found; None where it looked at one interpreter only.
    """

    kept: frozenset[str] | None


class RuntimeInquiry:
    """Finds interpreters in threads of its own.

    Args:
        finder: Finds and asks them.
        named: Keeps what the user adds.
        own: The one that runs gilviz, which is known before anything is looked for.
    """

    def __init__(self, finder: Finding, named: Naming, own: RuntimeDescription | None = None) -> None:
        self._finder = finder
        self._named = named
        self._news: queue.SimpleQueue[Found | _Over] = queue.SimpleQueue()
        self._in_order: Sequence[Found] = () if own is None else (Found(own.path, OWN, own, own=True),)
        self._found: dict[str, Found] = {found.path: found for found in self._in_order}
        self._plug_ins: dict[str, PlugIns] = {}
        self._looked_at: set[str] = set()
        self._looked_into: set[str] = set()
        self._taken_off: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._under_way = 0
        self._begun = False

    @property
    def found(self) -> Sequence[Found]:
        """What is known by now, in order, each interpreter once."""
        return self._in_order

    @property
    def searching(self) -> bool:
        """Whether more is to come."""
        return self._under_way > 0

    def begin(self) -> None:
        """Look for interpreters, unless that was done before; those that are known come at once."""
        if not self._begun:
            self._begun = True
            self._start(self._find, False)

    def refresh(self) -> None:
        """Look again, and ask every interpreter again."""
        self._begun = True
        if not self.searching:
            self._looked_into.clear()
            self._plug_ins.clear()
            self._start(self._find, True)

    def look_at(self, path: str) -> None:
        """Find out what lies there, unless that is known."""
        known = {other for one in self._found.values() for other in (one.path, *one.also)}
        if path not in known | self._looked_at:
            self._name(path)
            self._start(self._look, path, False)

    def look_into(self, path: str) -> None:
        """Find out what packages that are installed there add, unless that is known."""
        found = self._found.get(path)
        if found is not None and found.runtime is not None and found.runtime.plug_ins is None and path not in self._looked_into:
            self._looked_into.add(path)
            self._start(self._look_into, found)

    def add(self, path: str) -> None:
        """Find out what lies there, and keep it on the list for good if jobs can run on it."""
        self._name(path)
        self._start(self._look, path, True)

    def remove(self, path: str) -> None:
        """Take that interpreter off the list for good, and look whether it would be found without having been named."""
        gone = {path}.union(*((one.path, *one.also) for one in self._in_order if one.path == path))
        self._found = {other: one for other, one in self._found.items() if other not in gone}
        self._in_order = tuple(one for one in self._in_order if one.path not in gone)
        self._looked_at -= gone
        self._taken_off |= gone
        self._start(self._remove, gone)

    def poll(self) -> bool:
        """Take in what has been found since; True if there was something."""
        came = False
        while not self._news.empty():
            news = self._news.get()
            came = True
            if isinstance(news, Found):
                if not (news.named and news.path in self._taken_off):
                    self._found[news.path] = self._with_plug_ins(news)
                continue
            self._under_way -= 1
            if news.kept is not None:
                stay = news.kept | self._looked_at
                self._found = {path: one for path, one in self._found.items() if path in stay}
        if came:
            # Kept, for telling whether two are the same asks the file system, and the window asks often.
            self._in_order = tuple(in_order(unique(self._found.values())))
        return came

    def close(self) -> None:
        """End whoever is being asked, and wait until nobody is."""
        self._finder.close()
        for thread in self._threads:
            thread.join()

    def _with_plug_ins(self, found: Found) -> Found:
        """The same with what was found installed there, which who finds it again does not tell."""
        runtime = found.runtime
        if runtime is None:
            return found
        if runtime.plug_ins is not None:
            self._plug_ins[found.path] = runtime.plug_ins
            return found
        return dataclasses.replace(found, runtime=dataclasses.replace(runtime, plug_ins=self._plug_ins.get(found.path)))

    def _name(self, path: str) -> None:
        self._looked_at.add(path)
        self._taken_off.discard(path)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        self._under_way += 1
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, args=arguments, name="runtime-inquiry", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _find(self, refresh: bool) -> None:
        kept = set()
        try:
            for found in self._finder.find(refresh=refresh):
                kept.add(found.path)
                self._news.put(found)
            self._news.put(_Over(frozenset(kept)))
        except Exception as error:  # noqa: BLE001 - a thread's answer must come; and what was known says nothing against it
            self._news.put(Found("(others)", "", None, f"The search for interpreters broke off: {error}"))
            self._news.put(_Over(None))

    def _remove(self, paths: Collection[str]) -> None:
        with contextlib.suppress(OSError):  # it is off the list at least as long as the window is open
            self._named.remove(paths)
        self._find(False)

    def _look_into(self, found: Found) -> None:
        try:
            found = self._finder.look_into(found)
        except Exception as error:  # noqa: BLE001 - a thread's answer must come
            trouble = PlugIns(problem=f"What is installed in {found.path} could not be looked at: {error}")
            found = dataclasses.replace(found, runtime=found.runtime and dataclasses.replace(found.runtime, plug_ins=trouble))
        self._news.put(found)
        self._news.put(_Over(None))

    def _look(self, path: str, keep: bool) -> None:
        try:
            found = self._finder.look_at(Place(find_python(path), ADDED if keep else CHOSEN))
            if keep and not found.problem:
                with contextlib.suppress(OSError):  # it can be used all the same, only not be remembered
                    self._named.add(found.path)
        except RuntimeUnusable as error:
            found = Found(path, "", None, str(error))
        except Exception as error:  # noqa: BLE001 - a thread's answer must come, or whoever waits would wait for ever
            found = Found(path, "", None, f"{path} could not be asked what it is: {error}")
        self._news.put(found)
        self._news.put(_Over(None))
