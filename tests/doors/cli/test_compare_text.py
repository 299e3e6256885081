"""A comparison as people read it on a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.test_comparison_chart import GAP, made

from unspiral.doors.cli.compare_text import comparison_text
from unspiral.records import Verdict
from unspiral.records.comparison import RatioTest

pytestmark = pytest.mark.unit


def test_the_answer_first_then_numbers_then_doubts() -> None:
    tests = (RatioTest("one", "both", 6.0, 1, 0.0143, (), "Chi-square with 1 degree of freedom."),)
    found = replace(made(), tests=tests, by_person=(GAP,), verdicts=(Verdict("k-hat", "caution", "Three are flagged.", "--refits all"),))
    text = comparison_text(found)
    parts = text.split("\n\n")
    assert parts[0] == "AIC weakly prefers “both”, BIC weakly prefers “one”."
    assert [line.split()[0] for line in parts[1].splitlines()] == ["fit", "one", "both"]
    assert "one inside both: 6.00 for 1 free number, p 0.014." in parts[2]
    assert "both against one: +9.0, standard error 3.0 (40 people): better" in parts[3]
    assert "1 occasion ahead" in parts[4]
    assert "both against one: +1.5, standard error 1.0 (4 occasions): cannot be told" in parts[4]
    assert parts[5] == "Checks\n  caution: Three are flagged. To do: --refits all."
    assert max(map(len, text.splitlines())) <= 96


def test_what_could_not_be_tested_says_why_in_lines_that_fit() -> None:
    words = "No test: neither is a special case of the other. " + "A reason that is rather long. " * 5
    found = replace(made(), tests=(RatioTest("one", "both", None, None, None, (), words),), future={}, by_future=())
    text = comparison_text(found)
    assert "one and both: No test" in text
    assert "Foretelling" not in text
    assert max(map(len, text.splitlines())) <= 96
