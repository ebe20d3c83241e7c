"""The gecko profile that CPython's ``profiling.sampling --gecko`` writes: its GIL and CPU markers become lanes.

That tool looks at all threads again and again, and notes from which look to which each of them had the GIL, waited for it, or was
on a core. So everything here is sampled, by its own words, and fine to its interval:

- has the GIL: running;
- asked for the GIL: waiting for it;
- on a core without either: native, for that tool calls it native code;
- none of these: blocked. On what, it does not tell: io-wait, called unknown.

A marker that is still open when the tool ends is closed there by the tool, also that of a thread which ended long before: it
seems to have the GIL, beside whoever has it. So nothing is known of a thread after the last look that found it.

A profile of Firefox has no such markers, and is refused.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.imports.errors import ImportFailed
from gilviz.imports.events import MOST, MOST_THREADS, NAME
from gilviz.imports.foreign import LONGEST, Thread
from gilviz.imports.json_stream import JsonStream
from gilviz.runner.protocol import Evidence, State

Ints = NDArray[np.int64]
TOOL: Final = "profiling.sampling"
MARKERS: Final = ("Has GIL", "No GIL", "Waiting for GIL", "On CPU", "Off CPU")
HAS, _, WAITS, ON_CPU, _ = range(len(MARKERS))
BLOCKED: Final = "What a blocked thread waited for is not told: it is drawn as waiting for I/O, and may have waited for a lock."
MOST_MS: Final = float(1 << 42)


@dataclass
class Markers:
    """The markers of one thread.

    Args:
        key: Its process and itself, as the file names them.
        name: What it is called.
        names: What each marker is, as a number in the file's table of texts; −1 where that is none.
        starts: ns.
        ends: ns.
        skipped: How many had no time that can be.
        looked: The last look that found the thread, in ns; None where there are no looks.
    """

    key: tuple[str, str] = ("", "")
    name: str = ""
    names: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    skipped: int = 0
    looked: int | None = None


class Profile:
    """Takes the threads of a profile one by one."""

    def __init__(self) -> None:
        self.threads: list[Markers] = []
        self._count = 0

    def take_threads(self, stream: JsonStream) -> None:
        """Read the array of threads; all of them but their markers is passed over.

        Raises:
            ImportFailed: there are too many.
            BadJson: it is broken.
        """
        for number in stream.places():
            if number == MOST_THREADS:
                raise ImportFailed(f"it has more than {MOST_THREADS:,} threads: record fewer of them")
            markers, facts = Markers(), {}
            for key in stream.members():
                if key == "markers":
                    self._take_markers(markers, stream.value())
                elif key == "samples" and stream.peek() == "{":
                    markers.looked = _last_look(stream)
                elif key in ("pid", "tid", "name"):
                    facts[key] = str(stream.value())[:NAME]
                else:
                    stream.skip()
            markers.key, markers.name = (facts.get("pid", ""), facts.get("tid", "")), facts.get("name", "")
            self.threads.append(markers)

    def _take_markers(self, markers: Markers, table: Any) -> None:
        columns = [table.get(name) for name in ("name", "startTime", "endTime")] if isinstance(table, dict) else [None]
        if not all(isinstance(column, list) for column in columns):
            raise ImportFailed("its markers are not in columns, as profiling.sampling writes them")
        self._count += len(columns[0] or ())
        if self._count > MOST:
            raise ImportFailed(f"it has more than {MOST:,} markers: record for a shorter time")
        for name, start, end in zip(*(column or () for column in columns), strict=False):
            times = _nanoseconds(start), _nanoseconds(end)
            if type(name) is int and times[0] is not None and times[1] is not None and times[0] <= times[1]:
                markers.names.append(name if 0 <= name < 1 << 62 else -1)
                markers.starts.append(times[0])
                markers.ends.append(times[1])
            else:
                markers.skipped += 1


def _last_look(stream: JsonStream) -> int | None:
    last = None
    for key in stream.members():
        if key == "time" and stream.peek() == "[":
            for time in stream.items():
                looked = _nanoseconds(time)
                last = looked if last is None or looked is None else max(last, looked)
        else:
            stream.skip()
    return last


def _nanoseconds(milliseconds: object) -> int | None:
    if type(milliseconds) not in (int, float):
        return None
    # compared before it is made a float: an integer may be too large for one
    return round(float(milliseconds) * 1e6) if abs(milliseconds) < MOST_MS else None  # type: ignore[arg-type]


def threads_of(profile: Profile, texts: Sequence[Any]) -> tuple[list[Thread], tuple[str, ...]]:
    """Every thread with markers of the GIL or of a core, and what could not be used.

    Args:
        profile: The threads.
        texts: The file's table of texts.

    Raises:
        ImportFailed: no thread has any, or the file's times can't be those of one run.
    """
    kinds = {number: MARKERS.index(text) for number, text in enumerate(texts) if isinstance(text, str) and text in MARKERS}
    threads: list[Thread] = []
    end = max((max(markers.ends) for markers in profile.threads if markers.ends), default=0)
    for markers in profile.threads:
        found = np.array([kinds.get(name, -1) for name in markers.names], dtype=np.int64)
        if bool((found >= 0).any()):
            threads.append(_thread(markers, len(threads), found, end))
    if not threads:
        raise ImportFailed(
            "none of its threads has markers of the GIL: record it with `python -m profiling.sampling run -a --gecko`"
        )
    if max(thread.until for thread in threads) - min(int(thread.times[0]) for thread in threads) > LONGEST:
        raise ImportFailed("its times are weeks apart, so they can't be those of one run")
    skipped = sum(markers.skipped for markers in profile.threads)
    problems = [
        f"{skipped:,} markers had no time that can be, and were left out." if skipped else "",
        BLOCKED if any(bool((thread.states == State.IO_WAIT).any()) for thread in threads) else "",
    ]
    return threads, tuple(filter(None, problems))


def _thread(markers: Markers, task: int, kinds: Ints, end: int) -> Thread:
    """A thread's state from one edge of a marker to the next. Its whole life, as far as it was seen, counts as one task.

    Args:
        markers: Its markers.
        task: The task's number.
        kinds: What each marker is, by its place in ``MARKERS``; −1 for others.
        end: When the tool ended, in ns.
    """
    of_use = kinds >= 0
    kinds, starts, ends = kinds[of_use], np.array(markers.starts)[of_use], np.array(markers.ends)[of_use]
    if markers.looked is not None:
        edges = np.concatenate([starts, ends])
        seen = max(markers.looked, int(edges[edges < end].max(initial=markers.looked)))
        ends = np.minimum(ends, max(seen, int(starts.max())))
    times = np.unique(np.concatenate([starts, ends]))
    has, waits, on_cpu = (_open(times, starts[kinds == kind], ends[kinds == kind]) for kind in (HAS, WAITS, ON_CPU))
    states = np.select([has, waits, on_cpu], [State.RUNNING, State.GIL_WAIT, State.NATIVE], State.IO_WAIT).astype(np.uint8)
    evidence = np.where(states == State.IO_WAIT, Evidence.UNKNOWN, Evidence.SAMPLED).astype(np.uint8)
    changed = np.append(True, states[1:] != states[:-1])
    changed[-1] &= len(times) == 1  # nothing follows the last edge
    busy = np.isin(states[:-1], (State.RUNNING, State.NATIVE))
    return Thread(
        name=markers.name,
        process=markers.key[0],
        thread=markers.key[1],
        times=times[changed],
        states=states[changed],
        evidence=evidence[changed],
        tasks=np.full(int(changed.sum()), task, dtype=np.int32),
        until=int(times[-1]),
        busy_ns=int(np.diff(times)[busy].sum()),
    )


def _open(times: Ints, starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Whether any of some markers is open from each time on."""
    begun = np.searchsorted(np.sort(starts), times, side="right")
    over = np.searchsorted(np.sort(ends), times, side="right")
    result: NDArray[np.bool_] = begun > over
    return result
