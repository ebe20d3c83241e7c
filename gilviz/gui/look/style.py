"""A theme as Qt sees it: palette, stylesheet, font. Always with the Fusion style, so that it looks the same everywhere.

Widgets say what they are by a ``role`` property (``set_role``); the stylesheet says how a role looks. No widget sets colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gilviz.paths import resource
from gilviz.render.contrast import Rgb, mix
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, Theme

SPACE = 8
"""The unit of every margin and gap, in pixels."""
TEXT_INDENT = 4
"""Of the text in a field for numbers, so that it stands below that of a list of choices."""
FIELD_HEIGHT = 26
"""Of every field one types into or chooses from, in pixels."""
SMALLEST_TEXT = 13
"""No text in the window is smaller, in pixels."""
SYSTEM = "system"
CHOICES: Mapping[str, Theme | None] = {LIGHT.name: LIGHT, DARK.name: DARK, HIGH_CONTRAST.name: HIGH_CONTRAST, SYSTEM: None}
"""What the theme menu offers; the last follows the desktop."""

_SHEET = Template("""
QToolTip { color: $text; background: $surface; border: 1px solid $border; padding: 4px 6px; }
QMainWindow::separator, QSplitter::handle { background: $border; width: 1px; height: 1px; }
QMenuBar { background: $window; border-bottom: 1px solid $border; padding: 2px 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QStatusBar { background: $window; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: none; }
QDockWidget {
    font-weight: 600;
    titlebar-close-icon: url("$icons/dock-close-$check.svg"); titlebar-normal-icon: url("$icons/dock-float-$check.svg");
}
QDockWidget::title { padding: 6px 8px; background: $window; border-bottom: 1px solid $border; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QLabel[role="section"] { color: $muted; font-weight: 600; }
QLabel[role="muted"], QLabel[role="state"] { color: $muted; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="big"] { font-size: 22px; font-weight: 600; }
QLabel[role="trouble"] { color: $error; font-size: 16px; font-weight: 600; }
QLabel[role="stopped"] { color: $warning; font-size: 16px; font-weight: 600; }
QLabel[role="error"] { color: $error; }
QLabel[role="problem"] { color: $error; }
QLabel[role="success"] { font-weight: 600; }
QLabel[role="warning"] { color: $warning; font-weight: 600; }
QLabel[role="failure"] { color: $error; font-weight: 600; }
QWidget[role="side"] { background: $window; }
QWidget[role="page"] { background: $surface; }
QWidget[role="banner"] { background: $band; border-bottom: 1px solid $border; }
QLabel[role="badge"] { background: $text; color: $surface; font-weight: 700; border-radius: 3px; padding: 1px 7px; }
QWidget[role="foot"] { background: $window; }
QFrame[role="card"] { background: $window; border: 1px solid $outline; border-radius: 6px; }
QFrame[role="lens"] { background: $surface; border: none; border-top: 2px solid $accent; border-bottom: 2px solid $accent; }
QFrame[role="rule"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QListWidget, QPlainTextEdit {
    background: $surface; border: 1px solid $border; border-radius: 4px; selection-background-color: $selection;
    selection-color: $text; outline: none;
}
QDockWidget QPlainTextEdit, QPlainTextEdit[role="fold"] { border-radius: 0; border: none; }
QPlainTextEdit[role="fold"] { border-left: 3px solid $error; padding-left: 4px; }
QListWidget::item { padding: 4px 4px; border: none; }
QListWidget::item:selected { background: $selection; color: $text; }
QListWidget:focus, QPlainTextEdit:focus { border: 1px solid $accent; }
QComboBox, QAbstractSpinBox, QLineEdit {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 4px; padding: 2px 6px;
    selection-background-color: $accent; selection-color: $accent_text;
}
QComboBox:focus, QAbstractSpinBox:focus, QLineEdit:focus { border: 1px solid $accent; }
QLineEdit { placeholder-text-color: $muted; }
QDialog QPushButton {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 4px; padding: 3px 12px; min-width: 56px;
}
QDialog QPushButton:hover { background: $hover; }
QDialog QPushButton:default { border-color: $accent; }
QDialog QPushButton:focus { border: 2px solid $accent; padding: 2px 11px; }
QDialog QPushButton:disabled { color: $muted; border-color: $border; background: transparent; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: $muted; background: $window; border-color: $border; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("$icons/arrow-down.svg"); width: 10px; height: 10px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $outline; selection-background-color: $selection; selection-color: $text;
}
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 18px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("$icons/arrow-up.svg"); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url("$icons/arrow-down.svg"); width: 8px; height: 8px; }
QCheckBox { spacing: 6px; padding: 2px; border: 1px solid transparent; border-radius: 4px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator, QListWidget::indicator {
    width: 14px; height: 14px; border: 1px solid $outline; border-radius: 3px; background: $surface;
}
QCheckBox::indicator:checked, QListWidget::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icons/check-$check.svg");
}
QPushButton[role="primary"] {
    background: $accent; color: $accent_text; border: 2px solid $accent; border-radius: 5px; padding: 7px 12px; font-weight: 600;
}
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_pressed; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $band; color: $muted; border-color: $border; }
QPushButton[role="small"] {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 4px; padding: 3px 12px;
}
QPushButton[role="small"]:hover { background: $hover; }
QPushButton[role="small"]:focus { border: 2px solid $accent; padding: 2px 11px; }
QPushButton[role="halt"] {
    background: $surface; color: $text; border: 2px solid $border; border-radius: 5px; padding: 7px 12px; font-weight: 600;
}
QPushButton[role="halt"]:hover { background: $hover; }
QPushButton[role="halt"]:focus { border-color: $accent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $thumb; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px 5px; background: transparent; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $selection; }
QToolButton[role="inline"] { border: none; padding: 0 6px; color: $accent; font-weight: 600; }
QToolButton[role="inline"]:focus { background: $selection; }
QToolButton:disabled { color: $muted; background: transparent; }
""")


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's roles; disabled text is muted."""
    result = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: theme.window, roles.WindowText: theme.text, roles.Base: theme.surface, roles.AlternateBase: theme.band,
        roles.Text: theme.text, roles.Button: theme.surface, roles.ButtonText: theme.text, roles.BrightText: theme.accent_text,
        roles.ToolTipBase: theme.surface, roles.ToolTipText: theme.text, roles.PlaceholderText: theme.muted,
        roles.Highlight: theme.accent, roles.HighlightedText: theme.accent_text, roles.Link: theme.accent,
        roles.LinkVisited: theme.accent, roles.Accent: theme.accent, roles.Light: theme.surface, roles.Midlight: theme.band,
        roles.Mid: theme.border, roles.Dark: theme.muted, roles.Shadow: theme.border,
    }.items():  # fmt: skip
        result.setColor(role, QColor(*colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(*theme.muted))
    result.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(*theme.border))
    return result


