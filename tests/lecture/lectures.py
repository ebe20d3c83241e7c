"""Lectures for tests: the text of a small one that is right, and what is made of a text."""

from __future__ import annotations

from pathlib import Path

from gilviz.lecture.model import Lecture
from gilviz.lecture.reader import FILE, read_lecture

SMALL = '''\
format = 1
title = "Turns"
summary = "Who may run?"

[[scene]]
id = "words"
title = "Words first"
minutes = 2
points = ["One heap.", "One lock."]
notes = """
Say hello.

[[scene]] is no header here, and id = 3 no key.
"""
[[scene.step]]
view = "points"
show = 1
[[scene.step]]
view = "points"

[[scene]]
id = "turns"
title = "Taking turns"
minutes = 3
notes = "Look at the blue."
[scene.question]
ask = "How long will two threads take?"
measure = "wall"
run = "two threads"
[scene.experiment]
workload = "primes"
tasks = 2
workers = 2
size = 2000
budget_s = 20
[[scene.experiment.run]]
executor = "sequential"
label = "a loop"
[[scene.experiment.run]]
executor = "threading"
label = "two threads"
[[scene.claim]]
run = "two threads"
measure = "parallelism"
at_most = 1.05
[[scene.step]]
view = "question"
[[scene.step]]
view = "code"
run = "two threads"
first = "for worker in workers:"
last = "worker.join()"
points_at = ["worker.start()"]
[[scene.step]]
view = "run"
caption = "One at a time."
meanwhile = "A loop, and two threads."
[[scene.step]]
view = "zoom"
from_ms = 1
for_ms = 20
caption = "Closer."
[[scene.step.mark]]
text = "it waits"
run = "two threads"
lane = 2
at_ms = 2
state = "gil-wait"
[[scene.step]]
view = "state"
state = "gil-wait"
[[scene.step]]
view = "result"
[[scene.step]]
view = "verdict"
'''


def lecture_of(folder: Path, text: str = SMALL) -> Lecture:
    """Written to a folder, and read.

    Raises:
        LectureError: it has mistakes.
    """
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return read_lecture(folder)


def small(tmp_path: Path) -> Lecture:
    return lecture_of(tmp_path / "turns")
