"""The report's look: gilviz's own colours, light or dark as the reader's system is, and light on paper."""

from __future__ import annotations

from typing import Final

from gilviz.render.theme import DARK, LIGHT, Rgb, Theme
from gilviz.runner.protocol import State

WORKERS: Final = 12

_RULES: Final = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--surface); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 60rem; }
section { margin-top: 2.25rem; }
.muted, figcaption, caption { color: var(--muted); }
.verdict { font-size: 1.1rem; }
.figures { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .25rem 0 .75rem; padding: 0; list-style: none; }
.figures b { font-size: 1.5rem; font-weight: 600; display: block; line-height: 1.2; }
.figures span { color: var(--muted); font-size: .875rem; }
.error { color: var(--error); } .warning { color: var(--warning); }
.grade { font-weight: 600; } .grade::before { content: "●"; margin-right: .4em; }
.good { color: var(--success); } .doubtful { color: var(--warning); } .bad { color: var(--error); }
figure { margin: .75rem 0; }
.lanes { display: grid; grid-template-columns: minmax(4.5rem, max-content) 1fr; gap: 3px .6rem; align-items: center; }
.lanes svg { display: block; width: 100%; height: auto; }
.lanes svg.axis { font-size: 11px; }
a { color: var(--accent); }
.axis text { fill: var(--muted); } .axis path { stroke: var(--muted); fill: none; }
.lane { font-size: .875rem; text-align: right; white-space: nowrap; }
.dot { display: inline-block; width: .65em; height: .65em; border-radius: 50%; margin-right: .4em; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .75rem 0; list-style: none; font-size: .9rem; }
.flag path { stroke: var(--text); stroke-width: 1.5; } .flag circle { fill: var(--text); }
.flag text { fill: var(--surface); font-size: 11px; font-weight: 700; }
.notes { margin: .25rem 0 .75rem; padding-left: 1.6rem; }
.swatch { width: 24px; height: 16px; margin-right: .4rem; vertical-align: -2px; }
.defs { position: absolute; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .9rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { padding: .25rem .75rem .25rem 0; text-align: right; border-bottom: 1px solid var(--border); vertical-align: top; }
th:first-child, td:first-child, .text { text-align: left; }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 400; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--accent); }
pre { overflow-x: auto; font-size: .85rem; background: var(--band); padding: .75rem; white-space: pre-wrap; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section, figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
}
"""


def style() -> str:
    """The style sheet."""
    drawn = [
        f".s{n} {{ fill: url(#p{n}); }} .c{n} {{ fill: var(--s{n}); }} .i{n} {{ fill: var(--i{n}); }}" for n in range(len(State))
    ]
    plain = [f".s{int(state)} {{ fill: var(--s{int(state)}); }}" for state in (State.RUNNING, State.IDLE)]
    workers = [f".w{n} {{ fill: var(--w{n}); background: var(--w{n}); }}" for n in range(WORKERS)]
    light, dark = f":root {{ {_variables(LIGHT)} }}", f":root {{ {_variables(DARK)} }}"
    schemes = f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}"
    return "\n".join([schemes, _RULES, *drawn, *plain, *workers])


def _variables(theme: Theme) -> str:
    named = {
        "surface": theme.surface, "band": theme.band, "text": theme.text, "muted": theme.muted, "border": theme.border,
        "accent": theme.accent, "error": theme.error, "warning": theme.warning, "success": theme.success,
        **{f"s{n}": colour for n, colour in enumerate(theme.states)},
        **{f"i{n}": colour for n, colour in enumerate(theme.pattern_inks)},
        **{f"w{n}": theme.worker(n + 1) for n in range(WORKERS)},
    }  # fmt: skip
    return " ".join(f"--{name}: {_hex(colour)};" for name, colour in named.items())


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
