from __future__ import annotations

from gilviz.trace.memory import Memory, MemorySample


def test_the_peak_is_the_look_that_saw_most() -> None:
    looks = (MemorySample(1, 10, 1), MemorySample(2, 30, 3), MemorySample(3, 20, 2))
    assert Memory("pss", looks).peak == looks[1]
