from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.lecture.excerpts import cut
from gilviz.lecture.mistakes import LectureError
from gilviz.lecture.model import Python, View
from gilviz.lecture.reader import FILE, read_lecture
from gilviz.runner.protocol import State
from tests.lecture.lectures import SMALL, lecture_of, small


def mistakes(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(LectureError) as caught:
        lecture_of(tmp_path / "wrong", text)
    assert all(str(mistake).startswith(f"{tmp_path / 'wrong' / FILE}:{mistake.line}: ") for mistake in caught.value.mistakes)
    return [(mistake.line, mistake.sentence) for mistake in caught.value.mistakes]


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_a_lecture_is_read_with_everything_that_its_file_says(tmp_path: Path) -> None:
    lecture = small(tmp_path)
    words, turns = lecture.scenes
    assert (lecture.name, lecture.title, lecture.minutes) == ("turns", "Turns", 5)
    assert [step.shown for step in words.steps] == [1, 2]
    assert "[[scene]] is no header here" in words.notes
    assert words.experiment is None
    assert turns.experiment is not None
    assert [way.label for way in turns.experiment.ways] == ["a loop", "two threads"]
    assert turns.experiment.ways[1].python is Python.OWN
    assert turns.question is not None
    assert turns.question.run == 1
    assert [step.view for step in turns.steps][:3] == [View.QUESTION, View.CODE, View.RUN]
    assert turns.steps[3].marks[0].state is State.GIL_WAIT
    assert turns.steps[3].length_s == 0.02
    assert turns.claims[0].at_most == 1.05


def test_an_excerpt_is_cut_from_the_code_that_runs(tmp_path: Path) -> None:
    scene = small(tmp_path).scenes[1]
    assert scene.experiment is not None
    assert scene.steps[1].excerpt is not None
    code = cut(scene.steps[1].excerpt, scene.experiment)
    assert code.file == "threading.py"
    assert code.text.split("\n")[:2] == ["for worker in workers:", "    worker.start()"]
    assert code.marked == {1}


CHANGES = [
    ('title = "Taking turns"', 'titel = "Taking turns"', "did you mean 'title'?", "titel"),
    ("tasks = 2", 'tasks = "two"', "tasks must be a whole number, not 'two'.", 'tasks = "two"'),
    ("tasks = 2", "tasks = 0", "tasks must be 1 to 100000, not 0.", "tasks = 0"),
    ("tasks = 2", "tasks = true", "tasks must be a whole number, not True.", "tasks = true"),
    ('workload = "primes"', 'workload = "prime"', "did you mean 'primes'?", 'workload = "prime"'),
    ('executor = "threading"', 'executor = "threads"', "did you mean 'thread'?", 'executor = "threads"'),
    ('run = "two threads"\nmeasure = "wall"', 'run = "three"', "choose one of a loop, two threads.", 'run = "three"'),
    ('view = "verdict"', 'view = "verdikt"', "did you mean 'verdict'?", 'view = "verdikt"'),
    ("at_most = 1.05", "", "A claim says how much: add at_least = … or at_most = …", "[[scene.claim]]"),
    ("budget_s = 20", "budget_s = -1", "budget_s must be 0.1 to 600, not -1.", "budget_s = -1"),
    ('id = "turns"', 'id = "words"', "Two scenes are called 'words'", 'id = "words"\ntitle = "Taking'),
    ('id = "turns"', 'id = "../../etc"', "names a file: use small letters", 'id = "../../etc"'),
    ("format = 1", "format = 2", "install a newer gilviz", "format = 2"),
    ('first = "for worker in workers:"', 'first = "no such line"', "No line of threading.py has 'no such line'", "first = "),
    ('points_at = ["worker.start()"]', 'points_at = ["nowhere()"]', "No line of the excerpt has 'nowhere()'", "points_at = "),
    ("show = 1", "show = 3", "The scene has 2 points, and 3 are to be shown", "show = 3"),
    ('label = "two threads"', 'label = "a loop"', "Two runs are called 'a loop'", ""),
    ('label = "two threads"', 'label = "two threads"\ngil = true', "Only a free-threaded Python can be told so", "gil = true"),
    ('points = ["One heap.", "One lock."]', "points = [1]", "points must be a list of texts in quotes", "points = [1]"),
    ("[scene.question]", "[[scene.question]]", "a question must be a table", "[[scene.question]]"),
]  # fmt: skip


TOO_DEEP = "nested too deeply here, which no lecture needs: take"
HOSTILE = [
    ("points", "x = " + "[" * 5000 + "]" * 5000, TOO_DEEP),
    ("points", "x = " + "{a = " * 5000 + "1" + "}" * 5000, TOO_DEEP),
    ("points", "x = " + "9" * 5000, "a number with thousands of digits, which no lecture needs: write"),
    ("tasks", "tasks = " + "9" * 400, "tasks must be 1 to 100000, not a number as large as this."),
    ("minutes", "minutes = " + "9" * 400, "minutes must be 0.1 to 120, not a number as large as this."),
    ("title", "title = 0x" + "f" * 5000, "title must be text in quotes, not something as large as this."),
    ("title", "title = {a" + ".a" * 3000 + " = 1}", "title must be text in quotes, not something as large as this."),
]


@pytest.mark.parametrize(("key", "line", "said"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_too_large_to_be_read_is_told_with_its_line(tmp_path: Path, key: str, line: str, said: str) -> None:
    lines = SMALL.split("\n")
    number = max(place for place, each in enumerate(lines) if each.startswith(f"{key} = "))
    lines[number] = line
    found = mistakes(tmp_path, "\n".join(lines))
    # How many dots a name may have is Python's own affair: 3.14 takes no more than a thousand.
    assert any(where == number + 1 and (said in sentence or (".a" in line and TOO_DEEP in sentence)) for where, sentence in found)


@pytest.mark.parametrize(("old", "new", "said", "where"), CHANGES)
def test_a_mistake_is_told_with_its_line_and_a_remedy(tmp_path: Path, old: str, new: str, said: str, where: str) -> None:
    assert old in SMALL or old.startswith("run =")
    text = SMALL.replace(old, new, 1) if old in SMALL else SMALL.replace('run = "two threads"', new, 1)
    found = mistakes(tmp_path, text)
    about = [line for line, sentence in found if said in sentence]
    assert about, found
    if where:
        assert line_of(text, where) in about


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = SMALL.replace("show = 1", "show = 9").replace("tasks = 2", "tasks = -2").replace("for_ms = 20", 'for_ms = "long"')
    found = mistakes(tmp_path, text)
    assert len(found) == 3
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ('[[scene.step]]\nview = "whole"\n[[scene.step]]\nview = "run"', "Nothing has run yet"),
        ('[[scene.step]]\nview = "run"\n[[scene.step]]\nview = "run"', "A scene runs once"),
        ('[[scene.step]]\nview = "points"', "There are no points to show"),
        ('[[scene.step]]\nview = "code"\nfirst="def run"\nlast="return results"', "never runs it"),
        ('[[scene.step]]\nview = "state"\n', "Which state?"),
        ("", "A scene needs a step"),
    ],
)
def test_steps_that_lead_nowhere_are_told(tmp_path: Path, steps: str, said: str) -> None:
    scene = (
        'format = 1\ntitle = "T"\n[[scene]]\nid = "a"\ntitle = "A"\n'
        '[scene.experiment]\nworkload = "sleep"\n[[scene.experiment.run]]\nexecutor = "threading"\n'
    )
    assert any(said in sentence for _, sentence in mistakes(tmp_path, scene + steps))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('format = 1\ntitle = "T\n', 2, "This is no TOML"),
        ("", 1, "needs format"),
        ('format = 1\ntitle = "T"\n', 1, "A lecture needs a scene"),
        ('format = 1\ntitle = "T"\nscene = 3\n', 3, "written in double brackets: [[scene]]"),
        ('format = 1\ntitle = "T"\nscene = [1]\n', 3, "a scene must be a table, not 1"),
    ],
)
def test_what_is_no_lecture_at_all_is_told(tmp_path: Path, text: str, line: int, said: str) -> None:
    assert any(at == line and said in sentence for at, sentence in mistakes(tmp_path, text))


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="can't be read"):
        read_lecture(tmp_path / "nothing")
    with pytest.raises(LectureError, match="can't be read"):
        read_lecture(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(LectureError, match="save it as UTF-8"):
        read_lecture(tmp_path)
    (tmp_path / FILE).write_bytes(b"#" * 1_000_001)
    with pytest.raises(LectureError, match="more than 1,000,000 bytes"):
        read_lecture(tmp_path)
