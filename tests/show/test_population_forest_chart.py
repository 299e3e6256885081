from __future__ import annotations

from xml.etree import ElementTree

import pytest
from tests.show.chart import checked
from tests.show.policies_made import comparison

from unspiral.show.population_forest_chart import forest_picture

pytestmark = pytest.mark.unit


def test_every_policy_has_three_rows_in_the_order_asked_for() -> None:
    found = comparison()
    picture = forest_picture(found, "weeks:depression:episode")
    words = checked(picture)
    assert words.count("% causal") == 6 and words.index("Care of the one kind") < words.index("Care of the other kind")
    assert picture.title == "Weeks with depression: fewer would be expected with each of these policies, at every causal share"
    assert [row[0] for row in picture.table.rows] == [policy.label for policy in found.policies]
    assert picture.table.rows[0][-1] == "fewer" and "no rank" in picture.caption


def test_what_cannot_be_told_is_hollow_and_said() -> None:
    picture = forest_picture(comparison(1), "weeks:pain:chronic")
    assert picture.title == "Weeks with chronic pain: cannot tell with Care of the one kind for people with back pain and depression"
    dots = [e for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("circle")]
    assert [dot.get("fill") for dot in dots] == ["#FFFFFF", "currentColor", "currentColor"]  # nothing at all at 0 %
    assert picture.table.rows[0][1] == "no difference"
    cost = forest_picture(comparison(1), "cost")
    checked(cost)
    assert cost.table.rows[0][1].startswith("+7")
