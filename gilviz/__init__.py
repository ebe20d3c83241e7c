"""gilviz: run a job in every way Python offers and draw what each worker truly did."""

__version__ = "0.1.0"


def checkpoint():  # Jython reads this, too, and knows no annotations
    # type: () -> None
    """Says "I am running now" to whoever records: nothing, unless ``gilviz advise`` calls the function that calls this.

    There it is a tick: called every 10 to 100 microseconds of work, it lets the lane of its thread tell where in a task it ran
    and where it did not, as those of the built-in workloads do. It takes nothing, returns nothing, and never fails.
    """
