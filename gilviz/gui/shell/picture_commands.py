"""The commands that move, measure and replay the picture, connected to what carries them out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from gilviz.gui.timeline.view import TimelineView


def connect_picture(commands: Mapping[str, QAction], timeline: TimelineView) -> None:
    """Connect every command of the window that is about the picture alone."""
    steering, replaying = timeline.steering, timeline.replaying
    for name, slot in (
        ("zoom_in", steering.zoom_in), ("zoom_out", steering.zoom_out), ("fit", steering.fit),
        ("look_back", steering.back), ("look_forth", steering.forth), ("measure", timeline.measure_in_sight),
        ("replay_play", replaying.toggle), ("replay_start", replaying.to_start), ("replay_back", replaying.step_back),
        ("replay_forth", replaying.step_forth), ("hand_off_back", replaying.hand_off_back),
        ("hand_off_forth", replaying.hand_off_forth), ("replay_slower", replaying.slower),
        ("replay_faster", replaying.faster), ("replay_loop", replaying.set_loop), ("replay_leave", replaying.leave),
    ):  # fmt: skip
        commands[name].triggered.connect(slot)
    commands["follow"].setChecked(steering.following)
    commands["follow"].triggered.connect(steering.set_following)
    steering.following_changed.connect(commands["follow"].setChecked)
