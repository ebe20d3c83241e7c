"""What runs a job in Jython and IronPython: the runner of ``gilviz.runner`` again, small, in the Python that 2.7 and 3.4 share.

It takes the same order on its standard input, sends the same control messages and writes the same lane files, so that whoever
reads them need not know that it exists. Two things differ. There is no GIL: threads execute at once, and nobody has to be asked
who holds what. And the machine below compiles as it goes: the first round is several times slower than the others, so that some
rounds are played before the run's zero, into lanes that nobody keeps (``warm_up``).

``words`` and ``offer`` are plain data: what the rest of gilviz says at greater length, and a test holds both equal. ``machine``
names what Java (``jvm``) and .NET (``dotnet``) each have their own way for. Standard library only, like its elder brother.
"""
