"""Words beside arrows touch neither discs nor each other; the rest goes into the key."""

from __future__ import annotations

import itertools
import math

import pytest

from unspiral.loop.model import Input
from unspiral.loop.picture.arrows import curves
from unspiral.loop.picture.labels import BADGE, Badge, Label, labels
from unspiral.loop.picture.places import WIDTH, Places, places

NAMES = ("pain", "depression", "sleep_problem", "activity", "stress", "fatigue", "disability", "support")
GIVEN = (Input("walking", ("pain",), "fading"), Input("duloxetine", ("pain", "depression"), "sustained"))


def worded(count: int, *, full: bool) -> tuple[Places, list[Label], list[Badge], int]:
    names = NAMES[:count]
    where = places(names, GIVEN)
    arrows = list(itertools.permutations(names, 2)) if full else [*itertools.pairwise(names), ("depression", "pain")]
    inputs = [(entry.name, target) for entry in GIVEN for target in entry.targets]
    drawn = curves([(arrow, 3.0) for arrow in [*arrows, *inputs]], where)
    found, badges = labels(dict.fromkeys(arrows, "+ after about 2 days"), drawn, where, where.height)
    return where, found, badges, len(arrows)


@pytest.mark.parametrize(("count", "full"), [(2, False), (2, True), (3, True), (5, True), (5, False), (8, False)])
def test_words_are_readable_or_in_the_key(count: int, full: bool) -> None:
    where, found, badges, arrows = worded(count, full=full)
    assert len(found) + len(badges) == arrows
    assert len({item.arrow for item in [*found, *badges]}) == arrows
    assert [badge.number for badge in badges] == list(range(1, len(badges) + 1))
    for i, label in enumerate(found):
        assert label.width / 2 <= label.x <= WIDTH - label.width / 2
        assert label.height / 2 <= label.y <= where.height - label.height / 2
        for disc in where.discs.values():
            dx = max(0.0, abs(label.x - disc.x) - label.width / 2)
            dy = max(0.0, abs(label.y - disc.y) - label.height / 2)
            assert math.hypot(dx, dy) >= disc.radius
        for other in [*found[:i], *where.boxes.values()]:
            assert abs(label.x - other.x) >= (label.width + other.width) / 2 or abs(label.y - other.y) >= (label.height + other.height) / 2


def test_a_pair_needs_no_key() -> None:
    _, found, badges, _ = worded(2, full=True)
    assert [label.lines for label in found] == [("+ after about 2 days",)] * 2
    assert badges == []
    assert found[0].y < found[1].y  # pain -> depression above, the way back below


def test_numbers_do_not_cover_each_other() -> None:
    _, _, badges, _ = worded(5, full=True)
    assert badges
    assert all(math.dist((a.x, a.y), (b.x, b.y)) >= 1.6 * BADGE for a, b in itertools.combinations(badges, 2))


def test_arrows_without_words_get_none() -> None:
    where = places(("pain", "depression"), ())
    drawn = curves([(("pain", "depression"), 3.0)], where)
    assert labels({}, drawn, where, where.height) == ([], [])
    assert labels({("pain", "depression"): ""}, drawn, where, where.height) == ([], [])
