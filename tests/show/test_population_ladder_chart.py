from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.chart import checked

from unspiral.evidence.attributable_file import observed_ladder
from unspiral.show.population_ladder_chart import ladder_picture

pytestmark = pytest.mark.unit


def test_rungs_as_twins_showed_them() -> None:
    picture = ladder_picture(observed_ladder())
    assert picture is not None
    words = checked(picture)
    assert "identical pairs: 100 % shared" in words and "hollow" not in picture.caption
    assert "cannot tell the shares apart" not in picture.caption  # nothing was simulated
    assert (
        picture.title == "Odds ratio of back pain with depression: 1.64 in all people, 0.92 in identical pairs (an interval that holds 1)"
    )
    assert picture.table.rows[-1] == ("identical pairs", "100 %", "0.92 (0.42 to 2.05)", "E053")


def test_what_is_simulated_stands_beside_it() -> None:
    rungs = tuple(replace(rung, simulated=((0.0, 1.1), (0.5, 1.3), (1.0, 1.6))) for rung in observed_ladder())
    picture = ladder_picture(rungs)
    assert picture is not None
    checked(picture)
    assert picture.table.header[3:6] == ("simulated, 0 % causal", "simulated, 50 % causal", "simulated, 100 % causal")
    assert picture.table.rows[0][3:6] == ("1.10", "1.30", "1.60") and "hollow" in picture.caption
    assert "cannot tell the shares apart" in picture.caption and "also at 100 %" in picture.caption
    apart = tuple(replace(rung, simulated=((0.0, 1.1), (1.0, 2.6))) for rung in observed_ladder())
    drawn = ladder_picture(apart)
    assert drawn is not None and "cannot tell the shares apart" not in drawn.caption
    assert ladder_picture(()) is None
