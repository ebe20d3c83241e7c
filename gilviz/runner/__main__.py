"""``python -S -s -m gilviz.runner``: runs the job that standard input orders, by the runner that this Python can read.

This file, and the packages above it, are read by every Python there is: whoever starts a job need not know which one it gets.
"""

import sys

if sys.version_info >= (3, 9):  # noqa: UP036 - here others come by, too
    from gilviz.runner.job import main
else:
    from gilviz.runner27.job import main

if __name__ == "__main__":
    sys.exit(main())
