"""One mark for each process, so that a picture never speaks by colour alone."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.show.svg import Point, number, tag

# Each is drawn around its middle, in steps of its size.
SHAPES: dict[str, tuple[Point, ...]] = {
    "mood": ((-1.0, -1.0), (2.0, 0.0), (0.0, 2.0), (-2.0, 0.0)),  # square
    "sleep": ((0.0, -1.3), (1.3, 2.3), (-2.6, 0.0)),  # triangle
    "activity": ((0.0, -1.4), (1.4, 1.4), (-1.4, 1.4), (-1.4, -1.4)),  # diamond
    "stress": ((-1.3, -1.0), (2.6, 0.0), (-1.3, 2.3)),  # triangle, point down
}
NAMES = {"pain": "round", "mood": "square", "sleep": "triangle", "activity": "diamond", "stress": "triangle with its point down"}


def marks(process: str, places: Iterable[Point], size: float = 2.4, opacity: float = 0.85) -> str:
    """A mark at each place, all in one path, in the colour of its group.

    Args:
        process: "pain" is round; what has no shape of its own is round, too.
        places: their middles, in the order in which they are drawn.
        size: half their height.
        opacity: below 1 where many lie on each other.
    """
    points = [(round(x, 1), round(y, 1)) for x, y in places]
    if not points:
        return ""
    shape = SHAPES.get(process)
    shown = f"{opacity:g}"
    if shape is None:  # a line of no length with a round cap
        d = "".join(f"M{number(x)} {number(y)}h0" for x, y in points)
        return tag("path", d=d, fill="none", stroke="currentColor", stroke_width=2.4 * size, stroke_linecap="round", stroke_opacity=shown)
    (x0, y0), *steps = [(round(size * x, 1), round(size * y, 1)) for x, y in shape]
    rest = "".join(f"l{number(x)} {number(y)}" for x, y in steps) + "z"
    d = "".join(f"M{number(x + x0)} {number(y + y0)}{rest}" for x, y in points)
    return tag("path", d=d, fill="currentColor", fill_opacity=shown)
