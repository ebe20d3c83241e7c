"""C code that lets go of the GIL while it compresses: threads are enough."""

import zlib

TITLE = "compress text"
SIZE_MEANS = "pages of 64 KiB compressed"
DEFAULT_SIZE = 100
RELEASES_GIL = True

PAGE = b"".join(b"%d bottles of beer on the wall\n" % number for number in range(2500))[:65536]


def work(pages, lane):
    """How many bytes are left of so many pages."""
    left = 0
    for _ in range(pages):
        lane.tick()
        with lane.native():
            left += len(zlib.compress(PAGE))
    return left
