from __future__ import annotations

import pytest
from tests.show.chart import checked
from tests.show.policies_made import comparison

from unspiral.show.population_tornado_chart import tornado_picture

pytestmark = pytest.mark.unit


def test_the_widest_bar_is_on_top_and_the_causal_share_among_them() -> None:
    found = comparison()
    (tornado,) = found.policies[0].tornados
    picture = tornado_picture(found, found.policies[0], tornado)
    words = checked(picture)
    assert words.index("part of the links") < words.index("care, depression ends") < words.index("depression begins")
    assert picture.title.endswith("Weeks with chronic pain: part of the links that is causal moves the difference most")
    assert picture.table.rows[0] == ("part of the links that is causal", "0 to 1", "0", "−3000", "3000")
    assert "held at 50 % causal" in picture.caption
