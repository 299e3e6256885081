"""Declared episodes as a picture: courses as rows of boxes, hazards as arrows, and what one course does to another in colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspiral.act.population.naming import basis_words, besides_words, condition_words, state_words
from unspiral.loop.episodes import Course, Episodes, Hazard, Ratio
from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import cut, spoken, wrap
from unspiral.show.model import Picture, Table
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, WIDE, Point, frame, hued, line, number, path, tag, text
from unspiral.show.words import start

EDGE, BOX, HEAD, LINE = 8.0, 32.0, 26.0, 16.0  # margin; height of a box, of a row's name, of a line of words
SLIM, FAR = 48.0, 84.0  # room beside the middle of a row, without and with an arrow over a box
OVER = 58.0  # how far an arrow over a box in between bends aside
BADGE = 8.5


@dataclass(frozen=True, slots=True)
class Push:
    """What the state of one course does to a hazard of another: an arrow with a number on it."""

    number: int
    hue: Hue
    cause: str
    states: tuple[str, ...]
    hazard: Hazard
    ratio: Ratio


def episode_picture(episodes: Episodes) -> Picture:
    """Draw a declaration.

    Args:
        episodes: declared.

    Source: tests/show/test_episode_picture.py.
    """
    pushes = pushes_of(episodes)
    conditions = [spoken(course.name) for course in episodes.courses if course.process]
    what = " and ".join(conditions) if conditions else episodes.name
    title = f"{start(what)} as episodes: {len(episodes.hazards)} hazards, {len(pushes)} of their ratios hang on another course"
    described = " ".join([*(_said_hazard(h) for h in episodes.hazards), *(_said_push(episodes, push) for push in pushes)])
    caption = (
        "Each row is a course: everybody is in one of its boxes at any time. Grey arrows are hazards, in events a year for one to whom "
        "none of the ratios applies; coloured arrows with a number multiply a hazard while the state they come from lasts. What age, sex "
        "and earlier episodes multiply, and where every number comes from, stands in the table."
    )
    return Picture(title, _drawn(episodes, pushes, NARROW, title, described), caption, episode_table(episodes),
                   _drawn(episodes, pushes, WIDE, title, described))  # fmt: skip


def pushes_of(episodes: Episodes) -> tuple[Push, ...]:
    """Every ratio that the state of a course stands behind, numbered in the order of the hazards."""
    out: list[Push] = []
    for hazard in episodes.hazards:
        for ratio in hazard.ratios:
            if ratio.of in ("age", "sex", "earlier"):
                continue
            course = episodes.course(ratio.of)
            out.append(Push(len(out) + 1, hue_of(course.process or "treatment"), ratio.of, ratio.among, hazard, ratio))
    return tuple(out)


def episode_table(episodes: Episodes) -> Table:
    """Every number with what it is and where it comes from."""
    rows: list[tuple[str, ...]] = []
    for hazard in episodes.hazards:
        way = f"{' or '.join(hazard.before)} → {hazard.after}"
        rows.append((hazard.name, way, f"{_figure(hazard.per_year)} a year", basis_words(hazard.basis)))
        for ratio in hazard.ratios:
            where = condition_words(episodes, ratio)
            link = f"; stands for the link {ratio.link.replace('->', ' → ')}" if ratio.link else ""
            rows.append((hazard.name, f"if {where}", f"× {_figure(ratio.factor)}", f"{basis_words(ratio.basis)}{link}"))
        rows += [(hazard.name, words, "", "part of the declaration") for words in besides_words(episodes, hazard)]
        for effect, loading in hazard.effects:
            said = f"people differ: × exp({_figure(loading)} z), z normal with deviation 1"
            rows.append((hazard.name, f"person effect '{effect}'", said, "part of the declaration"))
        if hazard.since:
            said = "; ".join(f"from day {day:g} × {factor:g}" for day, factor in hazard.since)
            rows.append((hazard.name, "time since the last move", said, basis_words(hazard.basis)))
    return Table(
        "Every number, with its source (rows of 'unspiral evidence')", ("hazard", "what", "number", "source"), tuple(rows), stack=True
    )


# Drawing -----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A state on the canvas, by its middle."""

    x: float
    y: float
    wide: float


