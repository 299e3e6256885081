"""One colour per process everywhere, safe for colour blindness, in light, dark and print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Hue = Literal["pain", "mood", "sleep", "activity", "other"]

# Dark keeps the hue and lowers the chroma. tests/loop/picture/test_colour.py holds every pair to its contrast.
LIGHT: dict[Hue, str] = {"pain": "#D55E00", "mood": "#0072B2", "sleep": "#7B4FA3", "activity": "#009E73", "other": "#8A6D3B"}
DARK: dict[Hue, str] = {"pain": "#E2925C", "mood": "#74AEDC", "sleep": "#B49BD9", "activity": "#5DBD9C", "other": "#C4A974"}

# paper: behind everything; ink: words; quiet: small words and inputs' arrows; band: treatments and other inputs; edge: their outline
PAPER_LIGHT = {"paper": "#FFFFFF", "ink": "#1F2328", "quiet": "#57606A", "band": "#EEF0F2", "edge": "#8C959F"}
PAPER_DARK = {"paper": "#15181C", "ink": "#E6E8EB", "quiet": "#A9B1BA", "band": "#272C33", "edge": "#6F7883"}

_SUBSTRINGS: tuple[tuple[Hue, tuple[str, ...]], ...] = (
    ("pain", ("pain",)),
    ("mood", ("depress", "mood")),
    ("sleep", ("sleep",)),
    ("activity", ("activ", "walk")),
)
# Short words are looked for alone, so that "flow" is not low and "crusade" not sad.
_WORDS: dict[str, Hue] = {"sad": "mood", "sadness": "mood", "low": "mood", "steps": "activity", "step": "activity"}


def hue_of(process: str) -> Hue:
    """Which of the five colours a process has, by its name: ``hue_of("low_mood")`` is "mood"."""
    name = process.casefold()
    for hue, parts in _SUBSTRINGS:
        if any(part in name for part in parts):
            return hue
    for word in re.split(r"[\W_\d]+", name):
        if word in _WORDS:
            return _WORDS[word]
    return "other"


def colour_of(process: str) -> str:
    """The colour of a process on white paper, such as "#D55E00" for anything with pain in its name."""
    return LIGHT[hue_of(process)]


def style_sheet() -> str:
    """The picture's style sheet: follows the reader's setting, obeys ``data-theme`` on it or around it, prints light."""
    # Light colours also stand as attributes on each element, for programs that read no style sheet.
    dark = _rules((".unspiral-loop",), DARK, PAPER_DARK)
    forced_dark = _rules(('[data-theme="dark"] .unspiral-loop', '.unspiral-loop[data-theme="dark"]'), DARK, PAPER_DARK)
    forced_light = _rules(('[data-theme="light"] .unspiral-loop', '.unspiral-loop[data-theme="light"]'), LIGHT, PAPER_LIGHT)
    # Three times the class outweighs every rule above: paper is white whatever the screen was.
    printed = _rules((".unspiral-loop.unspiral-loop.unspiral-loop",), LIGHT, PAPER_LIGHT)
    return (
        ".unspiral-loop{max-width:100%;height:auto}"
        f"@media (prefers-color-scheme:dark){{{dark}}}{forced_dark}{forced_light}@media print{{{printed}}}"
    )


def _rules(scopes: tuple[str, ...], hues: Mapping[Hue, str], paper: Mapping[str, str]) -> str:
    def rule(part: str, what: str) -> str:
        return ",".join(f"{scope} {part}" for scope in scopes) + "{" + what + "}"

    return "".join(
        [
            *(rule(f".ul-{hue}", f"color:{colour}") for hue, colour in hues.items()),
            *(rule(f".ul-{tone}", f"fill:{paper[tone]}") for tone in ("paper", "ink", "quiet")),
            rule(".ul-halo", f"stroke:{paper['paper']}"),
            rule(".ul-band", f"fill:{paper['band']};stroke:{paper['edge']}"),
            rule(".ul-from-input", f"color:{paper['quiet']}"),
        ]
    )
