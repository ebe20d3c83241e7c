"""A lecture needs no network: sockets to anything but this computer are refused while its scenes run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import AGES_S

SCENE = """\
format = 1
title = "Alone"
[[scene]]
id = "fetch"
title = "Requests to our own server"
[scene.experiment]
workload = "http"
size = 20
tasks = 2
[[scene.experiment.run]]
executor = "threading"
[[scene.claim]]
run = "threading"
measure = "wall"
at_most = 60
[[scene.step]]
view = "run"
"""
GUARD = """
import socket
connect = socket.socket.connect
def guarded(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise SystemExit(f"a connection to {address}")
    return connect(self, address)
socket.socket.connect = socket.socket.connect_ex = guarded
def refuse(*arguments, **options):
    if arguments[0] not in (None, "", "127.0.0.1", "localhost", "::1"):
        raise SystemExit(f"a question for the address of {arguments[0]}")
    return resolve(*arguments, **options)
resolve, socket.getaddrinfo = socket.getaddrinfo, refuse
"""
REFUSED = 9
NOWHERE = """
import ctypes, fcntl, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x40000000) and libc.unshare(0x10000000 | 0x40000000):
    sys.exit(9)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))
"""
CHECK = """
import sys
from gilviz.cli import main
sys.exit(main(["lecture", "check", sys.argv[1], "--json", "--record-to", sys.argv[2]]))
"""


def check(program: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    folder = tmp_path / "alone"
    folder.mkdir(exist_ok=True)
    (folder / "lecture.toml").write_text(SCENE, encoding="utf-8")
    command = [sys.executable, "-c", program, str(folder), str(tmp_path / "kept")]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=AGES_S)


def test_the_command_connects_to_nothing_but_this_computer(tmp_path: Path) -> None:
    done = check(GUARD + CHECK, tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"live": true' in done.stdout
    assert (tmp_path / "kept" / "fetch.gilviz").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_scenes_work_where_there_is_no_network_at_all_for_the_command_and_its_jobs(tmp_path: Path) -> None:
    done = check(NOWHERE + CHECK, tmp_path)
    if done.returncode == REFUSED:
        pytest.skip("needs a kernel that gives namespaces")
    assert done.returncode == 0, done.stderr
    assert '"live": true' in done.stdout
