"""What is wrong with a lecture's file: each mistake a sentence with its remedy, with file and line before it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mistake:
    """One of them.

    Args:
        file: The file.
        line: The line, from 1; 0 where there is no such file, which the sentence says.
        sentence: What is wrong, and how to put it right.
    """

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else self.sentence


class LectureError(Exception):
    """A lecture that can't be given.

    Args:
        mistakes: Why, in the order of their lines.
    """

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
