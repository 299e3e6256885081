"""The few words our charts are written in: elements, text, and a frame that carries title and description."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape

from unspiral.loop.picture.colour import LIGHT, PAPER_DARK, PAPER_LIGHT, Hue

NARROW, WIDE = 360.0, 760.0  # widths of a chart's canvas: a phone's column, and the page's
FONT = 12.5  # of all words in a chart: 12 px and more on a phone 390 px wide
FAMILY = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"

# The loop's colours of ink and paper, and one of our own for lines that only help to read.
TONES_LIGHT = {**PAPER_LIGHT, "grid": "#DDE1E5"}
TONES_DARK = {**PAPER_DARK, "grid": "#373D45"}

Point = tuple[float, float]

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str) -> str:
    """Text that is safe in an element and in an attribute; what XML cannot hold becomes a box."""
    return escape(_ILLEGAL.sub("\ufffd", text), quote=True)


def number(value: float) -> str:
    """A coordinate with one decimal, as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def tag(name: str, content: str = "", **attributes: str | float | None) -> str:
    """One element; ``stroke_width=2`` becomes ``stroke-width="2"``, ``class_`` becomes ``class``, None is left out.

    Args:
        name: of the element.
        content: markup inside, already safe.
        **attributes: numbers or text; text is escaped.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = xml(value) if isinstance(value, str) else number(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    return f"<{' '.join(parts)}>{content}</{name}>" if content else f"<{' '.join(parts)}/>"


def text(words: str, x: float, y: float, *, anchor: str | None = None, tone: str = "ink", bold: bool = False, halo: bool = False) -> str:
    """Words on the canvas; ``y`` is their middle. The tone is "ink" or "quiet"; a halo keeps them legible over lines."""
    # A shift by 0.35 of the size in place of dominant-baseline, which not every program that reads SVG knows.
    return tag(
        "text", xml(words), class_=f"uc-{tone}{' uc-halo' if halo else ''}", fill=TONES_LIGHT[tone], x=x, y=y + 0.35 * FONT,
        text_anchor=anchor, font_weight="600" if bold else None,
        stroke="#FFFFFF" if halo else None, stroke_width=4 if halo else None, paint_order="stroke" if halo else None,
        stroke_linejoin="round" if halo else None,
    )  # fmt: skip


def hued(hue: Hue, content: str) -> str:
    """A group whose ``currentColor`` is that of a process."""
    return tag("g", content, class_=f"uc-{hue}", color=LIGHT[hue])


def line(points: Sequence[Point], *, width: float = 1.0, dash: str | None = None, opacity: float | None = None) -> str:
    """A line in the colour of its group; stretches of fewer than two points draw nothing."""
    if len(points) < 2:
        return ""
    return tag(
        "path", d=path(points), fill="none", stroke="currentColor", stroke_width=width, stroke_dasharray=dash, stroke_linejoin="round",
        stroke_opacity=None if opacity is None else f"{opacity:g}",
    )  # fmt: skip


def path(points: Iterable[Point]) -> str:
    """The ``d`` of a line through points, each step relative: about half the bytes."""
    parts: list[str] = []
    x0 = y0 = 0.0
    for x, y in points:
        if not parts:
            parts.append(f"M{number(x)} {number(y)}")
            x0, y0 = round(x, 1), round(y, 1)
            continue
        dx, dy = round(x - x0, 1), round(y - y0, 1)
        parts.append(f"l{number(dx)} {number(dy)}")
        x0, y0 = x0 + dx, y0 + dy
    return "".join(parts)


def rule(start: Point, end: Point, *, tone: str = "quiet", width: float = 1.0, dash: str | None = None) -> str:
    """A straight line that is part of the frame, not of the data: an axis, a zero line, a mark of time."""
    return tag(
        "line", class_=f"uc-line-{tone}", stroke=TONES_LIGHT[tone], stroke_width=width, stroke_dasharray=dash,
        x1=start[0], y1=start[1], x2=end[0], y2=end[1],
    )  # fmt: skip


def frame(body: Sequence[str], width: float, height: float, title: str, description: str, kind: str) -> str:
    """A whole chart.

    Args:
        body: its pieces, markup.
        width, height: of the canvas.
        title: the finding, one sentence.
        description: what is to be seen, for those who do not see it.
        kind: a class name such as "lag".
    """
    inner = "\n".join(piece for piece in body if piece)
    # The same chart has the same names, two charts on one page have different ones.
    mark = hashlib.sha256(f"{title}{description}{kind}{inner}".encode("utf-8", "replace")).hexdigest()[:8]
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="uc uc-{kind}" {size} role="img" '
        f'aria-labelledby="uc-{mark}-title uc-{mark}-desc" font-family="{FAMILY}" font-size="{FONT}">\n'
        f'<title id="uc-{mark}-title">{xml(title)}</title>\n<desc id="uc-{mark}-desc">{xml(description)}</desc>\n{inner}\n</svg>'
    )
