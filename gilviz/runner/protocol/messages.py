"""What the runner says of a job while it runs, line by line."""

from __future__ import annotations


class Message:
    """The kinds of control message, in the ``kind`` of each; ``t`` is a time in ns wherever it stands."""

    METADATA = "metadata"
    """First of all, and again where an import has changed ``gil`` since. ``runtime``: {path, implementation, version, build, gil,
    gil_state, cores, start_methods, switch_interval}, where ``gil_state`` is the value of a ``Gil``; ``pid``."""
    STARTED = "started"
    """``t``: the run's zero: the executor is called now."""
    FINISHED = "finished"
    """``t``: the executor has returned; ``results``: what each task returned, in the order of the tasks;
    ``finding``: what became of what the tasks had in common, as numbers by name; null where they have nothing;
    ``pickling_ns``: what pickling the tasks' items cost the job's main process."""
    FAILED = "failed"
    """``t``; ``error``: one sentence; ``traceback``: text, may be empty; ``lost``: pids of workers that ended too early;
    ``refused``, where it stands: whether the order itself can't be carried out, and nothing was run.
    The first one counts, and the job may have to be ended by force after it."""
    SWITCH_INTERVAL = "switch-interval"
    """``t``: from then on, as was asked while the job ran, it is ``seconds``."""
    REFUSED = "refused"
    """``layer``: a kind of evidence that this system or interpreter does not admit; ``why``: in a sentence."""
    EXAMINED = "examined"
    """``layers``: for each kind of evidence null where this system and interpreter admit it, else why not."""
    CALIBRATED = "calibrated"
    """``size``: the size at which one task takes about the asked time; ``seconds``: what it took."""
    SURVEYING = "surveying"
    """``what``: what a survey of the user's function is about to do; ``function``: what it is, once that is known."""
    SURVEYED = "surveyed"
    """What the survey found: ``function`` {name, module, file, signature, doc, awaits}, ``items`` {count, more}, ``import_s``,
    ``tasks`` {done, first_s, wall_s, longest_s, thread_cpu_s, process_cpu_s, delayed_s, raised, raised_first, threads,
    threads_delayed_s}, and ``pickling``: of the ``function`` null or why it can't be, of ``items`` and ``results``
    {why, bytes, seconds}, on average."""


LOOK_COMES, LOOK_FOUND = "comes:", "found:"
"""What ``runner.look`` writes between its mark and the plug-in that it loads next, and between its mark and its answer."""
