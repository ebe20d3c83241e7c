"""Short names of interpreters, for captions and sentences: what a figure was measured against has to fit beside it."""

from __future__ import annotations

from pathlib import PurePath

from gilviz.runner.protocol import Gil
from gilviz.trace.record import RuntimeInfo

_UNUSUAL_GIL = (Gil.OPTION.value, Gil.ENVIRONMENT.value, Gil.IMPORT.value, Gil.LATE_IMPORT.value)
"""How a free-threaded build comes to have a GIL."""


def short_name(runtime: RuntimeInfo, version: str | None = None) -> str:
    """``3.11``, ``3.13t``, ``3.13t with GIL``, ``PyPy 3.9``: CPython is what people mean if they say nothing."""
    name = version_name(runtime, version)
    if runtime.implementation != "CPython":
        return f"{runtime.implementation} {name}"
    return f"{name} with GIL" if _is_free_threaded(runtime) and runtime.gil else name


def version_name(runtime: RuntimeInfo, version: str | None = None) -> str:
    """``3.13``, and ``3.13t`` for a free-threaded build; ``version`` is what to call it instead of by its first two numbers."""
    return f"{version or '.'.join(runtime.version.split('.')[:2])}{'t' * _is_free_threaded(runtime)}"


def full_name(runtime: RuntimeInfo) -> str:
    """``CPython 3.13.5``, ``CPython 3.13.5t (GIL off)``, ``PyPy 3.9.19``: the whole version, and what that does not tell."""
    name = f"{runtime.implementation} {version_name(runtime, runtime.version)}"
    return f"{name} (GIL {'on' if runtime.gil else 'off'})" if _is_free_threaded(runtime) else name


def _is_free_threaded(runtime: RuntimeInfo) -> bool:
    with_or_without = runtime.gil_state in (*_UNUSUAL_GIL, Gil.DISABLED.value) or not runtime.gil
    return runtime.implementation == "CPython" and with_or_without


def is_same(one: RuntimeInfo, other: RuntimeInfo) -> bool:
    """Whether both are one interpreter, and use their GIL alike."""
    return (one.path, one.version, one.gil) == (other.path, other.version, other.gil)


def two_names(one: RuntimeInfo, other: RuntimeInfo) -> tuple[str, str]:
    """Short names by which these two can be told apart: where need be by the whole version, or by where they are."""
    names = short_name(one), short_name(other)
    if names[0] == names[1] and one.version != other.version:
        names = short_name(one, one.version), short_name(other, other.version)
    if names[0] == names[1] and one.path != other.path:
        names = f"{names[0]} in {_place(one)}", f"{names[1]} in {_place(other)}"
    return names


def _place(runtime: RuntimeInfo) -> str:
    """The folder that an interpreter is known by: ``venv``."""
    parts = [part for part in PurePath(runtime.path).parts[:-1] if part not in ("bin", "Scripts")]
    return parts[-1] if parts else runtime.path
