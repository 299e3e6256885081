"""Pages name pages: no command and no option is left in what a person reads."""

from __future__ import annotations

import re
from itertools import product

import pytest
from tests.show.bad_days import recorded

from unspiral.act.pathway.answers import answers_of, inputs
from unspiral.act.pathway.pathway import pathway
from unspiral.act.pathway.safety import safety_of
from unspiral.measure.safety.help_lines import help_for
from unspiral.show.flare_page import flare_page
from unspiral.show.page import page
from unspiral.show.pathway_page import pathway_page
from unspiral.show.without_commands import MORE, SAID, plain_words, without_commands

pytestmark = pytest.mark.unit

COMMAND = re.compile(r"unspiral (measure|pathway|trial|learn|flare)|\s--[a-z]")


def of(**told: object) -> str:
    plan = pathway(answers_of(told))
    safety = safety_of(plan, help_for("IE"))
    return page(without_commands(pathway_page(plan, safety.notices, safety.flag)))


@pytest.mark.parametrize(("phq9", "weeks"), list(product((None, 4, 12, 18), (None, 3, 60))))
def test_no_plan_names_a_command(phq9: int | None, weeks: int | None) -> None:
    asked = list(inputs()["considering"]["values"])
    for told in ({}, {"item9": 0, "red_flag": "none"}, {"item9": 1}, {"red_flag": "urgent_days", "sleep": "poor", "fear": "high"}):
        text = of(phq9=phq9, pain_weeks=weeks, considering=asked, **told)
        assert COMMAND.findall(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)) == []


def test_commands_stand_in_the_page_of_the_command_line() -> None:
    plan = pathway(answers_of({"phq9": 12}))
    assert COMMAND.search(re.sub(r"<style>.*?</style>", "", page(pathway_page(plan, (), "")), flags=re.DOTALL))


def test_bad_days_name_none() -> None:
    assert not COMMAND.search(re.sub(r"<style>.*?</style>", "", page(without_commands(flare_page(*recorded(), name="d"))), flags=re.DOTALL))


def test_sentences_stay_sentences() -> None:
    assert plain_words("Ask. More: unspiral measure medicines --taking nsaid.") == "Ask."
    assert all(COMMAND.search(words) or words.endswith(("lower.", "can be set.")) or "--" in words for words in SAID)
    assert MORE.search(" More: unspiral measure medicines --taking opioid.")
