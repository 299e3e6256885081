from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked
from tests.show.policies_made import comparison

from unspiral.show.population_course_chart import course_picture

pytestmark = pytest.mark.unit


def test_three_panels_and_the_word_of_all_of_them() -> None:
    found = comparison()
    mood = course_picture(found, found.policies[0], "depression:episode")
    words = checked(mood)
    assert all(f"{share} % causal" in words for share in (0, 50, 100)) and "people, per 100\u202f000" in words
    assert mood.title.endswith("fewer people with depression, at every causal share")
    pain = course_picture(found, found.policies[0], "pain:chronic")
    assert pain.title.endswith("whether fewer or more people with chronic pain, it cannot tell")
    assert pain.table.rows[-1][1:] == ("no difference", "−10.4 (−14.6 to −6.2)", "−21 (−29 to −12)")
    assert "40 draws" in pain.caption


def test_without_draws_there_is_no_band() -> None:
    found = comparison()
    arms = tuple(
        replace(arm, gaps=tuple(replace(gap, low=np.full(3, np.nan), high=np.full(3, np.nan)) for gap in arm.gaps))
        for arm in found.policies[0].arms
    )
    bare = replace(found, draws=0)
    picture = course_picture(bare, replace(found.policies[0], arms=arms, week=12), "depression:episode")
    checked(picture)
    assert "no band: nothing was drawn" in picture.caption and "begins in week 12" in picture.caption
    assert picture.table.rows[-1][1] == "−210"
