"""Where loadings, levels and what inputs do are kept, also where states take turns."""

from __future__ import annotations

import pytest

from unspiral.learn.measured import effects, levels, loadings
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_each_row_of_an_indicator_has_its_loading_and_its_level() -> None:
    rows, reads = [[0], [1, 3], [2]], (0, 1, 1, 4)
    found = loadings(("a", "b"), ("x", "y", "z"), (0, 1, 1), (1,), 5, rows, reads)
    assert found == [("loading:b=z", "points/point", "loading", ((2, 1), (2, 5)))]
    turned = loadings(("b",), ("z", "y"), (0, 0), (0,), 5, [[0], [1, 3]], (0, 1, 1, 4))
    assert turned == [("loading:b=y", "points/point", "loading", ((1, 1), (3, 4), (1, 5), (3, 5)))]
    assert levels(("x", "y"), (), ("gaussian", "ordinal"), [[0], [1]]) == [("level:x", "points", "level", ((0, 0),))]
    means = levels(("x", "y"), (0.0, 6.0), ("gaussian", "ordinal"), [[0, 2], [1]])
    assert [m[0] for m in means] == ["mean:x[0]", "mean:x[6]", "mean:y[6]"]
    assert means[1][3] == ((1, 0), (1, 2))


def test_inputs_act_as_they_are_declared() -> None:
    loop = parse("a -> b\nhit => a (impulse)\nhold => b (sustained)\nwalk => b (fading)")
    found = effects(loop, ("walk",), ("hit", "walk"), ("hold",), "day", ("points", "points"))
    assert found == [
        ("input:hit->a", "points", "impulse", ((0, 0),)),
        ("input:hold->b", "points/day", "press", ((1, 0),)),
        ("input:walk->b", "points/day", "drift", ((1, 2),)),
    ]
