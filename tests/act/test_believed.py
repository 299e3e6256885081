"""What is said where assumptions stand in place of data."""

from __future__ import annotations

import pytest
from tests.act.made import pair_fit

from unspiral.act.believed import BY_ASSUMPTION, FOUND, allowed, believed, estimated, without_findings
from unspiral.act.caution import assumed
from unspiral.act.spiral import spiral
from unspiral.learn.prior_fit import from_priors
from unspiral.records.spiral import Spiral

pytestmark = pytest.mark.unit

PAIR = "pain <-> depression"


def words(found: Spiral) -> set[str]:
    """Every word of judgement in a spiral."""
    assert found.weighed is not None
    assert found.slowing is not None
    held = [found.weighed, found.slowing.slowed, *(link.saved for link in found.slowing.links.values())]
    held += [share.weighed for share in found.shares.values() if share.weighed]
    for travel in found.travel.values():
        held += [travel.total, travel.direct, travel.indirect, *travel.through.values()]
    for central in found.centrality.values():
        held += [central.total_at, central.indirect_at]
    return {one.word for one in held} | {found.slowing.word}


def test_a_fit_says_nothing_of_beliefs() -> None:
    assert believed(pair_fit()) == []
    assert allowed(pair_fit()) == "the data leave possible"
    assert estimated(pair_fit()) == "estimated loop"
    assert assumed(pair_fit())[0].startswith("The data were watched")


def test_every_belief_is_a_sentence_with_its_source_and_what_is_alike_is_said_once() -> None:
    fit = from_priors(PAIR, {"link:pain->depression": "0.1:0.3", "half-life:pain": 2})
    said = believed(fit)
    assert any(line.startswith("pain and depression are counted in standard deviations of their own (convention") for line in said)
    assert "pain returns to its level by itself with a half-life of 2 days (stated by you; as stated)." in said
    assert any("depression returns to its level by itself with a half-life of 1, and 95 % between 0.095 and 11 days" in x for x in said)
    assert any(x.startswith("pain -> depression: 0.2, and 95 % between 0.1 and 0.3 per day (stated by you") for x in said)
    assert any(x.startswith("depression -> pain: 0, and 95 % between -0.98 and 0.98 of the pull") and "Pinheiro" in x for x in said)
    assert assumed(fit)[0].startswith("Nobody's answers stand behind these numbers")
    assert set(said) < set(assumed(fit))


def test_no_word_sounds_like_a_finding_even_where_the_assumptions_leave_no_doubt() -> None:
    sure = {"link:pain->depression": "0.3:0.4", "link:depression->pain": "0.3:0.4", "half-life:pain": 1, "half-life:depression": 1}
    found = spiral(from_priors(PAIR, sure))
    assert words(found) <= {BY_ASSUMPTION, "cannot tell", "none"}
    assert BY_ASSUMPTION in words(found)
    assert "put in, not found" in found.words
    assert not any(word in found.words for word in ("clear", "likely"))
    assert words(spiral(from_priors(PAIR))) <= {BY_ASSUMPTION, "cannot tell", "none"}
    learned = spiral(pair_fit())
    assert words(learned) & set(FOUND)
    assert not words(without_findings(learned)) & set(FOUND)
    assert without_findings(learned).gain == learned.gain


def test_a_link_between_processes_that_are_counted_differently_names_both_units() -> None:
    """0.2 is 0.2 points of pain for every standard deviation of depression; as a plain "0.2 per day" it could be read as anything."""
    links = {"link:depression->pain": 0.2, "link:pain->depression": "0.1:0.3"}
    said = believed(from_priors(PAIR, {**links, "within:pain": 1.8}))
    assert any(x.startswith("depression -> pain: 0.2 points of pain per standard deviation of depression, per day (stated") for x in said)
    assert any("between 0.1 and 0.3 standard deviations of depression per point of pain, per day (stated" in x for x in said)
    alike = believed(from_priors(PAIR, {**links, "within:pain": 1.8, "within:depression": 2.0}))
    assert "depression -> pain: 0.2 per day (stated by you; as stated)." in alike
