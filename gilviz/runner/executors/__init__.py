"""One module per executor, each the textbook example of its API: ``run(func, items, crew)`` returns what ``map`` would.

They are shown to people as they run, so they hold nothing that an application would not write itself. ``func`` takes one item;
recording happens inside it.
"""
