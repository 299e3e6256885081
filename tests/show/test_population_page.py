"""The page of compared policies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.house.test_never_say import offences
from tests.show.chart import checked
from tests.show.policies_made import comparison
from tests.show.reading import section, words_of

from unspiral.show.page import page
from unspiral.show.population_page import population_page
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_every_result_stands_at_three_shares() -> None:
    made = population_page(comparison())
    assert made.answer.headline.startswith("2 policies, each held against doing nothing else")
    for name in ("policy-one", "policy-two"):
        tables = [table for part in section(made, name).parts for table in part.tables]
        assert tables[0].header == ("", "0 % causal", "50 % causal", "100 % causal", "at every share")
        assert len(tables[0].rows) == 6
    pictures = pictures_of(made)
    assert len(pictures) == 1 + 1 + 2 + 2 * (2 + 1)
    for picture in pictures:
        checked(picture)
    assert offences(words_of(made)) == []
    assert any("nobody can read from it what would help them" in said for said in made.notice)
    assert "0.0 to 3.8 %" in words_of(made) and "T001: a shift on a scale." in words_of(made)


def test_the_page_is_one_file_and_a_page_without_policies_has_one_too() -> None:
    assert page(population_page(comparison())).startswith("<!DOCTYPE html>")
    bare = population_page(replace(comparison(0), ladder=(), attributable=(), verdicts=()))
    assert len(pictures_of(bare)) == 1 and not any(each.name.startswith("policy-") for each in bare.sections)
