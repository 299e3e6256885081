"""Fits side by side as pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.comparison import Comparison, Difference, LeaveFuture, Standing
from unspiral.show.comparison_chart import cost_picture, cost_title, future_picture, gap_picture, gap_title, verdict_on

pytestmark = pytest.mark.unit

GAP = Difference("both", "one", 9.0, 3.0, 40)


def future(scores: list[float], times: list[float] | None = None) -> LeaveFuture:
    at = times or [4.0, 5.0, 6.0, 7.0]
    return LeaveFuture(1, (3.0, 5.0), (True, True), ("a",) * len(at), np.array(at), np.array(scores), False)


def made() -> Comparison:
    standings = (Standing("one", -103.0, 13, 232.0, 250.0, 0.1), Standing("both", -100.0, 14, 228.0, 252.0, 0.9))
    ahead = {"one": future([-1.0, -1.0, -1.0, -1.0]), "both": future([-0.5, -1.5, 0.0, -0.5])}
    return Comparison(standings, (), "both", "one", "day", future=ahead, by_future=(Difference("both", "one", 1.5, 1.0, 4),))


@pytest.mark.parametrize(
    ("gap", "word"),
    [
        (GAP, "better"),
        (replace(GAP, elpd=-9.0), "worse"),
        (replace(GAP, elpd=5.9), "cannot be told"),
        (replace(GAP, se=None), "cannot be told"),
        (replace(GAP, count=9), "cannot be told"),
    ],
)
def test_two_standard_errors_and_ten_comparisons(gap: Difference, word: str) -> None:
    assert verdict_on(gap) == word


def test_the_title_claims_no_more() -> None:
    assert gap_title([GAP], "people") == "Foretelling people: “both” does better than “one”"
    assert gap_title([replace(GAP, elpd=1.0)], "people") == "Foretelling people: “both” and “one” cannot be told apart"


def test_differences_with_their_errors() -> None:
    picture = gap_picture([GAP, replace(GAP, name="third", elpd=-1.0)], "people", "people")
    words = checked(picture)
    assert "both against one: +9.0 ± 3.0" in words
    assert picture.svg.count("<circle") == 2
    assert picture.svg.count('class="uc-paper"') == 1  # hollow: cannot be told apart
    assert picture.table.rows[0] == ("both − one", "+9.00", "3.00", "40", "better")


def test_a_long_name_leaves_room_for_its_numbers() -> None:
    picture = gap_picture([replace(GAP, name="a_very_long_name_" * 6)], "people", "people")
    words = checked(picture).split("|")
    assert words[0].endswith("…: +9.0 ± 3.0")
    assert len(words[0]) < 60


def test_costs_above_the_lowest() -> None:
    found = made()
    picture = cost_picture(found)
    words = checked(picture)
    assert "one: AIC +4.0, BIC lowest" in words
    assert "both: AIC lowest, BIC +2.0" in words
    assert cost_title(found) == "AIC weakly prefers “both”, BIC weakly prefers “one”"
    agreed = replace(found, standings=(found.standings[0], replace(found.standings[1], bic=200.0)))
    assert cost_title(agreed) == "AIC weakly prefers “both”, BIC prefers “both”"


def test_the_future_gathers_over_time() -> None:
    picture = future_picture(made())
    words = checked(picture)
    assert "both" in words
    assert picture.title == "What comes next: “both” ends 1.5 above “one”"
    assert picture.table.rows == (("4", "+0.50"), ("5", "0.00"), ("6", "+1.00"), ("7", "+1.50"))
    assert "log score gathered" in words


def test_occasions_that_one_could_not_score_do_not_count() -> None:
    found = made()
    ahead = {**found.future, "one": future([-1.0, np.nan, -1.0, -1.0])}
    picture = future_picture(replace(found, future=ahead))
    checked(picture)
    assert picture.table.rows == (("4", "+0.50"), ("6", "+1.50"), ("7", "+2.00"))
