"""The limits by which advice is decided: what is a gain, what is noise, what a function is called."""

from __future__ import annotations

WORTH_IT = 1.1
"""A gain below that is none: the same run differs as much from one time to the next."""
IN_EVERY_ROUND = 1.03
"""What the worst of several rounds must show; a single round must show more:"""
IN_ONE_ROUND = 1.3
DOUBTLESS = 2.0
"""So much more, where other programs had the cores."""
ABOUT_AS_GOOD = 0.93
"""What reaches this part of the best gain, and is lighter, is preferred;"""
INDISTINCT = 0.85
"""or this part, where the rounds of both lie among each other: then it is noise that makes the best one best."""
LOUD = 0.25
"""Plain loops that differ by more than this part of their time say that the machine was too busy to measure small gains."""
CROWDED = 0.2
"""The share of the time for which workers waited for cores that others had: where it is larger, little gain says nothing."""
HOPELESS = 0.9
"""What gains less than that at the median gains nothing, however loud it was."""
QUIET, FAIR = 0.15, 0.4
"""Spreads up to which confidence is high, and medium."""
ENOUGH_ROUNDS = 3
MOSTLY_WAITS, MOSTLY_NATIVE, MOSTLY_GIL = 0.75, 0.7, 0.75
FULL, HALF = 0.8, 0.5
"""Threads that gain this part of what cores allow are not hindered; what needs the GIL for half of its time is."""
CLEARLY = 1.25
"""Workers without a common GIL that gain so many times as much as threads say that the GIL is what threads wait for."""
TINY_S, SMALL_S = 0.0005, 0.1
"""A task, and all of them together, of which handing them over is the larger part."""
TURNS = 0.2
"""Threads that wait for the GIL for so much of their time are hindered by it, where the function needs it for half of its own."""
