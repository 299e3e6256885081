from __future__ import annotations

import pytest

from unspiral.records.posterior import Prior
from unspiral.records.prior_view import PriorRow
from unspiral.show.prior_words import judged, law_words, prior_line, row_sentence

pytestmark = pytest.mark.unit


def row(expected: tuple[float, float]) -> PriorRow:
    low, high = expected
    return PriorRow("pain", "answers", (1.0, 2.0, 3.0, 4.0, 7.0), (low, low, (low + high) / 2, high, high))


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("normal", "normal(0, 0.20)"),
        ("log-normal", "SD of the logarithm"),
        ("half-normal", "of the standard deviation"),
        ("half-normal, of the spread when left alone", "if left alone"),
        ("normal, as a share of the pull", "of the pull of its two processes"),
        ("lkj", "of the correlations"),
    ],
)
def test_every_law_has_words(law: str, said: str) -> None:
    assert said in law_words(Prior("link:a->b", law, 0.0, 0.2))
    assert prior_line(Prior("link:a->b", law, 0.0, 0.2)).startswith("link:a->b: ")


def test_priors_that_do_not_reach_the_data_are_said_and_so_are_those_that_say_nothing() -> None:
    assert "too narrow" in judged(row((2.0, 9.0)))
    assert "too narrow" in judged(row((0.0, 6.0)))
    assert judged(row((-3.0, 12.0))) == "The priors expect the data, and more."
    assert "next to nothing" in judged(row((-500.0, 500.0)))
    assert row_sentence(row((-3.0, 12.0))).startswith("pain, answers: 95 % expected −3 to 12; 95 % of the data 1")
