"""A score lies in the band that its file says; bands in whole numbers take decimals rounded."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unspiral.measure.questionnaires.bands import band_of, grain
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "band"),
    [(0, "minimal"), (4, "minimal"), (5, "mild"), (14, "moderate"), (15, "moderately severe"), (20, "severe"), (27, "severe")],
)
def test_phq9(value: int, band: str) -> None:
    assert band_of(instrument("phq9"), Fraction(value)) == band


@pytest.mark.parametrize(
    ("tenths", "band"), [(204, "minimal"), (205, "moderate"), (356, "moderate"), (405, "severe"), (1000, "bed-bound or exaggerating")]
)
def test_between_two_whole_bands_the_score_is_rounded(tenths: int, band: str) -> None:
    assert band_of(instrument("odi"), Fraction(tenths, 10)) == band
    assert grain(instrument("odi")) == 0


def test_none_is_invented() -> None:
    assert band_of(instrument("peg"), Fraction(9)) == ""
