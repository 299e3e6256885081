from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.chart import checked
from tests.show.policies_made import comparison

from unspiral.show.population_area_chart import LAYERS, area_picture, panels_of

pytestmark = pytest.mark.unit


def test_three_shares_side_by_side_with_every_state_named() -> None:
    picture = area_picture(comparison())
    assert picture is not None
    words = checked(picture)
    assert all(f"{share} % causal" in words for share in (0, 50, 100)) and all(layer.words in words for layer in LAYERS)
    assert picture.title == "With nothing else done, 22 % have chronic pain and 5.0 % depression after 2 years"
    # Of the living 0.22 have chronic pain, 0.05 of them depression; a hundredth has died by the end.
    last = picture.table.rows[-1]
    assert last[0] == "week 104, 100 % causal"
    assert [float(cell) for cell in last[1:]] == pytest.approx([1.09, 20.69, 3.86, 7.52, 1.0], abs=0.01)


def test_other_populations_have_no_such_picture() -> None:
    found = comparison()
    assert area_picture(replace(found, now=tuple(replace(now, state={"sleep:bad": now.state["life:dead"]}) for now in found.now))) is None
    one, two, three = panels_of(3, 360.0, (0.0, 10.0), (0.0, 1.0), 10.0, 100.0)
    assert one.right < two.left and two.right < three.left <= three.right <= 360.0
    assert one.right - one.left == pytest.approx(three.right - three.left)
