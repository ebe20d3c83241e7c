"""What runs in the job's own process: standard library only, any Python from 3.9 on.

Nothing outside this package may be imported here: a private copy of it is staged for a foreign interpreter that has none of
gilviz's dependencies installed. ``protocol``, ``spec`` and ``catalog`` are the only modules that the rest of gilviz imports.
"""
