"""Concludes all lanes of a run from their workers' notes; the package's essay says how."""

from __future__ import annotations

from gilviz.runner.protocol import GAP_NS
from gilviz.trace.reconcile.account import Account
from gilviz.trace.reconcile.hand_over import NEVER
from gilviz.trace.reconcile.looks import Looks
from gilviz.trace.reconcile.native import Onlooker
from gilviz.trace.reconcile.one_gil import OneGil
from gilviz.trace.reconcile.waiting import Waiting
from gilviz.trace.reconcile.waits import Waits

HELD_BACK = GAP_NS
"""ns: a worker whose last tick is older than this is silent, and will say so."""


class Reconciler:
    """The accounts of a run."""

    def __init__(self) -> None:
        self._alone: list[Account] = []
        self._gils: dict[tuple[int, int], OneGil] = {}
        self._shared: dict[int, OneGil] = {}
        self._looks: Looks | None = None
        self._waits: Waits | None = None

    def wonder(self, waits: Waits) -> None:
        """Whoever joins from now on does not say what it waits for."""
        self._waits = waits

    def observe(self, looks: Looks) -> None:
        """Whoever joins from now on, and has a GIL that knows them, was looked at."""
        self._looks = looks

    def admit(self, account: Account) -> None:
        """Another worker has joined."""
        who = account.lane.identity
        if self._looks is not None and who.gil and who.thread_state:
            account.onlooker = Onlooker(self._looks, who.thread_state)
        if self._waits is not None:
            account.waiting = Waiting(self._waits, who.native_id, self._looks, who.thread_state)
        if who.shares_gil:
            gil = self._gils.setdefault((who.pid, who.interpreter), OneGil())
            gil.admit(account)
            self._shared[id(account)] = gil
        else:
            self._alone.append(account)

    def advance(self, now: int) -> None:
        """Conclude what can be concluded at the time ``now`` (ns), at which the reading of all files began."""
        until = now - HELD_BACK
        looked_until = self._looks.complete_until(until) if self._looks else until
        if self._waits is not None:
            looked_until = min(looked_until, self._waits.complete_until(until))
        self._advance_alone(looked_until)
        for gil in self._gils.values():
            gil.advance(until, looked_until)

    def _advance_alone(self, looked_until: int) -> None:
        """Nobody else can change what these say; but where somebody looks, a silence waits for the looks at it."""
        for account in self._alone:
            ready = account.testimony.ready
            while ready and (account.unwatched or ready[0].silence is None or ready[0].time <= looked_until):
                claim = ready.popleft()
                account.tell(claim, account.explain(claim.silence) if claim.silence else ())

    def finish(self) -> None:
        """There are no more notes: conclude everything."""
        for account in self._accounts():
            account.testimony.finish()
        self._advance_alone(NEVER)
        for gil in self._gils.values():
            gil.finish()

    def certain_until(self, account: Account, now: int) -> int:
        """Until when, in ns, an account's last state is certain."""
        gil = self._shared.get(id(account))
        return gil.certain_until(account, now) if gil else account.certain_until(now)

    def settled_until(self, account: Account) -> int:
        """Until when, in ns, no other worker's claim can change what is said of an account."""
        gil = self._shared.get(id(account))
        return gil.settled_until if gil else NEVER

    def _accounts(self) -> list[Account]:
        return [*self._alone, *(account for gil in self._gils.values() for account in gil.accounts)]
