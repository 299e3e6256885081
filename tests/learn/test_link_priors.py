from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.evidence.finding import Link, Number
from unspiral.evidence.tables import links
from unspiral.learn import link_priors
from unspiral.learn.link_priors import LISTED, UNLISTED, link_prior

pytestmark = pytest.mark.unit


def test_a_link_in_the_tables_is_as_wide_both_ways_and_names_who_looked() -> None:
    there, why = link_prior("pain", "depression")
    back, _ = link_prior("depression", "pain")
    assert there == back == LISTED
    assert "Yang" in why and "No estimate of theirs enters" in why and "symmetric around zero" in why


def test_a_link_nobody_looked_at_and_rejected_ones_are_narrower_and_say_so() -> None:
    for cause, affected in (("knitting", "pain"), ("cortisol", "pain"), ("bdnf", "pain")):
        spread, why = link_prior(cause, affected)
        assert spread == UNLISTED
        assert "No study of this arrow" in why


def test_no_estimate_of_the_tables_enters(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {(r.source_var, r.target_var): link_prior(r.source_var, r.target_var) for r in links()}

    def absurd() -> tuple[Link, ...]:
        far = Number(-250.0, "-250")
        return tuple(replace(r, sign="-", figure=replace(r.figure, estimate=far, low=far, high=far, n="1", measure="OR")) for r in links())

    monkeypatch.setattr(link_priors, "links", absurd)
    assert {arrow: link_prior(*arrow) for arrow in before} == before
    digits = {"1.96", "1.36", "0.038", "0.044", "1.57", "1.59", "2.51", "3.97", "0.0709"}
    assert not any(number in why for _, why in before.values() for number in digits)
