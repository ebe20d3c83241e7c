"""Runs every executor with every workload that it can run, in one interpreter, and prints what each gave.

Started in a foreign interpreter, as its jobs are: ``python -S -s every_job.py DIRECTORY PAIRS``, where PAIRS is JSON, a list of
[executor, workload, size, workers, tasks]. Written for Python 2.7 too. A job is a process of its own, but to start one for each
of hundreds of pairs would take minutes.
"""

import json
import os
import sys


class Channel(object):
    """Keeps the last message, instead of sending it."""

    def send(self, kind, **fields):
        self.kind, self.fields = kind, fields


def run_by_either(job, directory, channel):
    """The job by the runner that this interpreter has."""
    if sys.version_info >= (3, 9):
        from gilviz.runner import runtime
        from gilviz.runner.job import _run
        from gilviz.runner.recording.tenure import forget
        from gilviz.runner.spec import JobSpec

        _run(JobSpec(**job), directory, channel, runtime.has_gil(), Requests())
        forget()  # the main thread works for the next job too
    else:
        from gilviz.runner27 import warm_up
        from gilviz.runner27.job import machine_below, run

        warm_up.LONGEST_NS = 0  # nobody times these jobs
        run(job, directory, channel, machine_below())


class Requests(object):
    """Nobody asks for anything while the jobs run."""

    def __getattr__(self, name):
        return lambda *arguments, **named: None


def main():
    place, pairs = sys.argv[1], json.loads(sys.argv[2])
    for number, (executor, workload, size, workers, tasks) in enumerate(pairs):
        directory = os.path.join(place, "run%d" % number)
        os.mkdir(directory)
        channel = Channel()
        job = {"workload": workload, "size": size, "executor": executor, "workers": workers, "tasks": tasks, "record": True}
        run_by_either(job, directory, channel)
        lanes = [name for name in os.listdir(directory) if name.startswith("lane-")]
        sys.stdout.write("result:" + json.dumps([channel.kind, channel.fields.get("results"), len(lanes)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