def _drawn(episodes: Episodes, pushes: Sequence[Push], canvas: float, title: str, described: str) -> str:
    boxes, heights = _places(episodes, canvas)
    body: list[str] = []
    tips: dict[tuple[str, str], Point] = {}
    labels: list[str] = []
    for hazard in episodes.hazards:
        for before in hazard.before:
            shaft, tip, label = _hazard(episodes.course(hazard.course), hazard, before, boxes)
            body.append(shaft)
            tips[hazard.name, before] = tip
            labels.append(label)
    for course, top in zip(_rows(episodes), heights, strict=True):
        said = f" (episodes of {spoken(course.process)})" if course.process not in ("", course.name) else ""
        labels.append(text(f"{spoken(course.name)}{said}", EDGE, top + HEAD / 2, bold=True, halo=True))
    shafts, marks, taken = list[str](), list[str](), list[Point]()
    for push in pushes:
        shaft, mark = _push(push, boxes, tips[push.hazard.name, push.hazard.before[0]], taken)
        shafts.append(shaft)
        marks.append(mark)
    drawn = [_box(course, state, boxes[course.name, state]) for course in episodes.courses for state in course.states]
    bottom = max((box.y for box in boxes.values()), default=0.0) + FAR
    key: list[str] = []
    for push in pushes:
        for k, words in enumerate(wrap(_said_push(episodes, push), FONT, canvas - 2 * EDGE - 28.0)):
            if k == 0:
                key.append(hued(push.hue, _badge(push.number, EDGE + 10.0, bottom + LINE / 2)))
            key.append(text(words, EDGE + 26.0, bottom + LINE / 2, tone="quiet"))
            bottom += LINE
        bottom += 3.0
    paper = tag("rect", class_="uc-paper", fill="#FFFFFF", x=0, y=0, width=canvas, height=bottom + EDGE)
    return frame([paper, *shafts, *body, *drawn, *labels, *marks, *key], canvas, bottom + EDGE, title, described, "episodes")


def _places(episodes: Episodes, canvas: float) -> tuple[dict[tuple[str, str], Box], list[float]]:
    out: dict[tuple[str, str], Box] = {}
    heights: list[float] = []
    y = EDGE
    for course in _rows(episodes):
        heights.append(y)
        many = len(course.states)
        step = (canvas - 2 * EDGE) / many
        wide = min(step * 0.56, 130.0)
        above, below = _room(episodes, course)
        for k, state in enumerate(course.states):
            out[course.name, state] = Box(EDGE + step * (k + 0.5), y + HEAD + above, wide)
        y += HEAD + above + below
    return out, heights


def _rows(episodes: Episodes) -> list[Course]:
    """Conditions in the middle, what moves the first of them alone above, so that few arrows pass through a row."""
    conditions = [course for course in episodes.courses if course.process]
    rest = [course for course in episodes.courses if not course.process]
    if not conditions:
        return rest
    moved = {course.name: {push.hazard.course for push in pushes_of(episodes) if push.cause == course.name} for course in rest}
    above = [course for course in rest if len(conditions) > 1 and moved[course.name] == {conditions[0].name}]
    return [*above, *conditions, *(course for course in rest if course not in above)]


def _room(episodes: Episodes, course: Course) -> tuple[float, float]:
    """Room above and below the middles of a row's boxes: more where an arrow passes over a box."""
    above = below = SLIM
    for hazard in episodes.hazards:
        for before in hazard.before if hazard.course == course.name else ():
            way = course.states.index(hazard.after) - course.states.index(before)
            above, below = (FAR, below) if way > 1 else (above, FAR) if way < -1 else (above, below)
    return above, below


