"""The chapter about fits side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.chart import checked
from tests.show.test_comparison_chart import GAP, made

from unspiral.records import Fit, Verdict
from unspiral.records.comparison import RatioTest
from unspiral.show.comparison_chapter import comparison_section, p_words
from unspiral.show.report import report_of


def test_costs_tests_and_foresight_each_have_their_place() -> None:
    tests = (RatioTest("one", "both", 6.0, 1, 0.0143, (), "Chi-square."), RatioTest("a", "b", None, None, None, (), "No test: other data."))
    found = replace(made(), tests=tests, by_person=(GAP,), verdicts=(Verdict("k-hat", "caution", "Three people are flagged."),))
    section = comparison_section(found)
    costs, foretold, doubts = section.parts
    assert [len(costs.pictures), len(foretold.pictures)] == [1, 3]
    for picture in (*costs.pictures, *foretold.pictures):
        checked(picture)
    assert costs.tables[0].rows == (
        ("one inside both", "6.00 (1)", "0.014", "Chi-square."),
        ("a inside b", "none", "none", "No test: other data."),
    )
    assert doubts.box == ("Three people are flagged.",)


def test_without_the_table_only_costs_are_shown() -> None:
    (part,) = comparison_section(replace(made(), future={}, by_future=())).parts
    assert part.heading == "What each costs"


@pytest.mark.parametrize(("p", "words"), [(0.0002, "below 0.001"), (0.0324, "0.032"), (0.456, "0.46")])
def test_p(p: float, words: str) -> None:
    assert p_words(p) == words


def test_it_stands_in_the_report_when_it_is_given(fit: Fit) -> None:
    sections = report_of(fit, panel=None, whatifs=(), spiral=None, title=None, example=False, comparison=made()).sections
    assert [s.name for s in sections].index("comparison") == [s.name for s in sections].index("read") - 1
