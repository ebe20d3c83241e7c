"""Sorting, pinning, hiding and collapsing lanes: what the menu on names, the sign beside headlines and the commands do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gilviz.gui.timeline import gutter
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.stage import Stage
from gilviz.render.order import LaneView, SortBy
from gilviz.trace.lane import Lane


class Arranging(QObject):
    """Changes how a stage shows the lanes of its panels.

    Args:
        stage: Shows them.
    """

    note_wanted = Signal(int, int, object)
    """Something is to be written: the panel's key, the worker's number, when in ns from the run's start."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        stage.plot.gutter.collapsible = True
        stage.plot.box.menu_wanted.connect(self._on_menu_wanted)
        stage.plot.gutter.menu_wanted.connect(self._on_name_menu_wanted)
        stage.plot.gutter.clicked.connect(self._on_name_clicked)
        stage.plot.box.clicked.connect(self._on_clicked)

    def hide_signs(self) -> None:
        """Show none of what only a pointer can use: for pictures."""
        self._stage.plot.gutter.collapsible = False

    def pin(self, picture: PanelPicture, lane: Lane) -> None:
        """Keep a lane on top, or let it go back to its place."""
        self._stage.show_lanes(picture, picture.view.pin(lane.identity))

    def hide(self, picture: PanelPicture, lane: Lane) -> None:
        """Show that lane no more; the last one stays, since an empty panel would look like a run that did nothing."""
        if len(picture.shown) > 1:
            self._stage.show_lanes(picture, picture.view.hide([lane.identity]))

    def hide_others(self, picture: PanelPicture, lane: Lane) -> None:
        """Show that lane, those that are pinned, and no other."""
        others = [each.identity for each in picture.lanes if each is not lane and each.identity not in picture.view.pinned]
        self._stage.show_lanes(picture, picture.view.hide(others))

    def show_hidden(self, picture: PanelPicture) -> None:
        """Hide no lane any more."""
        self._stage.show_lanes(picture, picture.view.show_all())

    def collapse(self, picture: PanelPicture) -> None:
        """Show one band for all lanes, or each again."""
        self._stage.show_lanes(picture, picture.view.collapse(collapsed=not picture.view.collapsed))

    def sort(self, picture: PanelPicture, sort: SortBy) -> None:
        """Order the lanes of one panel."""
        self._stage.show_lanes(picture, picture.view.sorted_by(sort))

    def sort_all(self, sort: SortBy) -> None:
        """Order the lanes of all panels."""
        self._each(lambda view: view.sorted_by(sort))

    @Slot()
    def show_all(self) -> None:
        """Hide no lane of any panel."""
        self._each(LaneView.show_all)

    @Slot()
    def collapse_all(self) -> None:
        """Show one band for each panel; if that is so, show all lanes again."""
        collapsed = not all(picture.view.collapsed for picture in self._stage.pictures)
        self._each(lambda view: view.collapse(collapsed=collapsed))

    def menu(self, picture: PanelPicture, lane: Lane | None, moment: int | None = None) -> QMenu:
        """The menu of a panel and of a lane in it at a moment (ns from the run's start), to be opened."""
        menu = QMenu(self._stage)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if lane is not None:
            self._fill_lane(menu, picture, lane)
            if moment is not None:
                menu.addSeparator()
                place = (picture.panel.key, lane.identity.number, moment)
                _add(menu, "Note on this moment…", "E", lambda: self.note_wanted.emit(*place))
        if picture.hidden:
            _add(menu, f"Show hidden lanes ({len(picture.hidden)})", "U", lambda: self.show_hidden(picture))
        menu.addSeparator()
        self._fill_sort(menu.addMenu("Sort by"), picture)
        collapsed = picture.view.collapsed
        _add(menu, "Show each lane" if collapsed else "Collapse this run", "C", lambda: self.collapse(picture))
        return menu

    def _fill_lane(self, menu: QMenu, picture: PanelPicture, lane: Lane) -> None:
        name, pinned = lane.identity.name, lane.identity in picture.view.pinned
        _add(menu, f"Unpin {name}" if pinned else f"Pin {name} to the top", "P", lambda: self.pin(picture, lane))
        several = len(picture.shown) > 1
        _add(menu, f"Hide {name}", "X", lambda: self.hide(picture, lane), available=several)
        _add(menu, f"Show {name} alone", "", lambda: self.hide_others(picture, lane), available=several)

    def _fill_sort(self, menu: QMenu, picture: PanelPicture) -> None:
        group = QActionGroup(menu)
        for sort in SortBy:
            action = _add(menu, sort.words, "", _call(self.sort, picture, sort))
            action.setCheckable(True)
            action.setChecked(sort is picture.view.sort)
            group.addAction(action)

    def _each(self, change: Callable[[LaneView], LaneView]) -> None:
        for picture in self._stage.pictures:
            self._stage.show_lanes(picture, change(picture.view))

    def _at(self, place: QPointF) -> tuple[PanelPicture | None, int]:
        """The panel at a place of the canvas or the names, and its height in the content."""
        down = self._stage.content_y(place.y())
        return self._stage.picture_at(down), down

    @Slot(QPointF, QPoint)
    def _on_menu_wanted(self, place: QPointF, screen: QPoint) -> None:
        picture, down = self._at(place)
        if picture is not None and picture.lanes:
            self.menu(picture, picture.lane_at(down), self._stage.time_at(place.x())).popup(screen)

    @Slot(QPointF, QPoint)
    def _on_name_menu_wanted(self, place: QPointF, screen: QPoint) -> None:
        picture, down = self._at(place)
        if picture is not None and picture.lanes:
            self.menu(picture, picture.lane_at(down)).popup(screen)

    @Slot(QPointF)
    def _on_name_clicked(self, place: QPointF) -> None:
        picture, down = self._at(place)
        if picture is None or picture.place is None or not picture.lanes:
            return
        header = picture.place.header
        if place.x() < gutter.MARGIN and header.top <= down < header.bottom:
            self.collapse(picture)
        else:
            self._on_clicked(place)

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        picture, down = self._at(place)
        if picture is not None and picture.is_hidden_row(down):
            self.show_hidden(picture)


def _add(menu: QMenu, text: str, key: str, act: Callable[[], None], *, available: bool = True) -> QAction:
    """A line of a menu; the key, which the picture itself understands, is only named."""
    action = QAction(f"{text}\t{key}" if key else text, menu)
    action.setEnabled(available)
    action.triggered.connect(act)
    menu.addAction(action)
    return action


def _call(act: Callable[[PanelPicture, SortBy], None], picture: PanelPicture, sort: SortBy) -> Callable[[], None]:
    return lambda: act(picture, sort)
