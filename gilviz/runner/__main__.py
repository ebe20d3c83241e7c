"""``python -S -s -m gilviz.runner``: runs the job that standard input orders."""

import sys

from gilviz.runner.job import main

if __name__ == "__main__":
    sys.exit(main())
