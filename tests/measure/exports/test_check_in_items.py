"""The questions of the check-in in exports are those that are asked."""

from __future__ import annotations

import pytest

from unspiral.measure.exports.check_in_items import check_in

pytestmark = pytest.mark.unit


def test_it_is_a_questionnaire_without_a_score() -> None:
    made = check_in()
    assert made.scoring.method == "none"
    assert [item.id for item in made.items][:5] == ["pain", "mood", "sleep", "activity", "stress"]
    assert made.items[0].text == "How strong was your back pain today, on the whole?"
    assert (made.items[0].low, made.items[0].high) == (0, 10)
