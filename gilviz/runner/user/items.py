"""What the tasks of the user's function are called with: an expression, a file with one item a line, or a generator function."""

from __future__ import annotations

import itertools
import json
import os
import time
import traceback
from types import ModuleType
from typing import Any, Iterator, List, NamedTuple, Optional

from gilviz.runner.user.call import Raised
from gilviz.runner.workloads.refusal import Refusal

PATIENCE_S = 20.0
"""Making the items may take so long."""


class Items(NamedTuple):
    """The items that were made."""

    made: List[Any]
    more: bool
    """Whether there would have been more."""


def make_items(text: str, module: ModuleType, most: int, patience: float = PATIENCE_S) -> Items:
    """The first items, ``most`` at most.

    Args:
        text: ``@FILE``, or an expression in the module's own names; a function is called without arguments.
        module: The user's module.
        most: How many are wanted.
        patience: Seconds after which those that are there have to do.

    Raises:
        Refusal: there are none.
    """
    source = _lines(text[1:]) if text.startswith("@") else _evaluated(text, module)
    made: List[Any] = []
    deadline = time.monotonic() + patience
    try:
        for item in itertools.islice(source, most):
            made.append(item)
            if time.monotonic() > deadline:
                break
        more = next(source, made) is not made if len(made) >= most else time.monotonic() > deadline
    except Refusal:
        raise
    except BaseException as error:
        raise Refusal(f"Making item {len(made) + 1} raised {Raised.of(error)}: see what {text} does.") from error
    if not made:
        raise Refusal(f"There are no items: {text} is empty. Give at least one, better ten.")
    return Items(made, more)


def _told(error: BaseException) -> Optional[BaseException]:
    """The error, if its traceback leads into the user's code: what the expression itself does wrong, its text says."""
    frames = traceback.extract_tb(error.__traceback__)
    return error if any(frame.filename not in (__file__, "<string>") for frame in frames) else None


def _evaluated(text: str, module: ModuleType) -> Iterator[Any]:
    try:
        found = eval(text, dict(vars(module)))  # noqa: S307 - the user's own expression, beside the user's own code
        if callable(found):
            found = found()
    except SyntaxError as error:
        raise Refusal(
            f"The items {text!r} are no Python expression ({error.msg}): write one, like range(40), or @FILE."
        ) from None
    except BaseException as error:
        why = f"The items {text!r} can't be made ({Raised.of(error)}): write an expression in {module.__name__}'s names."
        raise Refusal(why) from _told(error)
    try:
        return iter(found)
    except TypeError:
        kind = type(found).__name__
        raise Refusal(
            f"The items {text!r} are one {kind}, and must be several: write [{text}], or a generator function."
        ) from None


def _lines(path: str) -> Iterator[Any]:
    """The items of a file: a JSON list, JSON on each line, or lines of text as they are."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise Refusal(f"The items' file {path} can't be read ({error.strerror}): check the path.") from None
    except UnicodeDecodeError:
        raise Refusal(f"The items' file {path} is no text in UTF-8: write one item a line.") from None
    lines = [line for line in text.splitlines() if line.strip()]
    if os.path.splitext(path)[1].lower() not in (".json", ".jsonl", ".ndjson"):
        return iter(lines)
    try:
        whole = json.loads(text)
    except ValueError:
        return (_json(line, number, path) for number, line in enumerate(lines, 1))
    return iter(whole) if isinstance(whole, list) else iter([whole])


def _json(line: str, number: int, path: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise Refusal(f"Line {number} of {path} is no JSON ({error}): write one item a line, or one list.") from None
