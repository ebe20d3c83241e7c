"""Whether an executor's results are those of a plain loop.

They come from two job processes, so the first plain loop leaves its results behind, pickled one by one, and every later run
compares its own with them: by ``==`` where a type has its own, else by what is in them. Two floats are also the same where they
differ by rounding alone (a library may add in another order), and two NaN are the same NaN.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
from typing import Any, Dict, Iterable, List, Optional, Tuple

from gilviz.runner.user.call import Raised

RIGHT = "ok"
UNCOMPARED = "not compared"
"""Its counterpart could not be kept (no pickle, too large, a full disk), or nothing tells whether the two are the same."""
LARGEST = 512 * 1024 * 1024
"""Bytes of results that are kept: more are not compared."""
ROUNDING = 1e-9
SHORT = 60
"""Characters of a result that are repeated in a message."""
Seen = Dict[Tuple[int, int], Tuple[Any, Any]]


def report(results: List[Any], expected: str, *, plain: bool) -> List[str]:
    """A word on each result: ``ok``, what was raised, how it differs from the first plain loop's, or ``not compared``.

    Args:
        results: In the order of the items.
        expected: The file in which the first plain loop leaves its results for the others.
        plain: Whether a plain loop made these.
    """
    if not os.path.exists(expected):
        if not plain:
            return [_held_against(result, None) for result in results]
        _keep(results, expected)
        return [_alone(result) for result in results]
    with open(expected, "rb") as file:
        kept: List[Optional[bytes]] = pickle.load(file)
    return [_held_against(result, pickled) for result, pickled in zip(results, kept)] + [
        "missing" for _ in range(len(kept) - len(results))
    ]


def same(one: Any, other: Any, seen: Optional[Seen] = None) -> bool:
    """Whether two results are the same.

    Args:
        one: A result.
        other: Another one.
        seen: The pairs that were met, and so need no second look: they are the same, or are just being compared, or else the
            answer is known to be no. They are kept alive by it, so that no other thing gets the id of one of them.

    Raises:
        RecursionError: they are nested too deeply to tell.
    """
    if one is other:
        return True
    if isinstance(one, float) and isinstance(other, float):
        return one == other or math.isclose(one, other, rel_tol=ROUNDING) or (one != one and other != other)
    if type(one) is not type(other):
        return _equal(one, other)
    seen = {} if seen is None else seen
    if (id(one), id(other)) in seen:
        return True
    seen[id(one), id(other)] = (one, other)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and _all_same(one, other, seen)
    return _same_things(one, other, seen)


def _same_things(one: Any, other: Any, seen: Seen) -> bool:
    """Two of the same type."""
    compares: Any = type(one).__eq__
    if isinstance(one, dict):
        return one.keys() == other.keys() and _all_same((one[key] for key in one), (other[key] for key in one), seen)
    if hasattr(one, "dtype") and hasattr(one, "shape"):
        return _same_arrays(one, other)
    if compares is object.__eq__:
        return same(one.__reduce_ex__(2), other.__reduce_ex__(2), seen)
    return _equal(one, other)


def _all_same(ones: Iterable[Any], others: Iterable[Any], seen: Seen) -> bool:
    return all(same(one, other, seen) for one, other in zip(ones, others))


def _equal(one: Any, other: Any) -> bool:
    equal = one == other
    # What compares element by element (a table, a tensor) has an answer for each.
    return bool(_all(equal)) if hasattr(equal, "all") else bool(equal)


def _all(equal: Any) -> Any:
    every = equal.all()
    return every.all() if hasattr(every, "all") else every


def _same_arrays(one: Any, other: Any) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind == "O" or one.dtype.names:
        return bool(_all(one == other))
    missing = one != one  # NaN
    if one.dtype.kind not in "fc":
        return bool(_all(one == other))
    near = abs(one - other) <= ROUNDING * (abs(one) + abs(other))
    return bool(_all((one == other) | near | (missing & (other != other))))


def _keep(results: List[Any], expected: str) -> None:
    pickled: List[Optional[bytes]] = []
    room = LARGEST
    for result in results:
        one = _pickled(result) if room > 0 else None
        room -= len(one or b"")
        pickled.append(one if room > 0 else None)
    with contextlib.suppress(OSError), open(f"{expected}.part", "wb") as file:
        pickle.dump(pickled, file)
        file.close()
        os.replace(f"{expected}.part", expected)


def _pickled(result: Any) -> Optional[bytes]:
    try:
        return pickle.dumps(result)
    except Exception:
        return None


def _alone(result: Any) -> str:
    return f"raised {result}" if isinstance(result, Raised) else RIGHT


def _held_against(result: Any, pickled: Optional[bytes]) -> str:
    if pickled is None:
        return UNCOMPARED if not isinstance(result, Raised) else _alone(result)
    try:
        right = pickle.loads(pickled)
        if same(result, right):
            return _alone(result)
    except Exception:
        return UNCOMPARED
    return f"differs: {_short(result)} instead of {_short(right)}"


def _short(result: Any) -> str:
    try:
        text = f"raised {result}" if isinstance(result, Raised) else repr(result)
    except Exception:
        text = f"a {type(result).__name__}"
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
