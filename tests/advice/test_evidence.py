from __future__ import annotations

import dataclasses

from gilviz.advice.evidence import HEADINGS, cells
from gilviz.runner.protocol import State
from tests.advice.made_up import THREADS, run


def test_a_run_s_shares_tell_what_it_waited_for_a_core() -> None:
    sample = run(THREADS, 0, 2.0)
    spent = sample.states_s | {State.RUNNING.label: 1.5, State.CPU_WAIT.label: 0.5}
    told = dict(zip(HEADINGS, cells(dataclasses.replace(sample, states_s=spent)), strict=True))
    assert (told["with the GIL"], told["waiting for a core"]) == ("75 %", "25 %")
