from __future__ import annotations

import errno
import signal
import subprocess
import sys

import pytest

from gilviz.launch import family
from tests.patience import AGES_S


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_where_no_file_can_be_opened_any_more_the_group_is_ended_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    def members(_leader: int, _mark: str | None = None) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"], start_new_session=True)
    monkeypatch.setattr(family, "members", members)
    family.end(child.pid)
    assert child.wait(AGES_S) == -signal.SIGKILL
