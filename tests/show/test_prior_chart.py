from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from unspiral.show.prior_chart import density, link_prior_picture

pytestmark = pytest.mark.unit
PRIOR = 0.5 * np.random.default_rng(1).standard_normal(4000)


def test_the_title_says_how_far_the_answers_moved_it() -> None:
    narrow, middling, same = (0.2 + s * np.random.default_rng(2).standard_normal(2000) for s in (0.1, 0.35, 0.5))
    titles = [link_prior_picture(("pain", "depression"), PRIOR, after, "1/day").title for after in (narrow, middling, same)]
    assert titles == [
        "Pain → depression: the answers say much beyond the prior",
        "Pain → depression: the answers say something beyond the prior",
        "Pain → depression: the answers say next to nothing beyond the prior",
    ]


def test_the_picture_is_whole_and_its_numbers_stand_in_a_table() -> None:
    after = 0.2 + 0.1 * np.random.default_rng(3).standard_normal(2000)
    found = link_prior_picture(("pain", "depression"), PRIOR, after, "1/day")
    assert ET.fromstring(found.svg).tag.endswith("svg")
    assert "1/day" in found.svg and "before" in found.svg and "after the answers" in found.svg
    assert [r[0] for r in found.table.rows] == ["before (prior)", "after (posterior)"]
    assert found.table.rows[1][3] == "98 %" or found.table.rows[1][3].startswith("97")


def test_the_density_is_that_of_a_normal_law() -> None:
    at = np.linspace(-2.0, 2.0, 81)
    found = density(0.5 * np.random.default_rng(4).standard_normal(200_000), at)
    true = np.exp(-0.5 * (at / 0.5) ** 2) / (0.5 * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(found, true, atol=0.02)
    assert np.sum(found) * (at[1] - at[0]) == pytest.approx(1.0, abs=0.01)
