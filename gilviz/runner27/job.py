"""One job from its order to its last message: the main program of this runner, as ``gilviz.runner.job`` is of its brother."""

from __future__ import absolute_import

import importlib
import json
import os
import sys
import traceback

from gilviz.runner27 import offer
from gilviz.runner27.calibrate import calibrate, grown, items_of
from gilviz.runner27.control import ControlChannel, die_with_parent
from gilviz.runner27.executors.crew import Crew
from gilviz.runner27.recording import Recording, Task, kind_of
from gilviz.runner27.told import words_of
from gilviz.runner27.warm_up import warm_up
from gilviz.runner27.words import NO_GIL, Message, WorkerKind


class NotOffered(Exception):
    """A job that this runner has no part for; the text is a sentence that says which, and what to do."""


def main():
    """Runs the job that standard input orders; the process's exit status."""
    machine = machine_below()
    channel = ControlChannel(machine)
    order = json.loads(sys.stdin.readline())
    die_with_parent(machine)
    try:
        channel.send(Message.METADATA, runtime=describe(machine), pid=os.getpid())
        if "job" in order:
            run(order["job"], order["directory"], channel, machine)
        elif "examine" in order:
            channel.send(Message.EXAMINED, layers=examine(machine))
        else:
            answer_calibration(order["calibrate"], channel, machine)
    except:  # noqa: E722 - whatever it is, and Java's errors are none of Python's, somebody waits to be told
        channel.send(Message.FAILED, **failure(machine))
        return 1
    return 0


def machine_below():
    """What is below this Python: ``jvm`` or ``dotnet``."""
    return importlib.import_module("gilviz.runner27." + ("jvm" if sys.platform.startswith("java") else "dotnet"))


def describe(machine):
    """The ``runtime`` of the metadata message."""
    return {
        "path": sys.executable or "",
        "implementation": machine.NAME,
        "version": "%d.%d.%d" % tuple(sys.version_info[:3]),
        "build": machine.build(),
        "gil": False,
        "gil_state": NO_GIL,
        "cores": machine.usable_cores(),
        "start_methods": [],
        "switch_interval": None,
    }


def run(job, directory, channel, machine):
    """Runs a job, as ``JobSpec`` describes it, and tells what came of it."""
    offered, module = workload_module(job["workload"], machine)
    executor = importlib.import_module("gilviz.runner27.executors." + job["executor"].replace("-", "_"))
    kind = kind_of(job["executor"])
    hired = 1 if kind == WorkerKind.MAIN else job["workers"]

    def play(size, tasks, recording, started):
        with items_of(module, size, tasks, machine.clock) as items:
            numbered = list(enumerate(items))
            recording.prepare(hired)
            crew = Crew(job["workers"], recording.begin)
            started()
            results = executor.run(Task(module.work, recording), numbered, crew)
            ended = machine.clock()
            recording.end()
            finding = module.found(items) if hasattr(module, "found") else None
        return results, ended, finding

    def play_unseen(size):
        play(size, hired, Recording(None, kind, machine), lambda: None)

    warm_up(play_unseen, job["size"], offered, lambda size, factor: grown(module, offered, size, factor), machine.clock)
    unseen = Recording(None, kind, machine)
    unseen.prepare(1)
    tick_ps = unseen.lane().exercise()
    unseen.end()
    real = Recording(directory, kind, machine, job["record"], tick_ps)
    results, ended, finding = play(job["size"], job["tasks"], real, lambda: channel.send(Message.STARTED, t=machine.clock()))
    channel.send(Message.FINISHED, t=ended, results=results, finding=finding)


def answer_calibration(order, channel, machine):
    """Tells at which size a task takes about the asked time, once it is compiled."""
    offered, module = workload_module(order["workload"], machine)
    if not offered.size_is_ms:
        warm_up(
            lambda size: calibrate(module, offered._replace(largest=size), 1.0, machine.clock),
            offered.default_size,
            offered,
            lambda size, factor: grown(module, offered, size, factor),
            machine.clock,
        )
    size, seconds = calibrate(module, offered, order["seconds"], machine.clock)
    channel.send(Message.CALIBRATED, size=size, seconds=seconds)


def workload_module(name, machine):
    """What is offered under that name, and the module that is it.

    Raises:
        NotOffered: there is none.
    """
    if offer.workload(name) is None:
        offered = ", ".join(each.name for each in offer.WORKLOADS)
        raise NotOffered("gilviz has no %s for %s: choose one of %s, or another interpreter." % (name, machine.NAME, offered))
    return offer.workload(name), importlib.import_module("gilviz.runner27.workloads." + name.replace("-", "_"))


def examine(machine):
    """For each kind of evidence: None where there is it, else why not."""
    layers = {"ticks": None, "counters": None}
    layers["switches"] = "%s can't ask the kernel for them" % machine.NAME
    layers["probe"] = "%s has no GIL to look at" % machine.NAME
    try:
        machine.Counters().close()
    except EnvironmentError:
        layers["counters"] = words_of(sys.exc_info()[1])
    return layers


def failure(machine):
    """The fields of the message that says what went wrong."""
    kind, error, trace = sys.exc_info()
    sentence = words_of(error) if isinstance(error, NotOffered) else machine.sentence_on(error)
    if sentence:
        return {"t": machine.clock(), "error": sentence, "traceback": "", "lost": []}
    what = traceback.format_exception_only(kind, error)[-1].strip()
    text = getattr(error, "happened", None) or "".join(traceback.format_exception(kind, error, trace))
    return {"t": machine.clock(), "error": "A task raised %s" % what, "traceback": text, "lost": []}