def _hazard(course: Course, hazard: Hazard, before: str, boxes: dict[tuple[str, str], Box]) -> tuple[str, Point, str]:
    """An arrow from box to box; to the right it passes above, to the left below. Its middle is where pushes point."""
    one, other = boxes[course.name, before], boxes[course.name, hazard.after]
    apart = abs(course.states.index(before) - course.states.index(hazard.after))
    side = 1.0 if other.x > one.x else -1.0
    above = -side
    words = f"{_figure(hazard.per_year)}/year"
    if apart == 1:
        start = (one.x + side * one.wide / 2, one.y + above * 7.0)
        end = (other.x - side * (other.wide / 2 + 2), other.y + above * 7.0)
        middle = ((start[0] + end[0]) / 2, start[1])
        points = [start, end]
        label = (middle[0], one.y + above * (BOX / 2 + 10.0))
    else:
        start, end = (one.x, one.y + above * BOX / 2), (other.x, other.y + above * (BOX / 2 + 2))
        bend = ((start[0] + end[0]) / 2, one.y + above * (BOX / 2 + OVER))
        points = _curve(start, bend, end)
        middle = points[len(points) // 2]
        label = (middle[0], middle[1] + above * 11.0)
    quiet = TONES_LIGHT["quiet"]
    shaft = tag("path", class_="uc-line-quiet", d=path(points), fill="none", stroke=quiet, stroke_width=1.6)
    shaft += tag("path", class_="uc-quiet", d=_head(points), fill=quiet)
    return shaft, middle, text(words, *label, anchor="middle", tone="quiet", halo=True)


def _push(push: Push, boxes: dict[tuple[str, str], Box], tip: Point, taken: list[Point]) -> tuple[str, str]:
    box = boxes[push.cause, push.states[-1]]
    down = 1.0 if tip[1] > box.y else -1.0
    # Several arrows leave one box side by side.
    start = (box.x + ((push.number % 5) - 2) * 9.0, box.y + down * BOX / 2)
    end = (tip[0] + ((push.number % 3) - 1) * 6.0, tip[1] - down * 4.0)
    bend = ((start[0] + end[0]) / 2 + (18.0 if push.number % 2 else -18.0), (start[1] + end[1]) / 2)
    points = _curve(start, bend, end)
    at = _free(points[3:21], taken, boxes)
    taken.append(at)
    return hued(push.hue, line(points, width=2.2, opacity=0.85) + tag("path", d=_head(points), fill="currentColor")), hued(
        push.hue, _badge(push.number, *at)
    )


def _free(points: Sequence[Point], taken: Sequence[Point], boxes: dict[tuple[str, str], Box]) -> Point:
    """Where on its arrow a number stands farthest from other numbers and from boxes."""

    def room(at: Point) -> float:
        numbers = [math.hypot(at[0] - x, at[1] - y) for x, y in taken]
        edges = [max(abs(at[0] - b.x) - b.wide / 2, abs(at[1] - b.y) - BOX / 2) for b in boxes.values()]
        return min([*numbers, *(2.0 * edge for edge in edges)])

    return max(points, key=room)


def _curve(start: Point, bend: Point, end: Point) -> list[Point]:
    t = np.linspace(0.0, 1.0, 25)
    x, y = ((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c for a, b, c in zip(start, bend, end, strict=True))
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _head(points: Sequence[Point]) -> str:
    """Outline of an arrow's head."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    angle = math.atan2(y1 - y0, x1 - x0)
    wings = [(x1 - 8.0 * math.cos(angle + turn), y1 - 8.0 * math.sin(angle + turn)) for turn in (0.42, -0.42)]
    d = f"M{number(x1)} {number(y1)}" + "".join(f"L{number(x)} {number(y)}" for x, y in wings) + "Z"
    return d


def _badge(k: int, x: float, y: float) -> str:
    return tag("circle", fill="currentColor", cx=x, cy=y, r=BADGE) + tag(
        "text", str(k), class_="uc-paper", fill="#FFFFFF", x=x, y=y + 0.35 * FONT, text_anchor="middle", font_weight="600"
    )


def _box(course: Course, state: str, box: Box) -> str:
    hue = hue_of(course.process) if course.process else None
    words = cut(spoken(state), FONT, box.wide - 6.0)
    ill = state in course.episode
    plain = ill or hue is None
    shape = tag(
        "rect", class_="uc-paper" if plain else "uc-band", fill="#FFFFFF" if plain else TONES_LIGHT["band"],
        rx=6, x=box.x - box.wide / 2, y=box.y - BOX / 2, width=box.wide, height=BOX,
    )  # fmt: skip
    x, y = box.x - box.wide / 2, box.y - BOX / 2
    edge = f"M{number(x + 6)} {number(y)}h{number(box.wide - 12)}a6 6 0 0 1 6 6v{number(BOX - 12)}a6 6 0 0 1 -6 6h{number(12 - box.wide)}"
    edge += f"a6 6 0 0 1 -6 -6v{number(12 - BOX)}a6 6 0 0 1 6 -6z"
    width = 2.6 if ill else 1.4
    if hue is None:
        group = shape + tag("path", class_="uc-line-quiet", d=edge, fill="none", stroke=TONES_LIGHT["quiet"], stroke_width=width)
    else:
        group = shape + hued(hue, tag("path", d=edge, fill="none", stroke="currentColor", stroke_width=width))
    return group + text(words, box.x, box.y, anchor="middle", bold=ill)


# Words -------------------------------------------------------------------------------------------------------------------------------


def _said_hazard(hazard: Hazard) -> str:
    return f"{hazard.name}: from {' or '.join(hazard.before)} to {hazard.after}, {_figure(hazard.per_year)} a year."


def _said_push(episodes: Episodes, push: Push) -> str:
    cause = " or ".join(state_words(episodes.course(push.cause), state) for state in push.states)
    source = push.ratio.basis.row or "assumed"
    return f"{cause}: {push.hazard.name} × {_figure(push.ratio.factor)} ({source})"


def _figure(value: complex) -> str:
    return f"{np.real(value):.3g}"
