"""One task after another, in one thread: what everything else is measured against."""


def run(func, items, crew):
    """Calls ``func`` for every item."""
    return [func(item) for item in items]
