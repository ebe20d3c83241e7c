"""``gilviz advise``: what can be typed, and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gilviz.cli import app
from gilviz.cli.advise import make_advice
from gilviz.cli.request import Unusable
from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable
from gilviz.recording import read

WORK = "import time\ndef nap(seconds):\n    time.sleep(seconds)\n    return seconds\n"


def nobody(python: str) -> RuntimeDescription:
    raise RuntimeUnusable(f"{python} is no Python.")


@pytest.mark.parametrize(
    ("function", "items", "workers", "budget_s", "words"),
    [
        ("nap", "some", None, 60, "'nap' names no function: write FILE.py:FUNCTION or MODULE:FUNCTION"),
        ("work.py:", "some", None, 60, "names no function"),
        ("work.py:nap", " ", None, 60, "There are no items"),
        ("work.py:nap", "some", 0, 60, "The workers must be 1 to 64, not 0"),
        ("work.py:nap", "some", None, 1, "The budget must be 5 to 86,400 seconds, not 1"),
        ("work.py:nap", "some", None, float("nan"), "not nan"),
    ],
)
def test_what_can_not_be_asked_is_told_before_anything_runs(
    function: str, items: str, workers: int | None, budget_s: float, words: str
) -> None:
    with pytest.raises(Unusable, match=words.replace("(", r"\(")):
        make_advice(function, items, None, workers, budget_s, None, nobody)


def test_an_interpreter_that_is_none_is_told() -> None:
    with pytest.raises(Unusable, match=r"nowhere is no Python"):
        make_advice("work.py:nap", "some", "nowhere", None, 60, None, nobody)


def test_items_that_are_a_file_need_no_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.txt").write_text("one\n", encoding="utf-8")
    made = make_advice("work.py:nap", "names.txt", None, None, 60, None, nobody)
    assert (made.question.code.items, made.question.code.folder) == ("@names.txt", str(tmp_path))


def test_items_that_are_longer_than_a_file_s_name_can_be_are_an_expression() -> None:
    items = f"[{'1, ' * 2000}]"
    assert make_advice("work.py:nap", items, None, None, 60, None, nobody).question.code.items == items


def test_advice_is_printed_as_json_and_its_runs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.py").write_text(WORK, encoding="utf-8")
    arguments = ["advise", "work.py:nap", "--items", "[0.05] * 4", "-w", "2", "--budget", "5", "--json", "--save", "kept.gilviz"]
    status = app.main(arguments)
    found = json.loads(capsys.readouterr().out)
    assert status == 0
    assert list(found) == ["function", "verdict", "code", "lines", "lines_seen", "runs", "failures"]
    assert found["verdict"]["kind"] == "waiting"
    assert found["verdict"]["recommended"] == {"executor": "thread-pool", "workers": 2}
    assert {"sequential", "thread-pool", "process-pool"} <= {each["executor"] for each in found["runs"]}
    kept = read(tmp_path / "kept.gilviz")
    assert len(kept.runs) == len(found["runs"])
    assert kept.captions[0].text == found["verdict"]["why"][0]
    assert kept.captions[1].text.startswith(
        "Use concurrent.futures.ThreadPoolExecutor "
    )  # where few captions are shown, this is among them
    assert sorted(caption.text for caption in kept.captions) == sorted(found["verdict"]["why"])
    code = kept.runs[0].record().spec.code
    assert code is not None
    assert code.function == "work.py:nap"


def test_what_can_not_be_called_ends_with_status_2_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.py").write_text("1 / 0\n", encoding="utf-8")
    assert app.main(["advise", "work.py:nap", "--items", "range(3)", "--json"]) == 2
    told = capsys.readouterr()
    assert "work.py can't be imported: ZeroDivisionError: division by zero (line 1)" in told.err
    assert json.loads(told.out)["verdict"]["kind"] is None
