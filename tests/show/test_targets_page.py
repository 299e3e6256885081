"""A ranking as a page, and as a chapter of a report that is not for a person."""

from __future__ import annotations

import pytest
from tests.act.made import pair_fit
from tests.house.test_never_say import offences
from tests.show.reading import section, words_of

from unspiral.act.targets import targets
from unspiral.show.targets_page import targets_page
from unspiral.show.targets_words import FOR_WHOM
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_cannot_tell_stands_first_and_every_candidate_has_its_sources() -> None:
    fit = pair_fit(spread=0.02)
    found = targets(fit)
    page = targets_page(fit, found)
    assert page.answer.headline == "Cannot tell which does most over 56 days."
    assert section(page, "targets").lead[0] == FOR_WHOM
    assert len(pictures_of(page)) == 1
    bullets = section(page, "targets").parts[1].bullets
    assert len(bullets) == len(found.ranked)
    assert all(f"({entry.candidate.effects[0].row}: " in said for entry, said in zip(found.ranked, bullets, strict=True))
    said = words_of(page)
    assert "P(best)" in said
    assert offences(said) == [] and "you should" not in said.casefold()
