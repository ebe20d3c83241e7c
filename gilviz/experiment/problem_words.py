"""What is wrong with several jobs at once, each thing and each reason told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gilviz.runner.spec import CROWD

REASON: Final = ": "
"""What stands between what is wrong and why, and what to do."""


def together(told: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """The sentences on all jobs, in their order.

    Args:
        told: Of each job its executor, and what is wrong with it: sentences with their remedies.
    """
    whose: dict[str, list[str]] = {}
    found: dict[str, str] = {}  # what holds for one executor like for another, with and without its name
    for executor, sentences in told:
        for sentence in sentences:
            nameless = sentence.replace(CROWD.format(executor), CROWD.format(""), 1)
            found.setdefault(nameless, sentence)
            names = whose.setdefault(nameless, [])
            if nameless != sentence and executor not in names:
                names.append(executor)
    return _reasons_once([_of_all(sentence, whose[nameless]) for nameless, sentence in found.items()])


def _of_all(sentence: str, executors: Sequence[str]) -> str:
    """A sentence on one of these executors, said of all of them."""
    if len(executors) < 2:
        return sentence
    return sentence.replace(CROWD.format(executors[0]), CROWD.format(f"{', '.join(executors[:-1])} and {executors[-1]}"), 1)


def _reasons_once(sentences: Sequence[str]) -> list[str]:
    """Where several have the same reason, only the first of them says it."""
    reasons = [sentence.partition(REASON)[2] for sentence in sentences]
    return [
        f"{sentence.partition(REASON)[0]}." if reason and reason in reasons[:place] else sentence
        for place, (sentence, reason) in enumerate(zip(sentences, reasons, strict=True))
    ]
