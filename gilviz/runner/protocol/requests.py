"""What is written beside the lanes by a client whose requests the workers answer."""

from __future__ import annotations

import struct

REQUESTS_FILE_NAME = "requests"
"""The file in the run directory into which a client that asks a worker writes, where the workload has one."""
REQUESTS_MAGIC = b"gilvizQ1"
"""What that file begins with; then follows a record for every request that was answered."""
REQUEST_RECORD = struct.Struct("<qqq")
"""When a request was sent, when the worker read it, when its answer had come back: ns, the first and the last by the client."""
