"""Where discs and inputs stand: pain left, mood right, mediators on the arc between, inputs outside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspiral.loop.model import Input
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import LINE, cut, spoken, width, wrap

WIDTH = 640.0
MARGIN = 16.0
INPUT_SIZE = 18.0  # font size of an input's name
KIND_SIZE = 16.0  # and of its kind
KIND_MARK = 32.0  # room for the sketch of the kind
_ROW_GAP = 62.0  # from the outermost disc to a row of inputs: room for an arrow and its head


@dataclass(frozen=True, slots=True)
class Disc:
    """A process in the picture."""

    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Box:
    """An input in the picture; ``x`` and ``y`` are its middle."""

    name: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """All discs and boxes, and the height they need."""

    discs: Mapping[str, Disc]
    boxes: Mapping[str, Box]
    height: float


def places(names: Sequence[str], inputs: Sequence[Input]) -> Places:
    """Give every process and every input its place.

    Args:
        names: processes, in the loop's order.
        inputs: with their targets.

    Returns:
        Places on a canvas ``WIDTH`` wide; the same loop always gets the same places.
    """
    ring = _ring(names)
    boxes = {entry.name: _box(entry) for entry in inputs}
    above = [entry for entry in inputs if _nearer_top(entry, ring)]
    below = [entry for entry in inputs if not _nearer_top(entry, ring)]
    top = MARGIN
    placed: dict[str, Box] = {}
    for row in _rows(above, ring, boxes):
        placed.update(_spread(row, ring, boxes, top))
        top += max(boxes[entry.name].height for entry in row) + MARGIN
    if above:
        top += _ROW_GAP - MARGIN
    shift = top - min(disc.y - disc.radius for disc in ring.values())
    bow = 54.0 if len(ring) == 2 else 0.0  # two discs alone: their arrows bow out above and below them
    shift += bow
    ring = {name: Disc(name, disc.x, disc.y + shift, disc.radius) for name, disc in ring.items()}
    bottom = max(disc.y + disc.radius for disc in ring.values()) + bow
    if below:
        bottom += _ROW_GAP
        for row in _rows(below, ring, boxes):
            placed.update(_spread(row, ring, boxes, bottom))
            bottom += max(boxes[entry.name].height for entry in row) + MARGIN
        bottom -= MARGIN
    return Places(ring, {entry.name: placed[entry.name] for entry in inputs}, bottom + MARGIN)


# Discs -----------------------------------------------------------------------------------------------------------------------------


def _ring(names: Sequence[str]) -> dict[str, Disc]:
    """Discs around the height 0."""
    count = len(names)
    radius = 82.0 if count == 2 else 68.0 if count <= 3 else 64.0 if count <= 5 else 60.0 if count <= 8 else 46.0
    if count == 1:
        return {names[0]: Disc(names[0], WIDTH / 2, 0.0, radius)}
    left, right, between = _ends(names)
    reach = WIDTH / 2 - MARGIN - radius - 6
    spots = {left: (-reach, 0.0), right: (reach, 0.0)}
    # Up to three mediators stand on the arc above; more are shared between the arcs above and below.
    upper = len(between) if len(between) <= 3 else (len(between) + 1) // 2
    for half, sign in ((between[:upper], -1.0), (between[upper:], 1.0)):
        rise = _rise(len(half), radius)
        for place, name in enumerate(half, start=1):
            angle = math.pi * (1 - place / (len(half) + 1))
            spots[name] = (reach * math.cos(angle), sign * rise * math.sin(angle))
    return {name: Disc(name, WIDTH / 2 + spots[name][0], spots[name][1], radius) for name in [left, right, *between]}


def _rise(count: int, radius: float) -> float:
    """How high an arc of so many discs must be, so that neighbours keep room for an arrow and its words."""
    return {0: 0.0, 1: 205.0, 2: 230.0, 3: 270.0}.get(count, 270.0 + 0.62 * (count - 3) * (2 * radius + 70))


def _ends(names: Sequence[str]) -> tuple[str, str, list[str]]:
    left = next((n for n in names if hue_of(n) == "pain"), None)
    right = next((n for n in names if hue_of(n) == "mood" and n != left), None)
    rest = [n for n in names if n not in {left, right}]
    if left is None:
        left = rest.pop(0)
    if right is None:
        right = rest.pop(0)
    return left, right, rest


# Inputs ----------------------------------------------------------------------------------------------------------------------------


def _box(entry: Input) -> Box:
    lines = wrap(spoken(entry.name), INPUT_SIZE, 126.0)[:2]
    lines = [cut(line, INPUT_SIZE, 126.0) for line in lines]
    wide = max(width(entry.acting, KIND_SIZE) + KIND_MARK + 20, *(width(line, INPUT_SIZE) + 20 for line in lines))
    return Box(entry.name, 0.0, 0.0, wide, 34 + len(lines) * INPUT_SIZE * LINE, tuple(lines))


def _nearer_top(entry: Input, ring: Mapping[str, Disc]) -> bool:
    top = min(disc.y for disc in ring.values())
    bottom = max(disc.y for disc in ring.values())
    targets = [ring[name] for name in entry.targets if name in ring]
    return sum(disc.y - top for disc in targets) < sum(bottom - disc.y for disc in targets)


def _aim(entry: Input, ring: Mapping[str, Disc]) -> float:
    targets = [ring[name].x for name in entry.targets if name in ring]
    return sum(targets) / len(targets) if targets else WIDTH / 2


def _rows(entries: Sequence[Input], ring: Mapping[str, Disc], boxes: Mapping[str, Box]) -> list[list[Input]]:
    rows: list[list[Input]] = []
    used = WIDTH
    for entry in entries:
        needed = boxes[entry.name].width + MARGIN
        if used + needed > WIDTH - MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += needed
    return [sorted(row, key=lambda entry: _aim(entry, ring)) for row in rows]


def _spread(row: Sequence[Input], ring: Mapping[str, Disc], boxes: Mapping[str, Box], top: float) -> dict[str, Box]:
    """Put a row as near to its targets as it can stand without touching."""
    halves = [boxes[entry.name].width / 2 for entry in row]
    xs = [min(max(_aim(entry, ring), MARGIN + half), WIDTH - MARGIN - half) for entry, half in zip(row, halves, strict=True)]
    for i in range(1, len(row)):
        xs[i] = max(xs[i], xs[i - 1] + halves[i - 1] + halves[i] + MARGIN)
    limit = WIDTH - MARGIN
    for i in reversed(range(len(row))):
        xs[i] = min(xs[i], limit - halves[i])
        limit = xs[i] - halves[i] - MARGIN
    found: dict[str, Box] = {}
    for entry, x in zip(row, xs, strict=True):
        box = boxes[entry.name]
        found[entry.name] = Box(entry.name, x, top + box.height / 2, box.width, box.height, box.lines)
    return found
