"""The local web server behind ``http``: answers every request after a chosen time, and all of them at once.

``python -m gilviz.runner.workloads.http_server MILLISECONDS`` prints the port it listens on and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import sys
import time

PAGE_BYTES = 4096
BACKLOG = 256


async def main(seconds: float) -> None:
    """Serves for ever, each answer that many seconds after its request."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            read = time.perf_counter_ns()
            await asyncio.sleep(seconds)
            path = head.split(b" ", 2)[1]
            body = (path + b"\n") * (PAGE_BYTES // (len(path) + 1))
            head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\nX-Read: %d\r\nX-Sent: %d\r\n\r\n"
            writer.write(head % (len(body), read, time.perf_counter_ns()) + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # The client went away: the run was stopped.
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads the port here
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) / 1000))
