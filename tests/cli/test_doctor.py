"""``gilviz doctor`` says what there is, what there is not and why, and how a short test went."""

from __future__ import annotations

import json
import sys

import pytest

from gilviz.cli import main
from gilviz.cli.doctor import as_text


def test_the_doctor_examines_this_machine_and_tests_this_interpreter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["machine"]["usable"] >= 1
    assert found["machine"]["clock_ns"] > 0
    (interpreter,) = found["interpreters"]
    assert interpreter["path"] == sys.executable
    assert interpreter["evidence"].keys() == {"ticks", "counters", "switches", "probe"}
    assert interpreter["evidence"]["ticks"] is None
    test = interpreter["self_test"]
    assert test["outcome"] == "finished"
    assert 0 < test["parallelism"] <= 1.05
    assert test["recording"]["overhead_pct"] > 0
    text = as_text(found)
    assert "cores usable" in text
    assert "ticks      yes" in text
    assert "self-test" in text


def test_the_doctor_speaks_to_people_and_says_what_is_no_interpreter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--python", "no-such-python"]) == 1
    text = capsys.readouterr().out
    assert "cores usable" in text
    assert "There is no program no-such-python" in text
