"""Words beside the arrows, where they touch neither discs nor each other; what finds no room goes into a key below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspiral.loop.picture.arrows import Arrow, Curve, Point
from unspiral.loop.picture.places import WIDTH, Places
from unspiral.loop.picture.words import LINE, width, wrap

SIZE = 19.0
_UNREADABLE = 30.0
_MANY = 40  # with more arrows than this, no words stand beside them
BADGE = 13.0  # radius of a number that points into the key
_ROOMS = (220.0, 150.0, 108.0)  # widths at which words are broken, from one line to a narrow column
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside one arrow; ``x`` and ``y`` are their middle."""

    arrow: Arrow
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Badge:
    """A number on an arrow, with its words in the key."""

    arrow: Arrow
    number: int
    text: str
    x: float
    y: float


def labels(words: Mapping[Arrow, str], drawn: Sequence[Curve], places: Places, floor: float) -> tuple[list[Label], list[Badge]]:
    """Find a place for the words of every arrow.

    Args:
        words: arrow -> its words; arrows without words are left out.
        drawn: all arrows, also those without words, because words should not lie on them.
        places: discs and boxes.
        floor: height of the picture so far; words stay above it.

    Returns:
        Words that found a place of their own, and numbers for those that did not.
    """
    placed: list[Label] = []
    homeless: list[Curve] = []
    line_points = [(curve.arrow, point) for curve in drawn for point in (*curve.points(), *curve.head)]
    for curve in drawn:
        if not words.get(curve.arrow):
            continue
        if len(drawn) > _MANY:
            homeless.append(curve)
            continue
        tried = _tried(words[curve.arrow], curve)
        costs = [_cost(label, line_points, placed, places, floor) for label in tried]
        best = min(range(len(tried)), key=lambda i: costs[i] + 0.4 * i)
        if costs[best] < _UNREADABLE:
            placed.append(tried[best])
        else:
            homeless.append(curve)
    return placed, _badges(homeless, words, placed, places)


def _tried(text: str, curve: Curve) -> list[Label]:
    found: list[Label] = []
    for room in _ROOMS:
        lines = tuple(wrap(text, SIZE, room))
        wide = max(width(line, SIZE) for line in lines)
        high = len(lines) * SIZE * LINE
        for t in _ALONG:
            for side in (1.0, -1.0):
                (x, y), (nx, ny) = curve.at(t), curve.normal(t)
                off = 5 + curve.thick / 2 + abs(nx) * wide / 2 + abs(ny) * high / 2
                found.append(Label(curve.arrow, lines, x + side * nx * off, y + side * ny * off, wide, high))
    return found


def _cost(label: Label, line_points: Sequence[tuple[Arrow, Point]], placed: Sequence[Label], places: Places, floor: float) -> float:
    """0 is perfect; from _UNREADABLE on the words would be hard to read or to tell apart."""
    half_w, half_h = label.width / 2, label.height / 2
    cost = 0.0
    for disc in places.discs.values():
        dx, dy = max(0.0, abs(label.x - disc.x) - half_w), max(0.0, abs(label.y - disc.y) - half_h)
        cost += 200.0 * (math.hypot(dx, dy) < disc.radius + 4)
    for box in places.boxes.values():
        cost += 200.0 * _touch(label, box.x, box.y, box.width, box.height)
    for other in placed:
        cost += 200.0 * _touch(label, other.x, other.y, other.width, other.height)
    cost += 200.0 * (label.x - half_w < 4 or label.x + half_w > WIDTH - 4 or label.y - half_h < 2 or label.y + half_h > floor - 2)
    for arrow, (x, y) in line_points:
        if abs(x - label.x) < half_w + 2 and abs(y - label.y) < half_h:
            cost += 6.0 if arrow == label.arrow else 12.0
    return cost


def _touch(label: Label, x: float, y: float, wide: float, high: float) -> bool:
    return abs(label.x - x) < (label.width + wide) / 2 + 4 and abs(label.y - y) < (label.height + high) / 2 + 2


def _badges(homeless: Sequence[Curve], words: Mapping[Arrow, str], placed: Sequence[Label], places: Places) -> list[Badge]:
    found: list[Badge] = []
    for number, curve in enumerate(homeless, start=1):
        spots = [curve.at(0.15 + 0.7 * i / 28) for i in range(29)]
        spots.sort(key=lambda spot: _crowd(spot, curve, found, placed, places))
        x, y = spots[0]
        found.append(Badge(curve.arrow, number, words[curve.arrow], x, y))
    return found


def _crowd(spot: Point, curve: Curve, badges: Sequence[Badge], placed: Sequence[Label], places: Places) -> float:
    x, y = spot
    crowd = sum(max(0.0, 2 * BADGE + 2 - math.hypot(x - other.x, y - other.y)) for other in badges)
    crowd += sum(max(0.0, disc.radius + BADGE + 2 - math.hypot(x - disc.x, y - disc.y)) for disc in places.discs.values())
    crowd += sum(abs(x - b.x) < b.width / 2 + BADGE and abs(y - b.y) < b.height / 2 + BADGE for b in places.boxes.values()) * BADGE
    crowd += sum(abs(x - l.x) < l.width / 2 + BADGE and abs(y - l.y) < l.height / 2 + BADGE for l in placed) * BADGE
    middle = curve.at(0.5)
    return crowd + 0.01 * math.hypot(x - middle[0], y - middle[1])
