"""One module per executor, each the textbook example of its API in Python 2.7: ``run(func, items, crew)`` returns what ``map``
would. They are shown to people as they run.
"""
