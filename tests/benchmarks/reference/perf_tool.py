"""``perf``, watching all threads of the system from outside: whenever one enters or leaves CPython's GIL, or a core.

Probes in a library are seen by everybody and outlive whoever made them, so they carry our process's number, go when we go, and
those of processes that are no more (killed while they measured) are removed before ours are made.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import psutil

from tests.benchmarks.figures import Skipped

GROUP = "gilviz_reference_"
PROBES = (("take", "take_gil"), ("took", "take_gil%return"), ("drop", "drop_gil"), ("dropped", "drop_gil%return"))
SCHEDULER = ("sched:sched_waking", "sched:sched_wakeup_new", "sched:sched_process_exit")
MEGABYTES = 64
"""Memory for each core's events. ``perf`` wakes up when half of it is full: so it sleeps while a job runs."""
PATIENCE = 60.0
"""Seconds in which ``perf`` does whatever it is asked."""

_TRACING = Path("/sys/kernel/tracing")
_FIELDS = "pid,tid,time,event,trace"


class Watcher:
    """``perf`` with its probes in place.

    Args:
        group: What the probes' names begin with.
        directory: Where to put what was recorded.
    """

    def __init__(self, group: str, directory: Path) -> None:
        self._group = group
        self._data = directory / "perf.data"

    @contextlib.contextmanager
    def watching(self, *more: str) -> Iterator[None]:
        """Records whatever happens while the body runs; ``more`` events of the kernel's, too."""
        order_out, order_in = os.pipe()
        answer_out, answer_in = os.pipe()
        events = [part for name in (f"{self._group}:*", *SCHEDULER, *more) for part in ("-e", name)]
        # Switches by their own records: the tracepoint sched_switch was seen to miss all that an idle core begins with.
        command = ["perf", "record", "-q", "-B", "-a", "--switch-events", "-k", "CLOCK_MONOTONIC", "-m", f"{MEGABYTES}M"]
        control = ["-D", "-1", f"--control=fd:{order_out},{answer_in}", "-o", str(self._data)]
        with contextlib.ExitStack() as stack:
            for descriptor in (order_in, answer_out):
                stack.callback(os.close, descriptor)
            process = subprocess.Popen(
                [*command, *control, *events], pass_fds=(order_out, answer_in), stdin=subprocess.DEVNULL, start_new_session=True
            )
            stack.callback(_end, process)
            os.close(order_out)
            os.close(answer_in)
            os.write(order_in, b"enable\n")
            if not os.read(answer_out, 16).startswith(b"ack"):
                raise RuntimeError("perf record did not begin: what it printed above says why.")
            yield

    def lines(self) -> Iterator[str]:
        """What was recorded, as text."""
        shown = ("--show-switch-events", "--show-lost-events", "--ns", "-F", _FIELDS)
        command = ["perf", "script", "-i", str(self._data), *shown]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace") as script:
            if script.stdout is not None:
                yield from script.stdout
        if script.returncode:
            raise RuntimeError(f"perf script ended with exit status {script.returncode}.")


@contextlib.contextmanager
def watcher(directory: Path) -> Iterator[Watcher]:
    """Probes this interpreter's GIL while the body runs.

    Raises:
        Skipped: something is missing here; the text says what, and what to do.
    """
    if reason := missing():
        raise Skipped(reason)
    _remove_left_over()
    group = f"{GROUP}{os.getpid()}"
    with _ending_in_good_order():
        try:
            _place(group, os.getpid())
            yield Watcher(group, directory)
        finally:
            _perf_probe("-q", "-d", f"{group}:*")


def missing() -> str | None:
    """What this machine lacks, and the remedy; None if nothing."""
    if sys.platform != "linux":
        return "The kernel's own account exists on Linux alone: run it there."
    if os.geteuid() != 0:
        return "Probing a library needs root: run it with sudo."
    if shutil.which("perf") is None:
        return "There is no perf: install it (Debian: apt install linux-perf)."
    if not (_TRACING / "uprobe_events").exists():
        return (
            "The kernel offers no uprobes: mount them (mount -t tracefs nodev /sys/kernel/tracing), or take a kernel with them."
        )
    return None


def _place(group: str, number: int) -> None:
    """Puts the probes where this interpreter's GIL is: in its library, or in its executable."""
    # Two probes must not have one name, in different groups neither.
    probes = [f"{group}:{name}_{number}={place}" for name, place in PROBES]
    library = Path(sysconfig.get_config_var("LIBDIR") or "") / str(sysconfig.get_config_var("INSTSONAME") or "")
    said = ""
    for home in (library, Path(sys.executable)):
        if not home.is_file():
            continue
        for probe in probes:
            made = _perf_probe("-x", str(home.resolve()), probe)
            if made.returncode:
                said = said or made.stderr.strip().partition("\n")[0]
                break
        else:
            return
    raise Skipped(
        f"This Python's GIL can't be probed ({said or 'it is in no file'}): "
        "take a CPython that was built from source, for its symbols are not stripped."
    )


def _remove_left_over() -> None:
    text = (_TRACING / "uprobe_events").read_text(encoding="utf-8")
    for group, number in dict.fromkeys(re.findall(rf":({GROUP}(\d+))/", text)):
        if not psutil.pid_exists(int(number)):
            _perf_probe("-q", "-d", f"{group}:*")


def _perf_probe(*arguments: str) -> subprocess.CompletedProcess[str]:
    # In a session of its own: Ctrl+C is for us, and we end it in good order.
    return subprocess.run(
        ["perf", "probe", *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False, start_new_session=True
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@contextlib.contextmanager
def _ending_in_good_order() -> Iterator[None]:
    """A request to end is an exception while the body runs, so that what it made is removed."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
