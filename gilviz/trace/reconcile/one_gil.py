"""The lanes that share a GIL: at any moment at most one of them is running (rules 4 to 6 of the package's essay)."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.account import REMEMBERED, Account, Span
from gilviz.trace.reconcile.hand_over import NEVER, Cut, let_go, looks, near_edge, ran_until, share, took
from gilviz.trace.reconcile.native import EIGHTH, Onlooker
from gilviz.trace.reconcile.silence import OUT, Silence, Transition
from gilviz.trace.reconcile.testimony import COMPUTES, Claim
from gilviz.trace.reconcile.woken import woken_when_taken


@dataclass
class _Cut(Cut):
    """Another worker has the GIL, until ``end`` if that is known, in ns."""

    by: _Seat
    end: int | None = None


@dataclass
class _Seat:
    """Where one worker stands.

    Args:
        account: Its lane.
        ready: Its claims from which nothing was concluded yet; those that can be used.
        holds: Whether it has claimed to run, and not claimed otherwise since: it may be silent, and nobody knows yet.
        begun: From when on it runs, by the last such claim, in ns.
        came: When it had come to its core for that, in ns; ``NEVER`` where it was there, or nobody knows.
        ended: Its last claim of running, in ns.
        silent_from: When the silence may have begun of which it will tell next, in ns; ``NEVER`` where it can't be silent now.
        taken: Who first had the GIL after ``ended``; None where nobody had.
        cuts: Others that had the GIL while this one may hold it.
        own: The cuts that this one makes into others.
    """

    account: Account
    ready: deque[Claim]
    holds: bool = False
    begun: int = 0
    came: int = NEVER
    ended: int = 0
    silent_from: int = NEVER
    taken: _Cut | None = None
    cuts: list[_Cut] = field(default_factory=list)
    own: list[_Cut] = field(default_factory=list)

    @property
    def wants_gil(self) -> bool:
        """Whether it has the GIL, or may be waiting for it: it computes, silent or not."""
        return self.holds or self.account.silent_since is not None

    def certain_until(self, moment: int) -> int:
        """The last moment, at most the given one, at which it certainly ran."""
        return min(self.account.last_tick, moment) if self.holds else self.ended


class OneGil:
    """Concludes the lanes of one interpreter, claim after claim in the order of their times.

    Attributes:
        settled_until: ns: of what was before, everybody's claims are concluded.
    """

    def __init__(self) -> None:
        self.settled_until = 0
        self._seats: list[_Seat] = []
        self._looks: list[int] = []

    @property
    def accounts(self) -> list[Account]:
        """All workers."""
        return [seat.account for seat in self._seats]

    def admit(self, account: Account) -> None:
        """Another worker."""
        self._seats.append(_Seat(account, account.testimony.ready))

    def advance(self, until: int, looked_until: int = NEVER) -> None:
        """Conclude whatever happened before, as far as all evidence is there.

        Args:
            until: ns: everybody's notes of what was before have arrived.
            looked_until: ns: so have all looks at what was before then. Only silences that they may explain wait for them.
        """
        waits = [since for seat in self._seats if (since := seat.account.testimony.waits_since) is not None]
        until = min([until, *waits])
        while (seat := self._next_to_claim(until)) is not None:
            claim = seat.account.testimony.ready[0]
            if claim.time > looked_until and claim.silence and _asks_for_looks(seat, claim.silence):
                until = claim.time
                break
            self._conclude(seat, seat.ready.popleft())
        self.settled_until = max(self.settled_until, until)
        # Whoever was silent for long is held against all that others did meanwhile.
        needed = min([until, *(seat.silent_from for seat in self._seats)])
        for seat in self._seats:
            seat.account.forget(needed)

    def finish(self) -> None:
        """Conclude everything: nobody will say any more."""
        self.advance(NEVER)
        for seat in sorted(self._seats, key=lambda each: each.account.last_tick):
            if seat.holds:
                _stop(seat, seat.account.last_tick)

    def certain_until(self, account: Account, now: int) -> int:
        """Until when, in ns, an account's last state is certain: not beyond the moment when another may have had the GIL."""
        seat = next(seat for seat in self._seats if seat.account is account)
        certain = account.certain_until(now)
        return min(certain, seat.cuts[0].begin) if seat.holds and seat.cuts else certain

    def _next_to_claim(self, until: int) -> _Seat | None:
        """Whose claim is the earliest; None where there is none by then."""
        found, earliest = None, until + 1
        for seat in self._seats:
            if seat.ready and seat.ready[0].time < earliest:
                found, earliest = seat, seat.ready[0].time
        return found

    def _conclude(self, seat: _Seat, claim: Claim) -> None:
        seat.silent_from = claim.time if claim.state is None or claim.state in COMPUTES else NEVER
        if seat.holds:
            _stop(seat, claim.time)
        if claim.state is State.RUNNING:
            self._start(seat, claim)
        else:
            seat.account.tell(claim, seat.account.explain(claim.silence) if claim.silence else ())

    def _start(self, seat: _Seat, claim: Claim) -> None:
        account, silence = seat.account, claim.silence
        seat.came = NEVER
        account.tell(claim, self._shared(seat, silence) if silence else ())
        seat.holds, seat.taken = True, None
        seat.begun = account.running_since
        for other in self._seats:
            if other is seat:
                continue
            if other.begun > claim.time and (other.holds or other.ended > claim.time):
                # This note came late: what was concluded without it stays.
                cut = _Cut(other.begun, other.begun, NEVER, other, end=None if other.holds else other.ended)
                seat.cuts.append(cut)
                if other.holds:
                    other.own.append(cut)
            elif other.holds:
                cut = _Cut(seat.begun, claim.time, seat.came, seat)
                other.cuts.append(cut)
                seat.own.append(cut)
            elif other.taken is None:
                other.taken = _Cut(seat.begun, claim.time, seat.came, seat)

    def _shared(self, seat: _Seat, silence: Silence) -> list[Transition]:
        """What the silence was, given that others had the GIL meanwhile."""
        start, end = silence.start, silence.end
        pieces = seat.account.explain(silence)
        if seat.taken is None and silence.declared is State.RUNNING:
            pieces = _if_kept_out(pieces, end, seat.account.onlooker)
        lost_at = self._lost_at(seat, silence, pieces)
        if lost_at is not None and not silence.switches:
            pieces = ran_until(lost_at, pieces)
        elif lost_at is not None and seat.taken is not None:
            pieces = woken_when_taken(pieces, silence, seat.taken.begin)
        last = max((each.certain_until(end) for each in self._seats if each is not seat), default=start)
        back_at = near_edge(end, last) if start < last < end else None
        comes = len(pieces) > 1 and pieces[-1][1] is State.RUNNING and start < last < end
        if comes and (back_at is not None or pieces[-2][1] is State.GIL_WAIT):
            seat.came = pieces[-1][0]
            rivals = sum(each.wants_gil for each in self._seats if each is not seat) > 1
            back_at = took(silence, seat.came, last, rivals=rivals)
        if back_at is not None and pieces[-1][1] is State.GIL_WAIT and not silence.switches:
            pieces.append((max(back_at, pieces[-1][0]), State.RUNNING, Evidence.INFERRED))
        self._note_looks(looks(silence))

        def others(since: int, until: int) -> list[Span]:
            spans = []
            for other in self._seats:
                if other is not seat:
                    spans += other.account.running_within(since, until, other.certain_until(until))
            return spans

        return share(pieces, end, others, _lost(seat, silence, lost_at), back_at)

    def _lost_at(self, seat: _Seat, silence: Silence, pieces: Sequence[Transition]) -> int | None:
        """When the worker lost the GIL that it held as it fell silent, in ns."""
        if seat.taken is None or silence.declared is not State.RUNNING:
            return None
        return let_go(silence, pieces, seat.taken, self._looks)

    def _note_looks(self, times: Sequence[int]) -> None:
        for time in times:
            insort(self._looks, time)
        if len(self._looks) > 2 * REMEMBERED:
            del self._looks[:REMEMBERED]


