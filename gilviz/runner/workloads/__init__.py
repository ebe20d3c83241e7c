"""One module per workload: ``work(item, lane)`` is one task, and ticks as it goes.

A module may also have

- ``prepare(size, tasks, directory)``, a context manager that gives the items (else every item is the size); what is to be
  recorded beside the lanes goes into the directory, if there is one;
- ``typical(size)``, the item by which a size is measured, where not every task is alike (else the first);
- ``grow(size, factor)``, the size that takes about that many times as long (else the size times the factor);
- ``digest(result)``, what is compared and told of a result, where results are large (else the result itself);
- ``found(items)``, after the run: what became of the objects that the tasks had in common, as numbers by name.

Where there is a second module, ``NAME_async``, its ``work`` is a coroutine function: the same task, awaiting what the other waits
for. Coroutines call the first one otherwise, and keep their event loop busy.
"""
