"""What a first look at the user's function told, as the runner's survey hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEGIBLE_S = 0.0005
"""Seconds of a task from which on clocks tell more of it than of themselves."""


@dataclass(frozen=True)
class Pickled:
    """What it takes to send one of several things to another process.

    Args:
        why_not: Why it can't be; None where it can.
        size: Bytes of one, on average.
        seconds: Pickling and unpickling one, on average.
    """

    why_not: str | None
    size: float
    seconds: float


@dataclass(frozen=True)
class Survey:
    """The function, and how it behaved when it was called for some items, one after another.

    Args:
        name: What it is called in its module.
        module: Its module's name.
        signature: ``(path, strict=True)``.
        doc: Its docstring; may be empty.
        awaits: Whether it is a coroutine function.
        items: How many there are.
        more: Whether there would be more: then nobody knows how many.
        import_s: Seconds that importing its module took.
        done: For how many items it was called.
        first_s: Seconds that the very first call took.
        wall_s: Seconds that the calls took in all, once it was warm.
        longest_s: The longest of them.
        thread_cpu_s: Seconds that its own thread computed meanwhile.
        process_cpu_s: Seconds that all threads of its process computed.
        delayed_s: Seconds that its own thread could have run and had no core.
        raised: How many calls raised an exception.
        raised_first: The first of them: (item's number from 0, what was raised).
        function_why_not: Why the function itself can't be sent to another process; None where it can.
        sent: What sending an item takes.
        returned: What sending back a result takes.
        threads: How many threads the calls started themselves, of Python's own.
        threads_delayed_s: Seconds that those could have run and had no core, all in all.
    """

    name: str
    module: str
    signature: str
    doc: str
    awaits: bool
    items: int
    more: bool
    import_s: float
    done: int
    first_s: float
    wall_s: float
    longest_s: float
    thread_cpu_s: float
    process_cpu_s: float
    delayed_s: float
    raised: int
    raised_first: tuple[tuple[int, str], ...]
    function_why_not: str | None
    sent: Pickled
    returned: Pickled
    threads: int = 0
    threads_delayed_s: float = 0.0

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Survey:
        """The survey that a ``surveyed`` message tells of."""
        function, tasks, pickling = answer["function"], answer["tasks"], answer["pickling"]
        return cls(
            **{key: function[key] for key in ("name", "module", "signature", "doc", "awaits")},
            items=answer["items"]["count"],
            more=answer["items"]["more"],
            import_s=answer["import_s"],
            **{key: value for key, value in tasks.items() if key != "raised_first"},
            raised_first=tuple((number, text) for number, text in tasks["raised_first"]),
            function_why_not=pickling["function"],
            sent=_pickled(pickling["items"]),
            returned=_pickled(pickling["results"]),
        )

    @property
    def task_s(self) -> float:
        """Seconds that one task takes on average."""
        return self.wall_s / self.done

    @property
    def waiting(self) -> float:
        """The share of its time in which nothing computed for it, 0 to 1."""
        busy = max(self.thread_cpu_s + self.delayed_s, self.process_cpu_s + self.threads_delayed_s)
        return max(0.0, 1 - busy / self.wall_s) if self.wall_s > 0 else 0.0

    @property
    def own_threads(self) -> float:
        """How many cores other threads of its process took meanwhile: a library that shares its work out by itself."""
        # Of what is as short as the clocks' own cost nothing can be told.
        return max(0.0, self.process_cpu_s - self.thread_cpu_s) / self.wall_s if self.task_s > LEGIBLE_S else 0.0

    @property
    def threads_each(self) -> float:
        """How many threads of Python's own one task starts, on average."""
        return self.threads / self.done

    @property
    def cannot_travel(self) -> str | None:
        """Why no other process can do its tasks, in a sentence; None where they can."""
        for what, why in (
            (f"{self.name}() can't be sent", self.function_why_not),
            ("Its items can't be sent", self.sent.why_not),
            ("Its results can't be sent back", self.returned.why_not),
        ):
            if why is not None:
                remedy = "define it by def at the top level of its module" if why is self.function_why_not else "use plain data"
                return f"{what} from process to process ({why}): {remedy}."
        return None


def _pickled(told: Mapping[str, Any]) -> Pickled:
    return Pickled(told["why"], told["bytes"], told["seconds"])
