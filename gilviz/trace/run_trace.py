"""Everything that the workers of one run have recorded so far."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Self

from gilviz.runner.protocol import PROBE_FILE_NAME, REQUESTS_FILE_NAME, WAITS_FILE_NAME
from gilviz.trace.gil_ledger import GilLedger
from gilviz.trace.hand_offs import HandOffs, hand_offs
from gilviz.trace.lane import Lane
from gilviz.trace.lane_reader import LaneReader
from gilviz.trace.probe import Probe, read_probe
from gilviz.trace.probe_follower import ProbeFollower
from gilviz.trace.reconcile.reconciler import Reconciler
from gilviz.trace.requests import NO_REQUESTS, RequestFile, Times
from gilviz.trace.run_directory import RunDirectory
from gilviz.trace.stacks import Stacks, read_stacks
from gilviz.trace.waits_follower import WaitsFollower

_NO_MORE_WAITS = (
    "The file of what workers were seen to wait for was full before the run ended: later waits are concluded, not seen. "
    "Use fewer items, or fewer workers."
)


class RunTrace:
    """The lanes of one run, read from its directory while it goes on.

    Args:
        directory: The run directory: lane files may appear in it at any time; None for a trace that is not read from files.

    Attributes:
        origin: The run's zero in ns; None until it has begun. Lanes may start before it (processes that are being started).
        end: The time at which the run ended in ns; None while it goes on.
        probe: What an observer saw of the GIL; None before the end, and where there was none.
        stacks: In which lines the workers were seen; None before the end, and where nobody was asked to look.
        requests: int64[n, 3], ns: when each request of a client was sent, read and answered (``trace.requests``).
        lanes: One for each worker, sorted by number and pid, and below it one for each thread that its tasks started. Another
            tuple whenever somebody has joined.
    """

    def __init__(self, directory: Path | None) -> None:
        self.origin: int | None = None
        self.end: int | None = None
        self.probe: Probe | None = None
        self.stacks: Stacks | None = None
        self.lanes: Sequence[Lane] = ()
        self._path = directory or Path()
        self._client = RequestFile(self._path / REQUESTS_FILE_NAME) if directory is not None else None
        self.requests: Times = NO_REQUESTS
        self._directory = RunDirectory(directory) if directory is not None else None
        self._readers: dict[tuple[int, int], LaneReader] = {}
        self._reconciler = Reconciler()
        self._follower: ProbeFollower | None = None
        self._waits: WaitsFollower | None = None
        self._gils = GilLedger()
        self._told: tuple[str, ...] = ()

    @classmethod
    def of(cls, lanes: Iterable[Lane], origin: int | None, end: int | None = None, problems: tuple[str, ...] = ()) -> Self:
        """A trace of lanes that are already in memory, with the problems that there were when they were read."""
        trace = cls(None)
        trace._told = problems
        trace.lanes = _sorted(lanes)
        trace.origin = origin
        trace.end = end
        return trace

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, or noted, a sentence each."""
        if self._told:
            return self._told
        found = [problem for _, reader in sorted(self._readers.items()) for problem in reader.problems]
        found += [
            f"The clock of {lane.identity.name} went backwards at {lane.corrected} of its transitions, which were moved."
            for lane in self.lanes
            if lane.corrected
        ]
        if self._waits is not None and self._waits.full:
            found.append(_NO_MORE_WAITS)
        return tuple(found)

    @property
    def gil_switches(self) -> int | None:
        """How often a GIL passed from one worker to another; None where no worker has a GIL. Cheap to ask again and again."""
        return self._gils.switches(self.lanes)

    @property
    def hand_offs(self) -> HandOffs | None:
        """The same, by the GIL's own count where an observer read that and lanes show far fewer."""
        return hand_offs(self.gil_switches, self.probe)

    @property
    def watched(self) -> bool:
        """Whether an observer looks, or looked, at the workers' GIL."""
        return self.probe is not None or (self.end is None and self._follower is not None)

    @property
    def last_sign(self) -> int:
        """The last sign of life of any worker that was read so far, in ns; 0 without any."""
        accounts = [reader.account for reader in self._readers.values() if reader.account is not None]
        return max([0, *(account.last_tick for account in accounts), *(lane.last_time for lane in self.lanes)])

    def begin(self, origin: int) -> None:
        """The run begins: its executor is called at ``origin`` (ns)."""
        self.origin = origin

    def poll(self, now: int) -> bool:
        """Read what is new. After ``finish`` there is nothing new.

        Args:
            now: The present time, ``perf_counter_ns``.

        Returns:
            Whether anything changed that a picture would show: a lane, a transition, or until when a state is known.
        """
        return self.end is None and self._read(now)

    def finish(self, end: int, lost: Collection[int] = ()) -> None:
        """Read the last of it, close the files, and change no more.

        Args:
            end: When the run ended, in ns.
            lost: Processes that died badly: what their workers did after their last sign of life is not known.
        """
        if self.end is None:
            self._read(end, lost, ended=True)
            for reader in self._readers.values():
                reader.note_unfinished()
            if self._directory is not None:
                probe = read_probe(self._path / PROBE_FILE_NAME)
                self.probe = probe.until(end) if probe else None
                self.stacks = read_stacks(self._path)
            self.end = end
        self.close()

    def close(self) -> None:
        """Close the files. What was read stays."""
        if self._follower is not None:
            self._follower.close()
        if self._waits is not None:
            self._waits.close()
        for reader in self._readers.values():
            reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, now: int, lost: Collection[int] = (), *, ended: bool = False) -> bool:
        changed = False
        self._follow_probe(ended=ended)
        if self._client is not None and self._client.poll():
            self.requests = self._client.requests
            changed = True
        chains = self._directory.chains(now, anew=ended) if self._directory is not None else {}
        # Files that somebody has removed are open still, and go on to grow.
        for worker, chunks in {**dict.fromkeys(self._readers, ()), **chains}.items():
            reader = self._readers.get(worker)
            if reader is None:
                reader = self._readers[worker] = LaneReader(self._path, *worker)
            known = reader.lane is not None
            changed |= reader.poll(chunks)
            if not known and reader.lane is not None and reader.account is not None:
                self.lanes = _sorted([*self.lanes, reader.lane])
                self._reconciler.admit(reader.account)
        if ended:
            self._reconciler.finish()
        else:
            self._reconciler.advance(now)
        for (pid, _), reader in self._readers.items():
            if reader.account is not None:
                changed |= reader.account.flush()
                certain = self._reconciler.certain_until(reader.account, now)
                settled = self._reconciler.settled_until(reader.account)
                changed |= reader.settle(now, certain, settled, lost=pid in lost)
        return changed

    def _follow_probe(self, *, ended: bool) -> None:
        """Look for an observer until the first worker has joined (it begins before them), and take what it saw."""
        if self._follower is None and not self.lanes and self._directory is not None:
            with contextlib.suppress(OSError):
                self._follower = ProbeFollower(self._path / PROBE_FILE_NAME)
                self._reconciler.observe(self._follower.looks)
        if self._waits is None and not self.lanes and self._directory is not None:
            with contextlib.suppress(OSError):
                self._waits = WaitsFollower(self._path / WAITS_FILE_NAME)
                self._reconciler.wonder(self._waits.waits)
        if self._waits is not None:
            self._waits.poll(ended=ended)
        if self._follower is not None:
            if ended:
                self._follower.finish()
            else:
                self._follower.poll()


def _sorted(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    """By their numbers, and below each worker the threads that its tasks started."""
    return tuple(
        sorted(lanes, key=lambda lane: (lane.identity.leader, lane.identity.starter, lane.identity.number, lane.identity.pid))
    )
