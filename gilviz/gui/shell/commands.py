"""The commands of the table as they live in a window: connected, in menus, and available or saying why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from typing_extensions import override

from gilviz.gui.shell.actions import MENUS, ActionSpec

Carrier = Callable[..., object] | SignalInstance
"""What a command can be connected to: a method, or a signal that passes it on."""


class Commands(Mapping[str, QAction]):
    """Every command of a window by its name.

    Args:
        owner: The window, all of which hears their shortcuts.
        specs: The table.
        slots: What carries them out, by name; the others are connected by whoever does.
    """

    def __init__(self, owner: QWidget, specs: Sequence[ActionSpec], slots: Mapping[str, Carrier]) -> None:
        self._specs = {spec.name: spec for spec in specs}
        self._actions: dict[str, QAction] = {}
        self._said: dict[str, tuple[bool, str]] = {}
        groups: dict[str, QActionGroup] = {}
        for spec in specs:
            action = _action(owner, spec)
            if spec.group:
                groups.setdefault(spec.group, QActionGroup(owner)).addAction(action)
            if spec.name in slots:
                action.triggered.connect(slots[spec.name])
            owner.addAction(action)
            self._actions[spec.name] = action
        self.allow(*self._actions, available=True)

    def allow(self, *names: str, available: bool, why: str = "") -> None:
        """Say whether commands can be given now; cheap to call at every frame.

        Args:
            names: Which.
            available: Whether they can.
            why: The tooltip's sentence where they can't, if it is another than the table's.
        """
        for name in names:
            if self._said.get(name) == (available, why):
                continue
            self._said[name] = (available, why)
            action, spec = self._actions[name], self._specs[name]
            action.setEnabled(available)
            keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if spec.keys else ""
            blocked = "" if available else why or spec.blocked
            action.setToolTip(blocked or f"{spec.tip}{keys}")

    def menu_of(self, name: str) -> str:
        """The title of the menu that a command is in."""
        return self._specs[name].menu

    @override
    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    @override
    def __len__(self) -> int:
        return len(self._actions)


def _action(owner: QWidget, spec: ActionSpec) -> QAction:
    action = QAction(spec.text, owner)
    action.setObjectName(spec.name)
    action.setStatusTip(spec.tip)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(spec.checkable)
    action.setIconVisibleInMenu(not spec.checkable)  # there the tick says whether it is on
    return action


def fill_menus(bar: QMenuBar, specs: Sequence[ActionSpec], actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """The menus of the table by their titles, in its order; a submenu stands where its first command does."""
    menus: dict[str, QMenu] = {}
    for title in MENUS:
        menus[title] = bar.addMenu(title)
        menus[title].setToolTipsVisible(True)
    for spec in specs:
        if spec.menu not in menus:
            menus[spec.menu] = menus["&View"].addMenu(spec.menu)
        if spec.apart:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[spec.name])
    return menus
