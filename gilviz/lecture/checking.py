"""What a check found of a lecture's scenes: which work live on this machine, which don't and why, and what stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gilviz.lecture.model import Scene


@dataclass(frozen=True)
class SceneReport:
    """One scene.

    Args:
        scene: The scene.
        why: Why it does not work live; empty where it does.
        took_s: How long its experiment took here; None where it could not begin, or the scene has none.
        recorded: The recording that stands in for it; None without one.
        fresh: Whether this check made that recording.
        no_recording: Why there is none; empty where there is one.
        disturbed: What other programs did to it while it was checked; empty where they let it be.
    """

    scene: Scene
    why: str = ""
    took_s: float | None = None
    recorded: Path | None = None
    fresh: bool = False
    no_recording: str = ""
    disturbed: str = ""

    @property
    def needs_nothing(self) -> bool:
        """Whether it only talks."""
        return self.scene.experiment is None

    @property
    def live(self) -> bool:
        """Whether it works live."""
        return not self.why

    @property
    def can_be_shown(self) -> bool:
        """Whether the hall will see something, live or recorded."""
        return self.live or self.recorded is not None

    def line(self) -> str:
        """In a line or two."""
        if self.needs_nothing:
            return f"–       {self.scene.title}: nothing runs"
        if self.live:
            budget = self.scene.experiment.budget_s if self.scene.experiment is not None else 0.0
            kept = "fresh recording made" if self.fresh else "no recording was made"
            if self.disturbed:
                kept += f". {self.disturbed} Close other programs, and check again"
            return f"live    {self.scene.title}: {self.took_s or 0:.1f} s of {budget:g} s; {kept}"
        stands_in = f"the recording stands in: {self.recorded}" if self.recorded is not None else self.no_recording
        return f"{'record' if self.recorded is not None else 'NOTHING'}  {self.scene.title}: {self.why}\n        {stands_in}"

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "scene": self.scene.id,
            "title": self.scene.title,
            "runs_something": not self.needs_nothing,
            "live": self.live,
            "why_not": self.why,
            "took_s": None if self.took_s is None else round(self.took_s, 3),
            "budget_s": None if self.scene.experiment is None else self.scene.experiment.budget_s,
            "recording": None if self.recorded is None else str(self.recorded),
            "recording_is_fresh": self.fresh,
            "disturbed": self.disturbed,
            "can_be_shown": self.can_be_shown,
        }


def over_budget(scene: Scene, took_s: float) -> str:
    """That an experiment took longer than its scene has time for; empty where it did not."""
    if scene.experiment is None or took_s <= scene.experiment.budget_s:
        return ""
    budget = f"{scene.experiment.budget_s:g} s"
    return f"It took {took_s:.1f} s, and the scene has {budget} for it: close other programs, or show the recording."


def now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()