def _lost(seat: _Seat, silence: Silence, lost_at: int | None) -> Span | None:
    """From when until when another one had the GIL that the worker held as it fell silent; None where none had.

    That is until the worker is seen to let go of it, or to its silence's end, for who computes for long falls silent again. But
    where only sums are known, and by them it computed on for longer than to ask for the GIL, it had it again: nobody knows when.
    So it had where it never went to sleep.
    """
    if lost_at is None or seat.taken is None:
        return None
    if silence.switches is not None and not any(kind == OUT and time >= lost_at for time, kind in silence.switches):
        return lost_at, max(lost_at, min(seat.taken.claimed, silence.end))
    by_sums = silence.switches is None and silence.ran is not None
    computed_on = (silence.ran or 0) - (lost_at - silence.start)
    if by_sums and computed_on > max(GAP_NS, (silence.end - silence.start) // EIGHTH):
        return lost_at, max(lost_at, min(seat.taken.claimed, silence.end))
    return lost_at, silence.end


def _asks_for_looks(seat: _Seat, silence: Silence) -> bool:
    """Whether what is concluded of a silence depends on the looks at it."""
    onlooker = seat.account.onlooker
    return onlooker is not None and (onlooker.asks(silence) or (seat.taken is None and silence.declared is State.RUNNING))


def _if_kept_out(pieces: Sequence[Transition], end: int, onlooker: Onlooker | None) -> list[Transition]:
    """The same, where no lane had the GIL that the worker is said to have waited for.

    Unless an observer saw that a thread without a lane had it, or code without ticks, something else may have stopped the worker.
    """
    told = []
    for (start, state, known), stop in zip(pieces, [*(piece[0] for piece in pieces[1:]), end], strict=True):
        unseen = state is State.GIL_WAIT and not (onlooker and onlooker.was_kept_out(start, stop))
        told.append((start, state, Evidence.UNKNOWN if unseen else known))
    return told


def _stop(seat: _Seat, time: int) -> None:
    """The worker's last claim of running was then: what others had of it until then is cut out of it."""
    account = seat.account
    seat.holds, seat.ended, seat.taken = False, time, None
    free = seat.begun
    for cut in sorted(seat.cuts, key=lambda each: each.begin):
        if cut.begin >= time:
            seat.taken = seat.taken or cut
            break
        end = cut.by.certain_until(time) if cut.end is None else min(cut.end, time)
        if end > max(free, cut.begin):
            account.enter(max(free, cut.begin), State.GIL_WAIT, Evidence.INFERRED)
            if end < time:
                account.enter(end, State.RUNNING, Evidence.INFERRED)
            else:
                seat.taken = _Cut(time, time, NEVER, cut.by)
            free = end
    seat.cuts = []
    for cut in seat.own:
        cut.end = time
    seat.own = []
