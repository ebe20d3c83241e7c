"""The user's own function as a workload: found, given its items, called unchanged, its results held against a plain loop's.

- ``code`` imports the module as the user would, in the user's folder, and finds the function in it.
- ``items`` makes what the tasks are called with.
- ``call`` is the task: the function, with what it raises as one of its results, so that one bad item ends no run.
- ``results`` keeps what the first plain loop returned, and compares the others' with it.
- ``survey`` looks at the function before it is measured: how long a task takes, what it computes, what can be pickled.

The user's code runs here and nowhere else: in a job process, under the user's own interpreter, environment and folder. Whatever
is wrong with it is told in one sentence (``Refusal``); executors know nothing of all this.
"""
