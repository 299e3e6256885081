"""Words of a pathway: one wording for the terminal and for a page."""

from __future__ import annotations

import pytest

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.option import options
from unspiral.act.pathway.pathway import pathway
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import Plan
from unspiral.show import pathway_words as said

pytestmark = pytest.mark.unit


def plan(**told: object) -> Plan:
    return pathway(answers_of(told))


def test_there_are_words_for_every_strength_and_status() -> None:
    assert set(said.GUIDELINE) == set(said.OTHER) == set(pathway_file()["strength_scale"]) - {"conflict"}
    assert set(said.SEEN) == set(pathway_file()["evidence_key"])


def test_every_offered_option_stands_in_exactly_one_group() -> None:
    for told in ({"pain_weeks": 90, "phq9": 18}, {"pain_weeks": 20, "tried": ["exercise"]}, {"pain_weeks": 3}):
        found = plan(**told)
        grouped = [each.option.id for _, group in said.groups(found.offered) for each in group]
        assert sorted(grouped) == sorted(each.option.id for each in found.offered)
    tried = said.groups(plan(pain_weeks=20, tried=["exercise"]).offered)[-1]
    assert tried[0] == said.LAST and [each.option.id for each in tried[1]] == ["exercise"]


def test_only_a_guideline_recommends() -> None:
    for option in options().values():
        for line in option.positions:
            words = said.position_words(line, "person")
            assert ("recommends" in words.split(": ", 1)[1] and line.kind != "guideline") is False
            assert ("[UNVERIFIED]" in words) == (line.evidence == "unverified")


def test_a_medicine_is_talked_over_and_nothing_is_stopped() -> None:
    for option in options().values():
        if option.kind == "medicine":
            assert said.MEDICINE in said.caution_words(option.id)


def test_why_and_what_was_not_told() -> None:
    found = plan(pain_weeks=90, phq9=18)
    assert len(said.rule_words(found)) == len(found.fired)
    assert any("not the STarT Back tool" in words for words in said.support_words(found))
    assert said.support_words(plan(pain_weeks=20, start_risk="low"))[0].endswith("as it was told: low.")
    assert said.first_words(plan(pain_weeks=90), "A flag.")[0] == "A flag."
