"""Functions that tests ask advice on: run by jobs, never by the tests' own process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor


def count(steps: int) -> int:
    """Adds squares up."""
    found = 0
    for number in range(steps):
        found += number * number
    return found


def nap(seconds: float) -> float:
    """Sleeps."""
    time.sleep(seconds)
    return seconds


async def doze(seconds: float) -> float:
    """Sleeps, and lets others go on."""
    await asyncio.sleep(seconds)
    return seconds


square = lambda number: number * number  # noqa: E731 - what can't be pickled


def hopeless(number: int) -> int:
    """Bears nothing."""
    raise ValueError(f"no {number}")


def picky(number: int) -> int:
    """Can't bear three."""
    if number == 3:
        raise ValueError("three")
    return number


def where(_item: int) -> str:
    """Gives another result in every process."""
    return str(os.getpid())


def lock(_item: int) -> object:
    """Gives what can't be pickled."""
    return threading.Lock()


def chatter(_item: int) -> int:
    """Prints megabytes."""
    sys.stdout.write("word " * 400_000)
    return 1


def pools(number: int) -> int:
    """Has a pool of its own."""
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(abs, range(number)))


def shares_out(number: int) -> int:
    """Has two threads of its own for each item, and a third that goes on for ever."""
    threading.Thread(target=threading.Event().wait, name="for ever", daemon=True).start()
    threads = [threading.Thread(target=count, args=(50_000,), name=f"counter {which}") for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return number


def forks(number: int) -> int:
    """Forks, and its child returns from the function as its parent does."""
    os.fork()
    return number


def leaves(_item: int) -> int:
    """Leaves a process behind."""
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid and 1


def forever(_item: int) -> None:
    """Never returns."""
    while True:
        pass


def quits(_item: int) -> None:
    """Ends the program."""
    sys.exit("enough")


def interrupts(_item: int) -> None:
    """Raises what is no ``Exception``."""
    raise KeyboardInterrupt


async def gives_up(_item: int) -> None:
    """Raises what asyncio raises in a coroutine that is cancelled."""
    raise asyncio.CancelledError


def two(_one: int, _other: int) -> None:
    """Needs two arguments."""


def yields(number: int) -> Iterator[int]:
    """A generator."""
    yield number


def some() -> Iterator[int]:
    """Four items."""
    yield from range(4)


def interrupted() -> Iterator[int]:
    """Two items, and what is no ``Exception``."""
    yield from range(2)
    raise KeyboardInterrupt


def endless() -> Iterator[int]:
    """Items without an end."""
    number = 0
    while True:
        yield number
        number += 1


NUMBER = 3
