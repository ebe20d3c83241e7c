"""The window itself: how it looks, what it remembers, and that all of it can be reached by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLabel, QLineEdit, QMenu, QPushButton, QTabBar, QWidget

from gilviz.experiment.plan import Variant
from gilviz.gui.form.form_state import ListedVariant, default_form
from gilviz.gui.pictures.progress import ProgressNote
from gilviz.gui.shell.actions import ACTIONS
from gilviz.gui.shell.settings import WindowSettings
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, Theme
from tests.gui.benches import Bench, Benches


def test_selecting_a_run_in_the_list_shows_its_code(bench: Bench) -> None:
    bench.window.form.compare.add(Variant("process-pool"))
    assert "ProcessPoolExecutor" in bench.window.code.source.toPlainText()


def test_the_window_comes_back_as_it_was_left(bench: Bench, benches: Benches) -> None:
    window = bench.window
    window.resize(950, 601)  # the offscreen screen is small, and a restored window never leaves it
    window.commands["show_code"].trigger()
    window.commands["theme_dark"].trigger()
    window.form.tasks.setValue(17)
    window.form.compare.set_lines([ListedVariant(Variant("pool", "spawn"), False)])
    again = benches(window.settings).window
    assert again.height() == 601
    assert again.commands["show_code"].isChecked()
    assert again.code.isVisible()
    assert again.look.theme is DARK
    assert again.commands["theme_dark"].isChecked()
    assert again.form.state() == window.form.state()


def test_code_that_is_shown_for_the_first_time_can_be_read(bench: Bench) -> None:
    window = bench.window
    window.resize(1280, 800)
    bench.run()
    bench.finish()
    window.commands["show_code"].trigger()
    QApplication.processEvents()
    source = window.code.source
    letters = source.viewport().width() / source.fontMetrics().horizontalAdvance("x")
    assert letters > 36, "most lines, as they are indented"


def test_in_a_narrow_window_code_lies_over_nothing(bench: Bench) -> None:
    window = bench.window
    window.resize(900, 560)
    bench.run()
    bench.finish()
    window.commands["show_code"].trigger()
    for _ in range(3):
        QApplication.processEvents()
    transport = window.foot.transport
    assert transport.width() >= transport.minimumSizeHint().width()


def test_the_picture_does_not_jump_while_something_is_saved(bench: Bench) -> None:
    bar = bench.window.statusBar()
    before = bar.height()
    note = ProgressNote("Saving Ägypten.png", bench.window)
    bar.addPermanentWidget(note)
    for _ in range(3):
        QApplication.processEvents()
    assert note.isVisible()
    assert bar.height() == before
    assert note.button.height() >= note.fontMetrics().height(), "its text is not cut"


def test_settings_that_make_no_sense_give_an_ordinary_window(benches: Benches) -> None:
    odd = WindowSettings(b"x", b"y", b"z", "mauve", "{", ("/gone",))
    window = benches(odd).window
    assert window.look.theme is LIGHT
    assert window.form.state() == default_form(2)


def test_the_default_comparison_can_be_restored(bench: Bench) -> None:
    bench.window.form.tasks.setValue(99)
    bench.window.commands["restore_defaults"].trigger()
    assert bench.window.form.state() == default_form(2)


def test_every_theme_can_be_worn_at_any_time(bench: Bench) -> None:
    bench.run()
    for choice in ("dark", "high_contrast", "system", "light"):
        bench.window.commands[f"theme_{choice}"].trigger()
        assert bench.window.look.choice == choice.replace("_", "-")
        assert QApplication.palette().window().color() == QColor(*bench.window.look.theme.window)
    assert [name for name, action in bench.window.commands.items() if name.startswith("theme") and action.isChecked()] == [
        "theme_light"
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_the_window_is_drawn_in_the_themes_own_colours(benches: Benches, theme: Theme) -> None:
    window = benches(WindowSettings(theme=theme.name)).window
    picture = window.grab().toImage()
    assert picture.pixelColor(window.form.mapTo(window, QPoint(4, 4))) == QColor(*theme.window)
    assert picture.pixelColor(window.welcome.mapTo(window, QPoint(4, 4))) == QColor(*theme.surface)
    button = window.form.button
    assert picture.pixelColor(button.mapTo(window, QPoint(8, button.height() // 2))) == QColor(*theme.accent)


@pytest.mark.parametrize("name", ["show_shortcuts", "about"])
def test_help_opens_and_closes_by_keyboard(bench: Bench, name: str) -> None:
    bench.window.commands[name].trigger()
    dialog = bench.window.findChild(QDialog)
    assert dialog is not None
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Ctrl+R, F5" in texts or any(text.startswith("gilviz ") for text in texts)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_no_two_letters_of_menus_and_fields_are_the_same(bench: Bench) -> None:
    labels = [label.text() for label in bench.window.form.findChildren(QLabel) if label.buddy() is not None]
    menus = [action.text() for action in bench.window.menuBar().actions()]
    letters = [text[text.index("&") + 1].lower() for text in [*labels, *menus]]
    assert len(set(letters)) == len(letters)


def test_no_letter_chooses_two_commands_of_a_menu(bench: Bench) -> None:
    bar = bench.window.menuBar()
    for menu in [menu for menu in bar.findChildren(QMenu) if menu.actions()]:
        texts = [action.text() for action in menu.actions() if "&" in action.text()]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(letters), texts


def test_an_open_range_card_takes_no_letter_from_the_menus(bench: Bench) -> None:
    texts = [button.text() for button in bench.timeline.measuring.card.findChildren(QPushButton)]
    assert texts == ["Copy", "Copy as CSV", "Zoom here"]


def test_every_command_says_what_it_does_and_has_a_key_of_its_own() -> None:
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert len(set(keys)) == len(keys)
    assert all(keys)
    assert len({spec.name for spec in ACTIONS}) == len(ACTIONS)
    assert all(spec.tip for spec in ACTIONS)


def test_every_command_is_carried_out_by_something(bench: Bench) -> None:
    for action in bench.window.commands.values():
        assert action.isSignalConnected(action.metaObject().method(action.metaObject().indexOfSignal("triggered(bool)")))


def test_every_control_can_be_reached_by_keyboard_and_has_a_name(bench: Bench) -> None:
    bench.run()
    bench.window.commands["show_code"].trigger()
    bench.window.commands["show_log"].trigger()
    bench.finish()
    inner = (QLineEdit, QTabBar)
    controls = [
        widget
        for widget in bench.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (isinstance(widget, inner) and isinstance(widget.parent(), QAbstractSpinBox))
    ]
    assert len(controls) > 15
    nameless = [widget for widget in controls if not widget.accessibleName() and not bench.timeline.isAncestorOf(widget)]
    assert nameless == []


def test_tab_goes_through_the_form_from_the_top_to_the_run_button(bench: Bench) -> None:
    form = bench.window.form
    form.workload.setFocus()
    order: list[QWidget] = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused)
        if focused is form.button:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    names = [widget.accessibleName() for widget in order]
    assert names == [
        "Workload", "Automatic size", "Tasks", "Workers", "Runs to compare", "Add a run", "Change the selected run",
        "Remove the selected run", "Switch interval", "Run",
    ]  # fmt: skip


def test_at_first_the_keyboard_is_at_run_and_not_at_the_workload(bench: Bench) -> None:
    assert bench.window.focusWidget() is bench.window.form.button
