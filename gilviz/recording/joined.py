"""Several recordings as one: for files that hold one, in which they are to be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from gilviz.recording.differences import difference_sentence, differences, in_common
from gilviz.recording.model import Caption, Machine, Recording

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Recordings that are compared are told apart by these."""


MOST_COMPARED: Final = 12
"""Recordings that can be compared: of more, nobody could see any."""


def letter(number: int) -> str:
    """What a recording that is compared with others is called: A, B, …, Z, 27, …"""
    return LETTERS[number] if number < len(LETTERS) else str(number + 1)


def origin(recording: Recording) -> str:
    """By what, on what and when: ``gilviz 0.1.0 · Linux x86_64, 2 cores · 2026-11-22 17:50``."""
    parts = (recording.made_by, recording.machine.text, f"{recording.made_at:%Y-%m-%d %H:%M}")
    return " · ".join(part for part in parts if part)


def joined(recordings: Sequence[Recording], names: Sequence[str]) -> Recording:
    """One that has all their runs, each marked with the letter of its own; one alone stays as it is.

    Which recording a letter means, and in what they differ, are notes on the whole; settings are what differs.

    Args:
        recordings: At least one, in the order in which they are compared.
        names: Of their files.
    """
    if len(recordings) == 1:
        return recordings[0]
    differ, same = differences(recordings), in_common(recordings)
    titles = dict.fromkeys(recording.title for recording in recordings if recording.title)
    legend = (
        Caption(f"{letter(number)} is {name}: {origin(recording)}.")
        for number, (name, recording) in enumerate(zip(names, recordings, strict=True))
    )
    return Recording(
        runs=tuple(
            dataclasses.replace(run, run=dataclasses.replace(run.run, mark=letter(number)))
            for number, recording in enumerate(recordings)
            for run in recording.runs
        ),
        machine=Machine(", ".join(dict.fromkeys(recording.machine.text for recording in recordings))),
        made_at=min(recording.made_at for recording in recordings),
        title=" | ".join(titles) or ", ".join(names),
        settings={setting.name: " | ".join(setting.values) for setting in differ},
        captions=(*legend, Caption(difference_sentence(differ, same)), *joined_captions(recordings)),
        made_by=", ".join(dict.fromkeys(recording.made_by for recording in recordings if recording.made_by)),
    )


def joined_captions(recordings: Sequence[Recording]) -> tuple[Caption, ...]:
    """Their notes, on the same runs at their new places; of several, those on a whole recording say on which."""
    found: list[Caption] = []
    before = 0
    for number, recording in enumerate(recordings):
        of = f"{letter(number)}: " if len(recordings) > 1 else ""
        for caption in recording.captions:
            if caption.run is None:
                found.append(dataclasses.replace(caption, text=f"{of}{caption.text}"))
            else:
                found.append(dataclasses.replace(caption, run=caption.run + before))
        before += len(recording.runs)
    return tuple(found)
