"""The colours of everything that is drawn, as plain tuples: one ``Theme`` each for light, dark and high contrast.

What holds in each, and is tested:

- text, muted text, messages and code reach 4.5:1 on every background they stand on;
- every state but idle reaches 3:1 against the band (4.5:1 in high contrast), and running the most or nearly so: the eye adds up
  the blue;
- any two states differ by at least 8 (``contrast.distance``) for every kind of colour vision;
- the workers' colours keep away from the blue of running and the orange-red of gil-wait, which mean something else.

Idle is the band's own colour: a worker that has nothing to do looks empty. The ink of a state's pattern is a weaker tone of the
same state in all waits, so that a large wait looks lighter than its colour and the blue leads.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

from gilviz.render.contrast import Rgb, mix
from gilviz.runner.protocol import State

__all__ = ["DARK", "HIGH_CONTRAST", "LIGHT", "THEMES", "CodeColours", "Rgb", "Theme"]


@dataclass(frozen=True)
class CodeColours:
    """Syntax colours of the code view."""

    background: Rgb
    text: Rgb
    keyword: Rgb
    string: Rgb
    comment: Rgb
    number: Rgb
    definition: Rgb
    """The names of functions and classes where they are defined, and decorators."""
    builtin: Rgb
    line_number: Rgb
    marked: Rgb
    """The background of the line that is pointed at."""


@dataclass(frozen=True)
class Theme:
    """Every colour, as 8-bit sRGB.

    Attributes:
        name: ``light``, ``dark`` or ``high-contrast``.
        title: The name as people read it.
        is_dark: Whether text is lighter than what it stands on.
        window: Behind forms and tool bars.
        surface: Behind the timeline, lists and input fields.
        band: An idle worker: a lane with nothing in it.
        text: Ordinary text and large numbers.
        muted: Captions, axis labels, what is not in use yet.
        border: The few lines that separate.
        accent: The one colour that invites: the main button, the focus ring, what is selected, the live edge.
        accent_text: Text on ``accent``.
        error: The message of a run that failed.
        warning: The message of a run that was stopped.
        success: A run that finished.
        states: Eight colours, by ``State``.
        pattern_inks: Eight colours, by ``State``: what that state's pattern is drawn with.
        workers: The workers' own colours in order of their numbers, and the tasks'; they repeat when there are more.
        code: Syntax colours.
    """

    name: str
    title: str
    is_dark: bool
    window: Rgb
    surface: Rgb
    band: Rgb
    text: Rgb
    muted: Rgb
    border: Rgb
    accent: Rgb
    accent_text: Rgb
    error: Rgb
    warning: Rgb
    success: Rgb
    states: tuple[Rgb, ...]
    pattern_inks: tuple[Rgb, ...]
    workers: tuple[Rgb, ...]
    code: CodeColours

    def worker(self, number: int) -> Rgb:
        """The colour of a worker, by its number within the run (from 1)."""
        return self.workers[(number - 1) % len(self.workers)]


def _colour(text: str) -> Rgb:
    """A colour from ``"#rrggbb"``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _colours(text: str) -> tuple[Rgb, ...]:
    return tuple(_colour(word) for word in text.split())


def _inks(states: tuple[Rgb, ...], paper: Rgb, share: float) -> tuple[Rgb, ...]:
    """Each state's colour moved towards the paper; idle and running have no pattern, so theirs stay what they are."""
    return tuple(c if state in (State.IDLE, State.RUNNING) else mix(c, paper, share) for state, c in enumerate(states))


_WHITE: Final = (255, 255, 255)
#                         idle    running native  gil-wait cpu-wait io-wait lock-wait overhead
_LIGHT_STATES = _colours("#edf0f4 #0650aa #2f8fba #dc6626 #8f5c2f #7b8c6d #644b7b #646e78")
_PROJECTOR_STATES = _colours("#edf0f4 #083488 #008ab1 #cc5b11 #7f4f20 #79825f #441449 #2f666f")
_DARK_STATES = _colours("#222831 #60b6fa #62a2b7 #d86a2e #bfa77c #80926e #a161b4 #6f7278")
_CONTRAST_STATES = _colours("#1c1c1c #6eadfd #b1f4fb #f07038 #ba9a82 #adc7a0 #b06cc4 #838389")

