"""The lanes that share a GIL: at any moment at most one of them is running (rules 4 to 6 of the package's essay)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.account import Account, Span
from gilviz.trace.reconcile.silence import Transition, explain
from gilviz.trace.reconcile.testimony import Claim

NEVER = (1 << 63) - 1


@dataclass
class _Cut:
    """Another worker has the GIL since ``begin``, until ``end`` if that is known, in ns."""

    by: _Seat
    begin: int
    end: int | None = None


@dataclass
class _Seat:
    """Where one worker stands.

    Args:
        account: Its lane.
        holds: Whether it has claimed to run, and not claimed otherwise since: it may be silent, and nobody knows yet.
        begun: From when on it runs, by the last such claim, in ns.
        ended: Its last claim of running, in ns.
        taken_at: When another worker first had the GIL after ``ended``, in ns; None where none had.
        cuts: Others that had the GIL while this one may hold it.
        own: The cuts that this one makes into others.
    """

    account: Account
    holds: bool = False
    begun: int = 0
    ended: int = 0
    taken_at: int | None = None
    cuts: list[_Cut] = field(default_factory=list)
    own: list[_Cut] = field(default_factory=list)

    def certain_until(self, moment: int) -> int:
        """The last moment, at most the given one, at which it certainly ran."""
        return min(self.account.last_tick, moment) if self.holds else self.ended


class OneGil:
    """Concludes the lanes of one interpreter, claim after claim in the order of their times."""

    def __init__(self) -> None:
        self._seats: list[_Seat] = []

    @property
    def accounts(self) -> list[Account]:
        """All workers."""
        return [seat.account for seat in self._seats]

    def admit(self, account: Account) -> None:
        """Another worker."""
        self._seats.append(_Seat(account))

    def advance(self, until: int) -> None:
        """Conclude whatever happened before, as far as all evidence is there.

        Args:
            until: ns: everybody's notes of what was before have arrived.
        """
        waits = [since for seat in self._seats if (since := seat.account.testimony.waits_since) is not None]
        until = min([until, *waits])
        while True:
            heads = [(seat.account.testimony.ready[0].time, place) for place, seat in enumerate(self._seats) if _has_claims(seat)]
            if not heads:
                return
            time, place = min(heads)
            if time > until:
                return
            seat = self._seats[place]
            self._conclude(seat, seat.account.testimony.ready.popleft())

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

    def _conclude(self, seat: _Seat, claim: Claim) -> None:
        if seat.holds:
            _stop(seat, claim.time)
        if claim.state is State.RUNNING:
            self._start(seat, claim)
        else:
            seat.account.tell(claim, explain(claim.silence, seat.account.situation) if claim.silence else ())

    def _start(self, seat: _Seat, claim: Claim) -> None:
        account, silence = seat.account, claim.silence
        if silence:
            pieces = [(silence.start, silence.declared, Evidence.MEASURED), *explain(silence, account.situation)]
            account.tell(claim, list(self._one_at_a_time(seat, pieces, silence.end)))
        else:
            account.tell(claim, ())
        seat.holds, seat.taken_at = True, None
        seat.begun = account.running_since
        for other in self._seats:
            if other is seat:
                continue
            if other.begun > claim.time and (other.holds or other.ended > claim.time):
                # This note came late: what was concluded without it stays.
                cut = _Cut(other, other.begun, None if other.holds else other.ended)
                seat.cuts.append(cut)
                if other.holds:
                    other.own.append(cut)
            elif other.holds:
                cut = _Cut(seat, seat.begun)
                other.cuts.append(cut)
                seat.own.append(cut)
            elif other.taken_at is None:
                other.taken_at = seat.begun

    def _one_at_a_time(self, seat: _Seat, pieces: Sequence[Transition], end: int) -> Iterator[Transition]:
        """The same story, without running while another worker ran."""
        state: State | None = None
        evidence = Evidence.MEASURED
        for place, (start, wanted, known) in enumerate(pieces):
            stop = pieces[place + 1][0] if place + 1 < len(pieces) else end
            parts: Sequence[Transition] = [(start, wanted, known)]
            if wanted is State.RUNNING:
                after = pieces[place + 1] if place + 1 < len(pieces) else None
                waiting = [each[2] for each in (after, (start, state, evidence)) if each and each[1] is State.GIL_WAIT]
                parts = self._without_others(seat, start, stop, known, waiting[0] if waiting else None, tail=place == 0)
            for part in parts:
                if part[1] is not state:
                    yield part
                    state, evidence = part[1], part[2]

    def _without_others(
        self, seat: _Seat, start: int, stop: int, known: Evidence, waiting: Evidence | None, *, tail: bool
    ) -> list[Transition]:
        """Running from ``start`` to ``stop``, but waiting for the GIL while others have it."""
        others: list[Span] = []
        if tail and seat.taken_at is not None and seat.taken_at < stop:
            others.append((seat.taken_at, stop))
        for other in self._seats:
            if other is not seat:
                others += other.account.running_within(start, stop, other.certain_until(stop))
        parts: list[Transition] = []
        free = start
        for since, until in sorted(others):
            if until <= free:
                continue
            if since > free:
                parts.append((free, State.RUNNING, known))
            parts.append((max(since, free), State.GIL_WAIT, Evidence.INFERRED if waiting is None else waiting))
            free = until
            if free >= stop:
                return parts
        parts.append((free, State.RUNNING, known))
        return parts


def _has_claims(seat: _Seat) -> bool:
    return bool(seat.account.testimony.ready)


def _stop(seat: _Seat, time: int) -> None:
    """The worker's last claim of running was then: what others had of it until then is cut out of it."""
    account = seat.account
    seat.holds, seat.ended, seat.taken_at = False, time, None
    free = seat.begun
    for cut in sorted(seat.cuts, key=lambda each: each.begin):
        if cut.begin >= time:
            seat.taken_at = cut.begin if seat.taken_at is None else seat.taken_at
            break
        end = cut.by.certain_until(time) if cut.end is None else min(cut.end, time)
        if end > max(free, cut.begin):
            account.enter(max(free, cut.begin), State.GIL_WAIT, Evidence.INFERRED)
            if end < time:
                account.enter(end, State.RUNNING, Evidence.INFERRED)
            else:
                seat.taken_at = time
            free = end
    seat.cuts = []
    for cut in seat.own:
        cut.end = time
    seat.own = []
