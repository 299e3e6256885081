"""Discs and boxes stand in fixed places and do not touch."""

from __future__ import annotations

import math

import pytest

from unspiral.loop.model import Input
from unspiral.loop.picture.places import WIDTH, Places, places

NAMES = (
    "stress",
    "depression",
    "sleep_problem",
    "pain",
    "activity",
    "fatigue",
    "disability",
    "fear_avoidance",
    "support",
    "anger",
    "alcohol",
)
INPUTS = (
    Input("walking", ("pain",), "fading"),
    Input("sleep_therapy_in_a_group", ("depression",), "sustained"),
    Input("a", ("pain", "depression"), "impulse"),
    Input("b", ("stress",), "impulse"),
)


def laid_out(count: int, given: int = 4) -> Places:
    names = (
        [n for n in NAMES if n in {"pain", "depression", "stress"}][:1]
        if count == 1
        else ("pain", "depression", *(n for n in NAMES if n not in {"pain", "depression"}))
    )
    names = tuple(names)[:count]
    return places(names, tuple(Input(i.name, tuple(t if t in names else names[-1] for t in i.targets), i.kind) for i in INPUTS[:given]))


@pytest.mark.parametrize("count", range(2, 12))
def test_pain_stands_left_and_mood_right_whatever_the_order(count: int) -> None:
    discs = laid_out(count).discs
    assert discs["pain"].x == min(d.x for d in discs.values())
    assert discs["depression"].x == max(d.x for d in discs.values())
    assert discs["pain"].y == discs["depression"].y
    turned = places(tuple(reversed(tuple(discs))), ()).discs
    assert turned["pain"].x < turned["depression"].x


def test_without_pain_and_mood_the_first_stands_left() -> None:
    discs = places(("cheerful", "stress"), ()).discs
    assert discs["cheerful"].x < discs["stress"].x
    discs = places(("depression", "stress"), ()).discs
    assert discs["stress"].x < discs["depression"].x


def test_two_kinds_of_pain() -> None:
    discs = places(("back_pain", "neck_pain"), ()).discs
    assert discs["back_pain"].x < discs["neck_pain"].x


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("given", range(5))
def test_nothing_touches_and_nothing_leaves_the_picture(count: int, given: int) -> None:
    where = laid_out(count, given)
    discs, boxes = list(where.discs.values()), list(where.boxes.values())
    assert (len(discs), len(boxes)) == (count, given)
    for i, disc in enumerate(discs):
        assert disc.radius <= disc.x <= WIDTH - disc.radius
        assert disc.radius <= disc.y <= where.height - disc.radius
        assert all(math.dist((disc.x, disc.y), (o.x, o.y)) >= disc.radius + o.radius + 16 for o in discs[:i])
    for i, box in enumerate(boxes):
        assert box.width / 2 <= box.x <= WIDTH - box.width / 2
        assert box.height / 2 <= box.y <= where.height - box.height / 2
        assert all(abs(box.y - d.y) >= box.height / 2 + d.radius for d in discs if abs(box.x - d.x) < box.width / 2 + d.radius)
        assert all(abs(box.x - o.x) >= (box.width + o.width) / 2 or abs(box.y - o.y) >= (box.height + o.height) / 2 for o in boxes[:i])


def test_small_loops_fit_a_small_canvas() -> None:
    assert laid_out(2, 0).height <= 420
    assert laid_out(3, 0).height <= 420


def test_an_input_stands_near_what_it_acts_on() -> None:
    where = places(("pain", "depression", "sleep"), (Input("therapy", ("sleep",), "sustained"), Input("walking", ("pain",), "fading")))
    assert where.boxes["therapy"].y < where.discs["sleep"].y
    assert where.boxes["walking"].y > where.discs["pain"].y
    assert where.boxes["walking"].x < WIDTH / 3