LIGHT: Final = Theme(
    name="light",
    title="Light",
    is_dark=False,
    window=_colour("#f5f6f8"),
    surface=_WHITE,
    band=_LIGHT_STATES[State.IDLE],
    text=_colour("#17212c"),
    muted=_colour("#586473"),
    border=_colour("#d9dee5"),
    accent=_colour("#0e7470"),
    accent_text=_WHITE,
    error=_colour("#b3261e"),
    warning=_colour("#8a5a00"),
    success=_colour("#1b7444"),
    states=_LIGHT_STATES,
    pattern_inks=_inks(_LIGHT_STATES, _WHITE, 0.6),
    workers=_colours("#d55baf #066400 #988754 #561598 #78213d #6f6f2b #3894aa #544009 #33767d #a769d9 #0c4930 #589103"),
    code=CodeColours(
        background=_WHITE,
        text=_colour("#17212c"),
        keyword=_colour("#7a2a86"),
        string=_colour("#1b6e45"),
        comment=_colour("#626d79"),
        number=_colour("#9a4a0c"),
        definition=_colour("#0650aa"),
        builtin=_colour("#0e6a70"),
        line_number=_colour("#5f6974"),
        marked=_colour("#fff1c9"),
    ),
)

DARK: Final = Theme(
    name="dark",
    title="Dark",
    is_dark=True,
    window=_colour("#14181e"),
    surface=_colour("#191e25"),
    band=_DARK_STATES[State.IDLE],
    text=_colour("#e8edf3"),
    muted=_colour("#9ba7b5"),
    border=_colour("#323b47"),
    accent=_colour("#4cc0b4"),
    accent_text=_colour("#06201d"),
    error=_colour("#ff8a80"),
    warning=_colour("#e8b64c"),
    success=_colour("#6fd08c"),
    states=_DARK_STATES,
    pattern_inks=_inks(_DARK_STATES, _colour("#191e25"), 0.45),
    workers=_colours("#79f7f8 #d9fa70 #229928 #a5bf1f #b15bc8 #88e97d #c04b7b #e3baeb #f16b86 #806dea #e0ca24 #02a38b"),
    code=CodeColours(
        background=_colour("#191e25"),
        text=_colour("#e8edf3"),
        keyword=_colour("#d79be0"),
        string=_colour("#8fd3a0"),
        comment=_colour("#9aa6b4"),
        number=_colour("#f0a878"),
        definition=_colour("#7cc0fa"),
        builtin=_colour("#6fcfc6"),
        line_number=_colour("#98a4b2"),
        marked=_colour("#38331d"),
    ),
)

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    title="High contrast",
    is_dark=True,
    window=_colour("#000000"),
    surface=_colour("#000000"),
    band=_CONTRAST_STATES[State.IDLE],
    text=_WHITE,
    muted=_colour("#d0d0d0"),
    border=_colour("#8a8a8a"),
    accent=_colour("#ffd83d"),
    accent_text=_colour("#000000"),
    error=_colour("#ff9d94"),
    warning=_colour("#ffcf5c"),
    success=_colour("#7fe8a0"),
    states=_CONTRAST_STATES,
    pattern_inks=_inks(_CONTRAST_STATES, _colour("#000000"), 0.55),
    workers=_colours("#49d1d2 #b678ed #aefb74 #987a0a #93c864 #e07dc9 #3da82a #856bba #8ceeea #9ca376 #ecd532 #be6686"),
    code=CodeColours(
        background=_colour("#000000"),
        text=_WHITE,
        keyword=_colour("#f0b4fa"),
        string=_colour("#a8efb8"),
        comment=_colour("#c4c4c4"),
        number=_colour("#ffc49a"),
        definition=_colour("#9ad0ff"),
        builtin=_colour("#8ff0e6"),
        line_number=_colour("#b8b8b8"),
        marked=_colour("#4a4200"),
    ),
)

PROJECTOR: Final = dataclasses.replace(
    LIGHT,
    name="projector",
    title="Projector",
    window=_WHITE,
    text=_colour("#000000"),
    muted=_colour("#33404e"),
    border=_colour("#98a3b0"),
    accent=_colour("#0a5c59"),
    error=_colour("#8f1710"),
    warning=_colour("#6b4500"),
    success=_colour("#0f5c33"),
    states=_PROJECTOR_STATES,
    pattern_inks=_inks(_PROJECTOR_STATES, _WHITE, 0.6),
)
"""Light, but darker: a hall's lamps lift a projector's black, and everything moves towards white. Lectures wear it."""

THEMES: Final[tuple[Theme, ...]] = (LIGHT, DARK, HIGH_CONTRAST)