def stylesheet(theme: Theme) -> str:
    """What the palette can't say: borders, paddings, and how the roles look."""
    marks = {"icons": resource("icons").as_posix(), "check": "dark" if theme.is_dark else "light"}
    colours = {
        "window": theme.window, "surface": theme.surface, "band": theme.band, "text": theme.text, "muted": theme.muted,
        "border": theme.border, "accent": theme.accent, "accent_text": theme.accent_text, "error": theme.error,
        "warning": theme.warning, "success": theme.success,
        "thumb": mix(theme.surface, theme.text, 0.35), "outline": mix(theme.surface, theme.text, 0.5),
        "hover": mix(theme.window, theme.text, 0.08),
        "selection": mix(theme.surface, theme.accent, 0.18),
        "accent_hover": mix(theme.accent, theme.accent_text, 0.1), "accent_pressed": mix(theme.accent, (0, 0, 0), 0.15),
    }  # fmt: skip
    return _SHEET.substitute({name: hexadecimal(colour) for name, colour in colours.items()} | marks)


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole application this look."""
    application.setStyle("Fusion")
    application.setPalette(palette(theme))
    application.setStyleSheet(stylesheet(theme))


def text_font(base: QFont) -> QFont:
    """The desktop's font, no smaller than ``SMALLEST_TEXT``."""
    font = QFont(base)
    if QFontInfo(font).pixelSize() < SMALLEST_TEXT:
        font.setPixelSize(SMALLEST_TEXT)
    return font


def code_font(base: QFont) -> QFont:
    """The system's fixed-width font, in the size of the text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(max(SMALLEST_TEXT, QFontInfo(base).pixelSize()))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def tip_of(text: str) -> str:
    """A text from outside as a tooltip that shows it letter by letter, also where it looks like HTML."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is, so that the stylesheet can say how it looks; also later, when that changes."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def hexadecimal(colour: Rgb) -> str:
    """The colour as stylesheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
