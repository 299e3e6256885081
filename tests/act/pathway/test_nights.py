"""Sleep from a diary: the bound is that of the packaged file, and few nights say nothing."""

from __future__ import annotations

import pytest

from unspiral.act.pathway.answers import inputs
from unspiral.act.pathway.nights import DAYS, LEAST, POOR, nights_word

pytestmark = pytest.mark.unit


def test_bounds_are_those_of_the_file() -> None:
    assert f"{DAYS}-day mean <={POOR:g}" in inputs()["sleep"]["from"]


def test_words() -> None:
    assert nights_word([4.0] * LEAST) == "poor"
    assert nights_word([4.0] * LEAST + [5.0]) == "good"
    assert nights_word([0.0] * (LEAST - 1)) == ""
