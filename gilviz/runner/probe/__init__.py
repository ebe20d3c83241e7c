"""The GIL probe: who holds an interpreter's GIL, and how often it changed hands, read from outside that interpreter.

Asking from inside would need the very GIL that is asked about. So the job opens its own memory for reading, finds its GIL's
words in it (``locate``), and hands the open descriptor to a child of its own, which reads those words again and again
(``observer``): that needs no permission, no lock and nothing from the job.
"""
