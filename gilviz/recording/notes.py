"""Notes on moments: found, written, changed, removed. No caption is changed in place, so that what was there can come back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from gilviz.recording.model import Caption

LONGEST: Final = 500
"""Characters of a note that somebody types: it has to be read beside a picture."""


def note_at(captions: Sequence[Caption], run: int, worker: int | None, start: int, end: int) -> Caption | None:
    """The first note on a worker's lane from one moment until before another one, in ns from the run's zero; None without any."""
    here = (caption for caption in captions if (caption.run, caption.worker) == (run, worker) and caption.t_ns is not None)
    return min(
        (caption for caption in here if caption.t_ns is not None and start <= caption.t_ns < end),
        key=lambda caption: caption.t_ns or 0,
        default=None,
    )


def with_text(captions: Sequence[Caption], caption: Caption, text: str) -> tuple[Caption, ...]:
    """The same notes, but for one: new, changed, or without a text removed."""
    text = " ".join(text.split())[:LONGEST]
    written = dataclasses.replace(caption, text=text)
    if caption in captions:
        changed = (written if each == caption else each for each in captions)
        return tuple(each for each in changed if each.text)
    return (*captions, written) if text else tuple(captions)


def moved(captions: Sequence[Caption], places: Sequence[int]) -> tuple[Caption, ...]:
    """The notes on runs of which only some are kept: each at its run's new place; those on others are left out.

    Args:
        captions: The notes.
        places: The numbers of the runs that are kept, in their order.
    """
    new = {old: place for place, old in enumerate(places)}
    stay = (caption for caption in captions if caption.run is None or caption.run in new)
    return tuple(caption if caption.run is None else dataclasses.replace(caption, run=new[caption.run]) for caption in stay)
