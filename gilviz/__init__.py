"""gilviz: run a job in every way Python offers and draw what each worker truly did."""

__version__ = "0.1.0"
