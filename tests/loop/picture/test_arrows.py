"""Arrows keep apart, meet their discs, and go round the others."""

from __future__ import annotations

import itertools
import math

import pytest

from unspiral.loop.model import Input
from unspiral.loop.picture.arrows import curves
from unspiral.loop.picture.places import WIDTH, places

NAMES = ("pain", "depression", "sleep", "activity", "stress", "fatigue", "disability", "support")


@pytest.mark.parametrize("count", [2, 3, 5])
def test_every_arrow_begins_and_ends_at_its_discs(count: int) -> None:
    names = NAMES[:count]
    where = places(names, ())
    arrows = list(itertools.permutations(names, 2))
    drawn = curves([(arrow, 3.0) for arrow in arrows], where)
    assert [curve.arrow for curve in drawn] == arrows
    for curve in drawn:
        cause, affected = where.discs[curve.arrow[0]], where.discs[curve.arrow[1]]
        assert math.dist(curve.start, (cause.x, cause.y)) == pytest.approx(cause.radius + 5, abs=1)
        assert math.dist(curve.head[0], (affected.x, affected.y)) == pytest.approx(affected.radius + 5, abs=1)
        assert all(0 <= x <= WIDTH for x, _ in curve.points())


def test_both_directions_are_two_arcs_that_bow_to_their_own_side() -> None:
    where = places(("pain", "depression"), ())
    there, back = curves([(("pain", "depression"), 3.0), (("depression", "pain"), 3.0)], where)
    level = where.discs["pain"].y
    assert there.at(0.5)[1] < level - 40
    assert back.at(0.5)[1] > level + 40
    assert there.normal(0.5)[1] < 0 < back.normal(0.5)[1]


@pytest.mark.parametrize("count", range(3, 9))
def test_arrows_of_a_usual_loop_go_round_the_other_discs(count: int) -> None:
    names = NAMES[:count]
    where = places(names, ())
    arrows = [*itertools.pairwise(names), ("depression", "pain"), (names[-1], "depression"), ("pain", names[-1])]
    for curve in curves([(arrow, 3.0) for arrow in dict.fromkeys(arrows)], where):
        for name, disc in where.discs.items():
            if name not in curve.arrow:
                assert all(math.dist(point, (disc.x, disc.y)) > disc.radius for point in curve.points()), (curve.arrow, name)


def test_tips_at_one_disc_stand_apart() -> None:
    where = places(("pain", "depression"), (Input("a", ("pain", "depression"), "impulse"), Input("b", ("pain",), "fading")))
    drawn = curves([(arrow, 2.6) for arrow in [("depression", "pain"), ("a", "pain"), ("b", "pain"), ("a", "depression")]], where)
    tips = [curve.head[0] for curve in drawn if curve.arrow[1] == "pain"]
    assert all(math.dist(one, other) > 18 for one, other in itertools.combinations(tips, 2))


def test_a_thicker_arrow_has_a_larger_head() -> None:
    where = places(("pain", "depression"), ())
    thin, thick = (curves([(("pain", "depression"), w)], where)[0] for w in (1.6, 9.0))
    assert math.dist(thick.head[1], thick.head[2]) > math.dist(thin.head[1], thin.head[2])


def test_very_many_arrows_are_still_drawn() -> None:
    names = [f"p{i}" for i in range(12)]
    arrows = list(itertools.permutations(names, 2))
    assert len(curves([(arrow, 2.0) for arrow in arrows], places(names, ()))) == len(arrows)
