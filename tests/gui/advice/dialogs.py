"""A file with functions, and the dialog in which one of them is chosen and asked about."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gilviz.advice.advisor import Advisor
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from tests.gui.fakes import FakeInquiry

SOURCE = '''
import time

def nap(seconds):
    """Sleeps.

    For as long."""
    time.sleep(seconds)
    return seconds

async def doze(seconds: float) -> None: ...
def two(one, other): ...
def more(one, *, strict): ...
def nothing(): ...
def yields(one): yield one
def optional(one, other=2): return one
def _hidden(one): ...
'''


def dialog_of(qtbot: QtBot, driver: AdviceDriver, place: str = "") -> AdviceDialog:
    dialog = AdviceDialog(driver, FakeInquiry(), None)
    qtbot.addWidget(dialog)
    dialog.place.setText(place)
    dialog.place.editingFinished.emit()
    return dialog


def one_round(qtbot: QtBot, dialog: AdviceDialog) -> None:
    """Asks, and stops when each way was tried once: on a busy machine no budget of seconds is sure to be enough for that."""
    dialog.budget.setValue(dialog.budget.maximum())
    dialog.advise.click()
    assert dialog.advise.text() == "&Stop"
    advisor = dialog._driver.advisor
    assert isinstance(advisor, Advisor)
    qtbot.waitUntil(lambda: bool(advisor.runs) and advisor.runs[-1].repetition > 0)
    with qtbot.waitSignal(dialog._driver.answered):
        dialog.advise.click()
