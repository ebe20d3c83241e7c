"""The whole way, once, on a real display: real jobs, a real window, and nothing left when it is closed.

``pytest -m realwindow`` runs these; .ci/run does so under Xvfb.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.app import Program
from gilviz.gui.lab import Lab
from gilviz.gui.start.application import make_application
from gilviz.gui.start.options import WindowOptions
from gilviz.render.theme import Rgb
from gilviz.runner.protocol import State
from tests.patience import AGES_S, wait_until, within

pytestmark = pytest.mark.realwindow

DISPLAYS = ("xcb", "wayland", "cocoa", "windows")


def share_of(colour: Rgb, image: QImage) -> float:
    """The share of an image's pixels that have exactly this colour."""
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(pixels.constBits(), dtype=np.uint32)
    red, green, blue = colour
    return float(np.mean((words & 0xFFFFFF) == (red << 16 | green << 8 | blue)))


@pytest.mark.usefixtures("qapp")
def test_a_first_start_ends_in_a_comparison_of_threads_with_processes(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() in DISPLAYS, "run `pytest -m realwindow` by itself, on a display"
    program = Program(make_application(), WindowOptions(temp_settings=True))
    try:
        program.start()
        qtbot.waitUntil(lambda: program.lab is not None)
        lab = program.lab
        assert isinstance(lab, Lab)
        qtbot.waitUntil(lambda: bool(lab.panels) and all(panel.phase.ended for panel in lab.panels))
        qtbot.waitUntil(program.window.commands["run"].isEnabled)
        threads, processes = lab.panels
        assert [threads.phase, processes.phase] == [Phase.FINISHED] * 2
        assert [panel.headline.title.split(" · ")[0] for panel in lab.panels] == ["threading", "pool"]
        shown = program.window.grab().toImage()
        assert share_of(program.look.theme.states[State.RUNNING], shown) > 0.02, "no lane shows that anybody ran"
        program.window.close()
        qtbot.waitUntil(program.window.isHidden)
    finally:
        program.finish()


def test_the_command_closes_its_window_when_it_is_told_to_end_and_takes_the_job_with_it() -> None:
    with subprocess.Popen([sys.executable, "-m", "gilviz", "--temp-settings"], stderr=subprocess.PIPE) as process:
        lanes = Path(tempfile.gettempdir())
        wait_until(lambda: process.poll() is not None or list(lanes.glob("gilviz-*/r*/lane-*")), pause_s=0.02)
        assert process.poll() is None
        with within(4):
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=AGES_S)
    assert (process.returncode, err) == (0, b"")
