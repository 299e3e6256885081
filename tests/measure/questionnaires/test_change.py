"""How much changed, beside published figures; where there is none, that is said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure.questionnaires.change import FORMULA, NO_FIGURE, change, reliable_change
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def test_points_and_percent_side_by_side() -> None:
    found = change("rmdq24", 12, 2)
    assert (found.points, round(found.percent or 0)) == (10, 83)
    assert [(each.by, each.figure, each.reached) for each in found.judged] == [("points", 5, True), ("percent", 30, True)]
    assert found.judged[0].support.sources == ("ostelo2008",)
    small = change("rmdq24", 12, 9)
    assert [each.reached for each in small.judged] == [False, False]


def test_phq9_has_both_kinds() -> None:
    found = change("phq9", 14, 8)
    assert [(each.kind, each.reached, each.support.evidence) for each in found.judged] == [
        ("reliable_change", True, "verified_1_source"),
        ("clinically_meaningful", True, "unverified"),
    ]
    assert not any(NO_FIGURE in said for said in found.said)


def test_no_figure_is_said() -> None:
    found = change("phq8", 14, 8)
    assert found.judged == ()
    assert sum(NO_FIGURE in said for said in found.said) == 2
    assert sum(NO_FIGURE in said for said in change("gad7", 14, 8).said) == 1


def test_no_percentage_of_0() -> None:
    found = change("rmdq24", 0, 6)
    assert found.percent is None
    assert [each.reached for each in found.judged] == [True, None]
    assert any("no percentage" in said for said in found.said)


@given(st.integers(0, 27), st.integers(0, 27))
def test_size_alone_counts(before: int, after: int) -> None:
    found = change(instrument("phq9"), before, after)
    assert found.points == before - after
    assert all(each.reached == (abs(before - after) >= each.figure) for each in found.judged)


def test_the_relative_figure_is_exact() -> None:
    assert [each.reached for each in change("nrs_pain", 10, 7).judged] == [True, True]
    assert [each.reached for each in change("peg", 6.7, 4.7).judged] == [False]  # 29.85 %


@pytest.mark.parametrize(("before", "after"), [(28, 1), (1, -1), (math.nan, 1), (1, math.inf)])
def test_no_scores(before: float, after: float) -> None:
    with pytest.raises(DataError, match="is no score of phq9"):
        change("phq9", before, after)


def test_reliable_change() -> None:
    assert reliable_change(5.0, 0.89) == pytest.approx(1.96 * math.sqrt(2 * (1 - 0.89)) * 5.0)
    assert FORMULA.evidence == "unverified"
    for sd, reliability in ((0, 0.5), (5, 1.5), (math.nan, 0.5)):
        with pytest.raises(DataError):
            reliable_change(sd, reliability)


@pytest.mark.parametrize(("name", "before", "after"), [("tsk17", 40, 30), ("promis_depression_8a", 60, 50), ("global_change", -2, 2)])
def test_no_percentage_without_a_zero(name: str, before: float, after: float) -> None:
    found = change(name, before, after)
    assert found.percent is None
    assert "This scale has no zero, so there is no percentage." in found.said


def test_t_scores_have_limits() -> None:
    assert change("promis_depression_8a", 0, 120).points == -120
    for wrong in (-1, 121):
        with pytest.raises(DataError, match="go from 0 to 120"):
            change("promis_depression_8a", wrong, 50)


def test_a_rating_of_change_is_judged_by_itself() -> None:
    assert [each.reached for each in change("global_change", 2, 2).judged] == [True]
    assert [each.reached for each in change("global_change", 3, -1).judged] == [False]
    assert [each.reached for each in change("global_change", 0, -3).judged] == [False]
    assert any("the later rating itself" in said for said in change("global_change", 0, 2).said)
