"""Advice on a function of the user's own: will the GIL hinder it, and which executor should it use?

- ``survey``: what a look at the function told, before anything is measured.
- ``plan``: which executors and how many workers are worth a try, what is run next, and when enough is known.
- ``measured``: what the runs say, as numbers: times with start-up apart from work, states, results.
- ``verdict``: what follows, in plain sentences; ``words`` has their parts, ``snippet`` the code to paste.
- ``advisor``: conducts it all, run after run, within a budget of time.

All but the last are pure: facts in, decisions out. What the advice rests on:

1. The plain loop comes first, and again in every round: each try is held against the loop of its own round, so that slow changes
   of the machine hit both alike. A gain counts where every round shows it.
2. Start-up is told apart from work (the time before the first task and after the last one), so that what was measured on some of
   the items can be said of all of them.
3. What failed, or gave other results than the plain loop, is never recommended; nor is what lies within the noise.
"""
