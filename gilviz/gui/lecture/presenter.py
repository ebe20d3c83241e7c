"""Leads through a lecture: takes the keys, has scenes run, and tells both windows what to show.

Everything that can be decided without a window is decided elsewhere (``lecture.walk``, ``slide``); this puts it together. What
was recorded is shown only when somebody asks for it, by key, and never without its badge.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

from gilviz.gui.lecture import slide as slides
from gilviz.gui.lecture.hall import Content, HallView
from gilviz.gui.lecture.keys import key_of
from gilviz.gui.lecture.live import LiveScene, LiveScenes
from gilviz.gui.lecture.notes import Notes, NotesWindow
from gilviz.gui.lecture.pages import Pages
from gilviz.gui.lecture.shown import ShownRun, from_records, from_runs
from gilviz.gui.lecture.slide import Slide
from gilviz.lecture.fallbacks import Fallback, Fallbacks
from gilviz.lecture.measures import MEASURES
from gilviz.lecture.model import Scene, Step, View
from gilviz.lecture.walk import Effect, Key, Walk
from gilviz.render.navigation import Stretch

TICK_MS = 500
NUMBERS_EVERY_S = 0.15
"""Seconds between updates of the numbers at best."""


class Presenter(QObject):
    """One lecture, given once.

    Args:
        walk: Where it is.
        live: Its scenes' live runs.
        fallbacks: Their recordings.
        hall: What the hall sees.
        notes: What the speaker sees.
        clock: Seconds.
        parent: Owns it.
    """

    left = Signal()
    """The lecture is over."""
    notes_wanted = Signal()
    """The notes are to be shown over the hall's view, or hidden again."""

    def __init__(
        self,
        walk: Walk,
        live: LiveScenes,
        fallbacks: Fallbacks,
        hall: HallView,
        notes: NotesWindow,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._walk, self._live, self._fallbacks = walk, live, fallbacks
        self._hall, self._notes = hall, notes
        self._clock = clock
        self._started_at: float | None = None
        self._numbers_at = 0.0
        self._loaded: dict[str, Fallback | None] = {}
        self._looked: object = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tell)
        for window in (hall, notes):
            window.key_pressed.connect(self._on_key)
        hall.stepped.connect(self._on_stepped)
        hall.closed.connect(self.left)
        live.changed.connect(self._on_changed)
        live.frame_due.connect(hall.picture.refresh)

    def begin(self) -> None:
        """Show the title."""
        self._timer.start()
        self._show()

    def close(self) -> None:
        """End what runs."""
        self._timer.stop()
        self._live.close()

    @property
    def shown(self) -> tuple[ShownRun, ...]:
        """The runs of this scene: the recording's if that is shown, else the live ones."""
        scene = self._walk.scene
        if self._walk.place in self._walk.recorded:
            fallback = self._fallback(scene)
            return from_records(scene, fallback.records) if fallback is not None else ()
        live = self._live.of(scene)
        return from_runs(scene, live.ordered) if live is not None else ()

    def take(self, key: Key | str) -> None:
        """Take in a key of the lecture, or a digit."""
        before = self._walk.scene
        effect = self._walk.press(key) if isinstance(key, Key) else self._walk.digit(key)
        if effect is Effect.LEAVE:
            self.left.emit()
            return
        if effect is Effect.NOTHING:
            return
        if self._walk.started and self._started_at is None:
            self._started_at = self._clock()
        if key is Key.RECORDING:
            self._on_recording()
        if self._walk.scene is not before:
            self._live.leave(before)
        if effect in (Effect.RUN, Effect.RUN_ANEW):
            self._live.begin(self._walk.scene, anew=effect is Effect.RUN_ANEW)
        self._show()

    def _on_recording(self) -> None:
        """The recording is shown from now on, or no longer."""
        scene, walk = self._walk.scene, self._walk
        if walk.place not in walk.recorded:
            if View.RUN in [step.view for step in scene.steps[: walk.step_place + 1]]:
                self._live.begin(scene)
        elif self._fallback(scene) is None:
            walk.show_recording(wanted=False)
        else:
            self._live.leave(scene)

    def _fallback(self, scene: Scene) -> Fallback | None:
        if scene.id not in self._loaded:
            self._loaded[scene.id] = self._fallbacks.find(scene) if scene.experiment is not None else None
        return self._loaded[scene.id]

    @Slot(QKeyEvent)
    def _on_key(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is not None:
            self.take(key)
        elif event.text().lower() == "n" and not event.isAutoRepeat():
            self.notes_wanted.emit()

    @Slot()
    def _on_stepped(self) -> None:
        self.take(Key.NEXT)

    @Slot()
    def _on_changed(self) -> None:
        now = self._clock()
        live = self._live.of(self._walk.scene)
        if live is not None and not live.over and now - self._numbers_at < NUMBERS_EVERY_S:
            return
        self._numbers_at = now
        self._show()

    def _show(self) -> None:
        """Tell the hall's view what to show."""
        walk = self._walk
        if not walk.started:
            lecture = walk.lecture
            hint = "PageDown or F5 starts · Esc leaves"
            page = partial(Pages.cover, title=lecture.title, summary=lecture.summary, hint=hint)
            self._hall.show_content(Slide(""), Content(("cover", lecture.title), page), blank=walk.blank)
        else:
            runs = self.shown
            self._hall.show_content(self._slide(runs), self._content(runs), blank=walk.blank)
            self._show_picture(runs)
        self._tell()

    def _slide(self, runs: Sequence[ShownRun]) -> Slide:
        walk = self._walk
        recorded = self._fallback(walk.scene) if walk.place in walk.recorded else None
        live = self._live.of(walk.scene) if walk.place not in walk.recorded else None
        going = ""
        if live is not None and not live.over:
            going = "live: " + (_status(live) or "starting…")
        elif live is not None:
            going = "live, on this computer"
        typed = f"to scene {walk.typed}…" if walk.typed and not walk.asking else going
        return Slide(
            title=walk.scene.title,
            caption=slides.caption_of(walk.step, runs, doubtful=live is not None and bool(live.trouble)),
            place=slides.place_text(walk),
            badge=recorded.badge if recorded is not None else "",
            notice=self._hall_notice(),
            foot=typed,
        )

    def _hall_notice(self) -> str:
        """The same, but not below a question: what came of a run is no part of it."""
        return "" if self._walk.step.view is View.QUESTION else self._notice()

    def _notice(self) -> str:
        """Trouble, and the key that helps; empty while all is well."""
        walk = self._walk
        scene, live = walk.scene, self._live.of(walk.scene)
        if scene.experiment is None or walk.place in walk.recorded or live is None:
            return ""
        late = self._live.late(scene)
        if not live.trouble and not late:
            return ""
        said = live.trouble or f"This takes longer than the {scene.experiment.budget_s:g} s that the scene has for it."
        if self._fallback(scene) is None:
            return f"{said} {self._fallbacks.problem(scene)}"
        return f"{said} Press R for the recording."

    def _content(self, runs: Sequence[ShownRun]) -> Content:
        """What fills the screen in this step."""
        walk = self._walk
        scene, step, guess = walk.scene, walk.step, walk.guess
        at = (walk.place, walk.step_place)
        if step.view is View.POINTS:
            return Content(at, partial(Pages.points, points=scene.points, shown=step.shown))
        if step.view is View.QUESTION and scene.question is not None:
            unit = MEASURES[scene.question.measure].unit
            known = "" if guess is None else slides.number_text(guess, unit)
            return Content(
                (at, walk.typed, known), partial(Pages.question, ask=scene.question.ask, typed=walk.typed, guess=known, unit=unit)
            )
        if step.view is View.RESULT:
            bars = slides.bars(scene, step.measure, runs, guess)
            return Content((at, bars), partial(Pages.bars, bars=bars))
        if step.view is View.VERDICT:
            chosen = slides.chosen(step, runs)
            first = slides.outcome(scene, runs, guess)
            told = tuple((run.label, run.sentence) for run in chosen)
            return Content((at, first, told), partial(Pages.verdicts, runs=chosen, first=first, waiting="Nothing has ended yet."))
        if step.view is View.CODE:
            code = slides.code_of(scene, step, runs)
            ran = any(run.panel.trace is not None for run in runs)
            page = partial(Pages.code, code=code, base=self._hall.font(), enlarged=not ran) if code is not None else None
            return Content((at, code), page, pictured=ran)
        live = self._live.of(scene) if walk.place not in walk.recorded else None
        doing = live.doing if live is not None else ""
        empty = partial(Pages.doing, text=doing) if doing else None
        return Content((at, doing), empty, pictured=not doing)

    def _show_picture(self, runs: Sequence[ShownRun]) -> None:
        walk, picture = self._walk, self._hall.picture
        step = walk.step
        if not slides.is_picture_of(step):
            return
        guess = self._guess_mark() if step.view in (View.RUN, View.WHOLE) else None
        recorded = walk.place in walk.recorded
        looked = (walk.place, walk.step_place, recorded, guess)
        if looked != self._looked:
            self._looked = looked
            code = step.view is View.CODE
            view = Stretch(step.start_s, step.length_s) if step.view is View.ZOOM else None
            picture.look(view, state=step.state, marks=step.marks, guess=guess, legend=not code)
        shown = slides.chosen(step, runs)
        if step.excerpt is not None:
            shown = [run for run in runs if run.panel.key == step.excerpt.run]
        picture.show_runs(shown)

    def _guess_mark(self) -> tuple[int, float, str] | None:
        """The hall's guess of a wall time, which has a place on the time axis."""
        asked, guess = self._walk.scene.question, self._walk.guess
        if asked is None or guess is None or asked.measure != "wall":
            return None
        return asked.run, guess, slides.guess_text(asked, guess)

    @Slot()
    def _tell(self) -> None:
        """Tell the speaker."""
        walk = self._walk
        elapsed = None if self._started_at is None else self._clock() - self._started_at
        scenes = walk.lecture.scenes
        if not walk.started:
            should = 60 * walk.lecture.minutes
            self._notes.show_notes(Notes(walk.lecture.title, "", walk.lecture.summary, "", scenes[0].title, elapsed, should))
            return
        after = walk.scene.steps[walk.step_place + 1] if walk.step_place + 1 < len(walk.scene.steps) else None
        self._notes.show_notes(
            Notes(
                title=walk.scene.title,
                place=f"scene {walk.place + 1} of {len(scenes)}, step {walk.step_place + 1} of {len(walk.scene.steps)}",
                text=walk.scene.notes,
                step=_preview(after),
                next_scene=walk.next_scene.title if walk.next_scene is not None else "",
                elapsed_s=elapsed,
                should_s=60 * sum(scene.minutes for scene in scenes[: walk.place + 1]),
                notice=self._notice(),
            )
        )
        if self._hall.slide.notice != self._hall_notice():
            runs = self.shown
            self._hall.show_content(self._slide(runs), self._content(runs), blank=walk.blank)


def _status(live: LiveScene) -> str:
    """Which of the runs goes on."""
    ordered = live.ordered
    if not ordered or live.scene.experiment is None:
        return "finding the size of a task…" if live.spec is not None else "looking for interpreters…"
    ended = sum(run.phase.ended for run in ordered)
    return f"{ended} of {len(ordered)} runs done"


def _preview(step: Step | None) -> str:
    if step is None:
        return ""
    return f"{step.view.value}{f' – {step.caption}' if step.caption else ''}"
