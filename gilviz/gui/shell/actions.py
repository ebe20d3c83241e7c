"""Every command of the window: one table of menus, shortcuts and sentences, and what turns it into actions and menus.

The table is plain data. A spec's ``name`` is also the name of the slot that carries it out, so that the shortcuts dialog, the
menus and the tests read from the same lines.
"""

from __future__ import annotations

from dataclasses import dataclass

MENUS = ("&File", "&Run", "&View", "&Lecture", "&Help")
THEME_MENU = "&Theme"
REPLAY_MENU = "&Replay"
LANES_MENU = "La&nes"
COLOURS_MENU = "Colour&s tell"


@dataclass(frozen=True)
class ActionSpec:
    """One command.

    Args:
        name: What the code calls it; the slot of that name carries it out.
        menu: The menu it is in; a menu that is not in ``MENUS`` is a submenu of View.
        text: Its text there, with the mnemonic's ``&``.
        tip: The status bar's sentence: what it does.
        keys: Its shortcuts; the first is shown.
        blocked: The tooltip's sentence while it is disabled: why, and how to enable it.
        checkable: Whether it is switched on and off.
        group: Of the checkable commands with the same group, exactly one is on.
        apart: Whether a line separates it from the one before.
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    blocked: str = ""
    checkable: bool = False
    group: str = ""
    apart: bool = False


NOTHING_RECORDED = "There is no picture yet: press Ctrl+R to run the comparison."
NOTHING_TO_REPLAY = "Nothing to replay: run the comparison to its end first, with Ctrl+R."
RUN_WAITS = "A comparison is running: stop it first, with Esc."
REPLAY_WAITS = "Something runs: what was recorded can be replayed once it has ended, or after Esc."
NO_WAY_BACK = "Nothing else was looked at yet: zoom or move first."
NO_WAY_FORTH = "You have not gone back: there is nothing to return to."

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open_recording", "&File", "&Open recordings…", "See what was recorded before; several are compared on one axis",
        ("Ctrl+O",), blocked="Something runs: stop it first, with Esc.",
    ),
    ActionSpec(
        "save_recording", "&File", "&Save the recording…", "Keep all runs with everything that is known of them in one file",
        ("Ctrl+S",), blocked="There is nothing to save yet: press Ctrl+R to run the comparison.",
    ),
    ActionSpec(
        "export", "&File", "&Export…", "Write a Chrome trace, a report in HTML, every segment as CSV, or the figures as JSON",
        ("Ctrl+Shift+E",), blocked="No run has ended yet: press Ctrl+R to run the comparison.",
    ),
    ActionSpec(
        "copy_results", "&File", "&Copy results as text", "Copy every run's figures and its sentence to the clipboard",
        ("Ctrl+Shift+C",), blocked="No run has ended yet: press Ctrl+R to run the comparison.", apart=True,
    ),
    ActionSpec(
        "save_picture", "&File", "Save the &picture…", "Save what the timeline shows, as PNG, SVG or PDF", ("Ctrl+E",),
        blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "save_animation", "&File", "Save an a&nimation…", "Save the replay as a film: GIF, WebP or MP4", ("Ctrl+Alt+E",),
        blocked=NOTHING_TO_REPLAY,
    ),
    ActionSpec(
        "advise", "&File", "&Advise on my function…", "Measure a function of your own, and see which executor suits it",
        ("Ctrl+Shift+A",), blocked="Something runs: stop it first, with Esc.", apart=True,
    ),
    ActionSpec("quit", "&File", "&Quit", "Close the window; a job that runs is stopped first", ("Ctrl+Q",), apart=True),
    ActionSpec(
        "run", "&Run", "&Run the comparison", "Run every ticked line of the list, one after another, and watch",
        ("Ctrl+R", "F5"),
    ),
    ActionSpec(
        "sweep", "&Run", "S&weep the workers…", "Run the ticked lines by 1, 2, 4, … workers, and see what more of them bring",
        ("Ctrl+Shift+R",), blocked=RUN_WAITS,
    ),
    ActionSpec(
        "stop", "&Run", "&Stop", "End the job and all its children, and keep what was recorded", ("Esc",),
        blocked="Nothing runs: there is nothing to stop.",
    ),
    ActionSpec(
        "add_run", "&Run", "&Add a run…", "Add an executor, with its start method and its Python, to the list", ("Ctrl+N",),
        apart=True,
    ),
    ActionSpec(
        "restore_defaults", "&Run", "Restore the &default comparison", "Threads against processes on primes, as at first",
    ),
    ActionSpec(
        "zoom_in", "&View", "Zoom &in", "See a shorter time in more detail", ("Ctrl++", "Ctrl+="), blocked=NOTHING_RECORDED,
    ),
    ActionSpec("zoom_out", "&View", "Zoom &out", "See a longer time", ("Ctrl+-",), blocked=NOTHING_RECORDED),
    ActionSpec(
        "fit", "&View", "&Fit everything", "See every run from its start to its end", ("Ctrl+0",), blocked=NOTHING_RECORDED,
    ),
    ActionSpec("look_back", "&View", "&Back", "See what was in sight before", ("Alt+Left",), blocked=NO_WAY_BACK),
    ActionSpec("look_forth", "&View", "For&ward", "See again what you went back from", ("Alt+Right",), blocked=NO_WAY_FORTH),
    ActionSpec(
        "measure", "&View", "&Measure what is in sight", "Add up what every worker did in it", ("Ctrl+M",),
        blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "write_note", "&View", "Write a not&e…", "Write on the moment where the cursor stands (E in the picture)",
        ("Ctrl+Shift+N",), blocked="Nothing can be written on: let a run end, or open one recording alone.",
    ),
    ActionSpec(
        "undo_note", "&View", "Ta&ke the note back", "Take the last change of a note back", ("Ctrl+Z",),
        blocked="No note was written or changed.",
    ),
    ActionSpec(
        "microscope", "&View", "Microsco&pe", "See the newest 50 ms, or those around the pointer, below the whole run", ("F4",),
        checkable=True,
    ),
    ActionSpec(
        "follow", "&View", "Follow the &live edge", "Keep the newest moment in sight while a job runs", ("Ctrl+L",),
        blocked="Nothing runs: there is no live edge to follow.", checkable=True,
    ),
    ActionSpec(
        "sort_number", LANES_MENU, "Sort by &number", "T1 above T2: as workers were started (O in the picture: the next order)",
        blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "sort_start", LANES_MENU, "Sort by &start", "Who began first on top", blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "sort_executing", LANES_MENU, "Sort by time &executing", "Who executed longest on top", blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "sort_waiting", LANES_MENU, "Sort by time &waiting", "Who waited longest on top", blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "sort_finish", LANES_MENU, "Sort by &finish", "Whose last task ended first on top", blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "show_hidden", LANES_MENU, "Show &hidden lanes", "Hide no lane any more (U in the picture)", blocked=NOTHING_RECORDED,
        apart=True,
    ),
    ActionSpec(
        "collapse_all", LANES_MENU, "&Collapse all runs, or open them",
        "One band for all workers of each run, or each worker’s lane again (C in the picture)", blocked=NOTHING_RECORDED,
    ),
    ActionSpec(
        "colour_state", COLOURS_MENU, "the &state", "Running is blue, whoever runs (T in the picture: the next)",
        checkable=True, group="colour",
    ),
    ActionSpec(
        "colour_task", COLOURS_MENU, "the &task", "What executes has its task’s colour; waits keep theirs", checkable=True,
        group="colour",
    ),
    ActionSpec(
        "colour_worker", COLOURS_MENU, "the &worker", "What executes has its worker’s colour; waits keep theirs",
        checkable=True, group="colour",
    ),
    ActionSpec(
        "replay_play", REPLAY_MENU, "&Play", "Play all runs again, in step on one axis (Space in the picture)",
        blocked=NOTHING_TO_REPLAY,
    ),
    ActionSpec("replay_start", REPLAY_MENU, "To the &start", "Stand at the runs’ start", blocked=NOTHING_TO_REPLAY),
    ActionSpec(
        "replay_back", REPLAY_MENU, "Step &back", "Stand at the transition before (, in the picture)", blocked=NOTHING_TO_REPLAY,
    ),
    ActionSpec(
        "replay_forth", REPLAY_MENU, "Step &forth", "Stand at the next transition (. in the picture)", blocked=NOTHING_TO_REPLAY,
    ),
    ActionSpec(
        "hand_off_back", REPLAY_MENU, "&Hand-off before", "Stand where a GIL changed hands before ([ in the picture)",
        blocked=NOTHING_TO_REPLAY, apart=True,
    ),
    ActionSpec(
        "hand_off_forth", REPLAY_MENU, "&Next hand-off", "Stand where a GIL changes hands next (] in the picture)",
        blocked=NOTHING_TO_REPLAY,
    ),
    ActionSpec("replay_slower", REPLAY_MENU, "S&lower", "Play slower (< in the picture)", blocked=NOTHING_TO_REPLAY, apart=True),
    ActionSpec("replay_faster", REPLAY_MENU, "F&aster", "Play faster (> in the picture)", blocked=NOTHING_TO_REPLAY),
    ActionSpec(
        "replay_loop", REPLAY_MENU, "&Over and over", "Begin anew at the end", blocked=NOTHING_TO_REPLAY, checkable=True,
    ),
    ActionSpec(
        "replay_leave", REPLAY_MENU, "Show &everything", "End the replay (Esc in the picture)", blocked=NOTHING_TO_REPLAY,
        apart=True,
    ),
    ActionSpec(
        "show_code", "&View", "&Code of the run", "Show or hide the code that the selected run executes", ("F2",),
        checkable=True, apart=True,
    ),
    ActionSpec(
        "show_charts", "&View", "Ch&arts", "Show or hide charts: who executed when, states, slices, waits, answers", ("F6",),
        checkable=True,
    ),
    ActionSpec(
        "show_lines", "&View", "Lines that hold the &GIL", "Show or hide which lines of your code hold the GIL and wait for it",
        ("F7",), checkable=True,
    ),
    ActionSpec(
        "show_differences", "&View", "&Differences of recordings", "Show or fold the table of what differs between recordings",
        blocked="Nothing is compared: open several recordings at once, with Ctrl+O.", checkable=True,
    ),
    ActionSpec("show_log", "&View", "&Job's output", "Show or hide what the jobs print", ("F3",), checkable=True),
    ActionSpec("theme_light", THEME_MENU, "&Light", "Dark on light, for projectors", checkable=True, group="theme"),
    ActionSpec("theme_dark", THEME_MENU, "&Dark", "Light on dark", checkable=True, group="theme"),
    ActionSpec("theme_high_contrast", THEME_MENU, "&High contrast", "The strongest contrast", checkable=True, group="theme"),
    ActionSpec(
        "theme_system", THEME_MENU, "Follow the &system", "Light or dark, as the desktop is", checkable=True, group="theme",
    ),
    ActionSpec(
        "full_screen", "&View", "F&ull screen", "Use the whole screen, as for a lecture", ("F11",), checkable=True, apart=True,
    ),
    ActionSpec(
        "start_lecture", "&Lecture", "&Start a lecture…", "Full screen, one key per step, the speaker's notes on a second screen",
        ("Ctrl+F5",), blocked=RUN_WAITS,
    ),
    ActionSpec("show_shortcuts", "&Help", "&Keyboard shortcuts", "Every key of this window", ("F1", "?")),
    ActionSpec("about", "&Help", "&About gilviz", "What gilviz is, and what it runs on"),
)  # fmt: skip

COLOUR_COMMANDS = tuple(spec.name for spec in ACTIONS if spec.menu == COLOURS_MENU)

TIMELINE_KEYS = (
    ("W, +", "Zoom in"),
    ("S, −", "Zoom out"),
    ("A, ←", "Earlier"),
    ("D, →", "Later"),
    ("F, Home, 0", "Fit everything"),
    ("Backspace", "Back to what was in sight before"),
    ("↑, ↓", "Scroll to other runs"),
    ("L", "Follow the live edge"),
    ("V", "Microscope: below the picture"),
    ("M", "Measure what is in sight"),
    ("Z", "Zoom to what is measured"),
    ("Space", "Play again, pause"),
    (", .", "Transition before, next"),
    ("[ ]", "Hand-off before, next"),
    ("< >", "Play slower, faster"),
    ("Esc", "End measuring, reading, replay"),
)
READING_KEYS = (
    ("B N", "Read the segment before, the next"),
    ("J K", "Read the lane below, above"),
    ("G H", "Read the hand-off before, the next"),
    ("Enter", "Show the line it was in (F7)"),
    ("E", "Write or change a note there"),
    ("P, X", "Pin, hide the lane that is read"),
    ("U", "Show hidden lanes"),
    ("O", "Next order of lanes"),
    ("C", "Collapse runs, or open them"),
    ("T", "Colours tell state, task, worker"),
    ("Menu", "Everything that can be done to it"),
)
MOUSE = (
    ("Wheel, pinch", "Zoom at the pointer"),
    ("Shift+wheel", "Earlier or later"),
    ("Ctrl+wheel", "Scroll to other runs"),
    ("Drag", "Move about"),
    ("Ctrl+drag", "Zoom to a range"),
    ("Shift+drag", "Measure a range"),
    ("Click", "Mark what started that worker"),
    ("Double click", "Zoom to that task"),
    ("Right click", "Pin, hide, sort, collapse"),
)
"""What the picture itself understands, keys while it has the keyboard focus, for the shortcuts dialog: moving, reading, mouse."""
BESIDE_KEYS = (
    ("← →", "In the charts: the one before, next"),
    ("Arrows", "In a sweep’s chart: to another point"),
    ("Enter", "In the lines: to the next moment"),
    ("Alt+↑ ↓", "In the list of runs: move a run"),
    ("Enter, Del", "In the list of runs: change, remove"),
)
"""What is understood beside the picture."""
