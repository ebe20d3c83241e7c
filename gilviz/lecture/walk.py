"""What the keys of a lecture do, as a state machine: where the lecture is, what is on the screen, what was guessed.

There is no clock, no window and no job here. ``press`` takes a key and says what whoever drives it must do, which is little:
leave, run the scene that was come to, show the other pictures. A key that means nothing where it is pressed does nothing: a
clicker's buttons send PageUp, PageDown, F5 (or Shift+F5), Esc, ``b`` or ``.``, in whatever order a nervous hand presses them.

A question that is on the screen takes digits and a decimal point for the hall's guess; everywhere else digits jump to a scene.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from gilviz.lecture.model import Lecture, Scene, Step, View

MOST_DIGITS = 9


class Key(StrEnum):
    """What can be pressed."""

    NEXT = "next"
    BACK = "back"
    START = "start"
    LEAVE = "leave"
    BLANK = "blank"
    FIRST = "first"
    LAST = "last"
    RECORDING = "recording"
    AGAIN = "again"
    TAKE = "take"
    ERASE = "erase"
    POINT = "point"
    """The full stop: a decimal point in a guess, else the clicker's blank key."""


class Effect(Enum):
    """What is to be done after a key."""

    NOTHING = 0
    SHOW = 1
    """Something else is on the screen."""
    RUN = 2
    """The scene's experiment begins, unless it has been run: and something else is on the screen."""
    RUN_ANEW = 3
    """The same, though it has been run."""
    LEAVE = 4


class Walk:
    """Through one lecture.

    Args:
        lecture: What is given.

    Attributes:
        started: Whether it has begun; before that its title stands there.
        blank: Whether the screen is black.
        typed: What is typed so far: a guess, or the number of a scene.
        guesses: What the hall guessed, by the scene's place.
        recorded: The scenes, by place, of which the recording is shown instead of the live run.
    """

    def __init__(self, lecture: Lecture) -> None:
        self.lecture = lecture
        self.started = False
        self.blank = False
        self.typed = ""
        self.guesses: dict[int, float] = {}
        self.recorded: set[int] = set()
        self._scene = 0
        self._step = 0

    @property
    def place(self) -> int:
        """The scene's place, from 0."""
        return self._scene

    @property
    def scene(self) -> Scene:
        """Where the lecture is."""
        return self.lecture.scenes[self._scene]

    @property
    def step_place(self) -> int:
        """The step's place in its scene, from 0."""
        return self._step

    @property
    def step(self) -> Step:
        """What is shown of it."""
        return self.scene.steps[self._step]

    @property
    def asking(self) -> bool:
        """Whether digits are the hall's guess."""
        return self.started and not self.blank and self.step.view is View.QUESTION

    @property
    def guess(self) -> float | None:
        """What the hall guessed in this scene; None while it has not."""
        return self.guesses.get(self._scene)

    @property
    def next_scene(self) -> Scene | None:
        """What comes after this one; None at the end."""
        return self.lecture.scenes[self._scene + 1] if self._scene + 1 < len(self.lecture.scenes) else None

    def press(self, key: Key) -> Effect:
        """Take a key in."""
        if key is Key.LEAVE:
            return Effect.LEAVE
        if key is Key.POINT:
            return self._point()
        if not self.started:
            return self._start() if key in (Key.START, Key.NEXT) else self._blank() if key is Key.BLANK else Effect.NOTHING
        if self.blank:
            # whatever is pressed, the picture comes back first: nothing moves that nobody sees
            self.blank = False
            return Effect.SHOW
        if key is Key.START:
            return Effect.NOTHING  # it has started, and a second press by a nervous hand must not throw it back
        return self._move(key) if key in (Key.NEXT, Key.BACK, Key.FIRST, Key.LAST) else self._act(key)

    def digit(self, digit: str) -> Effect:
        """Take a digit in: of a guess, or of the number of a scene to jump to."""
        if self.blank:
            return self.press(Key.BLANK)
        if self.asking:
            self.typed = (self.typed + digit)[:MOST_DIGITS]
            return Effect.SHOW
        self.typed = (self.typed + digit).lstrip("0")
        wanted = int(self.typed or "0")
        count = len(self.lecture.scenes)
        if wanted > count:
            self.typed = ""
            return Effect.NOTHING
        if not wanted or wanted * 10 <= count:
            return Effect.SHOW  # another digit, or Enter, will tell
        return self._jump(wanted - 1)

    def show_recording(self, *, wanted: bool) -> None:
        """Show of this scene the recording, or the live run."""
        (self.recorded.add if wanted else self.recorded.discard)(self._scene)

    def _start(self) -> Effect:
        self.started, self.blank, self.typed = True, False, ""
        return self._arrived()

    def _blank(self) -> Effect:
        self.blank = not self.blank
        return Effect.SHOW

    def _point(self) -> Effect:
        if self.asking and self.typed:
            if "." not in self.typed:
                self.typed += "."
            return Effect.SHOW
        return self.press(Key.BLANK)

    def _move(self, key: Key) -> Effect:
        self.typed = ""
        before = self._scene, self._step
        if key is Key.FIRST:
            self._scene, self._step = 0, 0
        elif key is Key.LAST:
            self._scene, self._step = len(self.lecture.scenes) - 1, 0
        elif key is Key.NEXT:
            self._forth()
        elif self._step:
            self._step -= 1
        elif self._scene:
            self._scene -= 1
            self._step = len(self.scene.steps) - 1
        return self._arrived() if (self._scene, self._step) != before else Effect.NOTHING

    def _forth(self) -> None:
        if self._step + 1 < len(self.scene.steps):
            self._step += 1
        elif self._scene + 1 < len(self.lecture.scenes):
            self._scene, self._step = self._scene + 1, 0

    def _act(self, key: Key) -> Effect:
        if key is Key.BLANK:
            return self._blank()
        if key is Key.TAKE:
            return self._take()
        if key is Key.ERASE:
            self.typed = self.typed[:-1]
            return Effect.SHOW
        if self.scene.experiment is None:
            return Effect.NOTHING
        if key is Key.RECORDING:
            self.show_recording(wanted=self._scene not in self.recorded)
            return Effect.SHOW
        self.show_recording(wanted=False)
        self._step = next(n for n, step in enumerate(self.scene.steps) if step.view is View.RUN)
        return Effect.RUN_ANEW

    def _take(self) -> Effect:
        typed, self.typed = self.typed, ""
        if self.asking and typed:
            self.guesses[self._scene] = float(typed)
            return Effect.SHOW
        if typed:
            return self._jump(int(typed) - 1)
        return self._move(Key.NEXT)

    def _jump(self, place: int) -> Effect:
        self.started, self.typed = True, ""
        self._scene, self._step = place, 0
        return self._arrived()

    def _arrived(self) -> Effect:
        """What the new place asks for. Whoever skips a run step by jumping back and forth has it run when it is needed."""
        ran = [step.view for step in self.scene.steps[: self._step + 1]]
        return Effect.RUN if View.RUN in ran and self._scene not in self.recorded else Effect.SHOW
