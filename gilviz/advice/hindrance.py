"""Whether the GIL hinders a function: what threads gain of its work, held against workers that share no GIL.

Two things can tell. Times: processes or interpreters are clearly ahead of threads, in every round. And lanes: threads were seen
to wait for the GIL for a large part of their time, of code that was seen to need it; that holds however times vary. Times alone
that vary too much say nothing: an interval in which threads gain nothing, and also all that there is to gain, is no answer.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from gilviz.advice.limits import CLEARLY, FULL, HALF, IN_EVERY_ROUND, IN_ONE_ROUND, MOSTLY_GIL, TURNS
from gilviz.advice.measured import Gain, Sample, Shares, sure_of
from gilviz.runner.protocol import State, WorkerKind

_AT_IT = tuple(state.label for state in State if state not in (State.IDLE, State.OVERHEAD))
"""What workers do with a task."""


def hinders(found: Sequence[Gain], loops: Sequence[Sample], spent: Shares, *, cores: int, tasks: int, noisy: bool) -> bool | None:
    """Whether threads would be faster without the GIL, as far as that was measured; None where it can't be told.

    Where nobody could look at the GIL, ``spent.gil`` says only how little threads gain: it is no evidence of why.

    Args:
        found: What every try gained.
        loops: The plain loops.
        spent: What these did with their time.
        cores: How many there are.
        tasks: How many tasks there were.
        noisy: Whether little gain proves nothing: loops differ much, or others had the cores.
    """
    threads, apart = best_threads(found), best_apart(found)
    if cores < 2 or threads is None:
        needs_it = spent.known and cores > 1 and spent.gil >= MOSTLY_GIL
        return True if needs_it and any(_is_apart(gain) and _is_sure(gain.ratios) for gain in found) else None
    most = max(gain.what.workers for gain in found if gain.what.info.kind is WorkerKind.THREAD)
    if threads.work >= FULL * min(most, cores / max(1 - spent.waiting, 0.05), tasks):
        return False
    takes_turns = spent.known and spent.gil >= HALF and waited_for_it(threads) >= TURNS
    if apart is None:
        unseen = not any(each.watched and not each.doubt for each in threads.samples)
        as_it_seems = spent.known and spent.gil >= HALF and threads.work < IN_ONE_ROUND and unseen and not noisy
        return True if takes_turns or as_it_seems else None
    ahead = lead(apart, threads, loops)
    if not ahead or noisy or statistics.median(ahead) >= CLEARLY:
        return True if takes_turns or _is_sure(ahead) else None
    return False


def lead(apart: Gain, threads: Gain, loops: Sequence[Sample]) -> tuple[float, ...]:
    """How many times as fast workers without a common GIL did the work as threads, or as a plain loop where that is faster.

    Returns:
        One ratio for each round that has all of them, in rising order.
    """
    times = [{each.round: each.work_s for each in runs} for runs in (loops, threads.samples)]
    both = [each for each in apart.samples if all(each.round in told for told in times)]
    return tuple(sorted(min(told[each.round] for told in times) / max(each.work_s, 1e-9) for each in both))


def best_threads(found: Sequence[Gain]) -> Gain | None:
    """The threads that did the work the fastest; None without any."""
    return max((gain for gain in found if gain.what.info.kind is WorkerKind.THREAD), key=lambda gain: gain.work, default=None)


def best_apart(found: Sequence[Gain]) -> Gain | None:
    """The same of workers that share no GIL, as far as they say anything of it."""
    telling = (gain for gain in found if _is_apart(gain) and not burdened(gain))
    return max(telling, key=lambda gain: gain.work, default=None)


def burdened(gain: Gain) -> bool:
    """Whether start-up and transfer took so much of its workers' time that it says nothing of the GIL."""
    overhead = sum(each.states_s[State.OVERHEAD.label] for each in gain.samples)
    computing = sum(each.states_s[State.RUNNING.label] + each.states_s[State.NATIVE.label] for each in gain.samples)
    return overhead > 0.5 * computing


def waited_for_it(threads: Gain) -> float:
    """For what share of the time that they had a task threads were seen to wait for the GIL, 0 to 1; 0 where nobody looked."""
    seen = [each.states_s for each in threads.samples if each.watched and not each.doubt]
    whole = sum(states[label] for states in seen for label in _AT_IT)
    return sum(states[State.GIL_WAIT.label] for states in seen) / whole if whole > 0 else 0.0


def _is_apart(gain: Gain) -> bool:
    return gain.what.info.kind in (WorkerKind.PROCESS, WorkerKind.INTERPRETER)


def _is_sure(ratios: Sequence[float]) -> bool:
    """Whether that is more than noise: clear at the median, and not nothing in any round but one of four."""
    if len(ratios) < 2:
        return any(ratio >= IN_ONE_ROUND for ratio in ratios)
    return statistics.median(ratios) >= CLEARLY and sure_of(ratios) >= IN_EVERY_ROUND
