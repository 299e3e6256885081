"""The words of a pathway: plain, folded, and never more certain than the file."""

from __future__ import annotations

import re

import pytest
from tests.house.test_never_say import offences

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.doors.cli.pathway_safety import safety_of
from unspiral.doors.cli.pathway_text import browse_text, needs_text, plan_text
from unspiral.evidence.pathway_file import pathway_file
from unspiral.show.pathway_words import GUIDELINE, OTHER, SEEN

pytestmark = pytest.mark.unit


def shown(**told: object) -> str:
    plan = pathway(answers_of(told))
    return plan_text(plan, safety_of(plan, "IE"), "")


def test_there_are_words_for_every_strength_and_status() -> None:
    assert set(GUIDELINE) == set(OTHER) == set(pathway_file()["strength_scale"]) - {"conflict"}
    assert set(SEEN) == set(pathway_file()["evidence_key"])


def test_no_short_form_and_no_empty_source_is_left() -> None:
    texts = [browse_text("person"), shown(phq9=18, pain_weeks=90, rmdq=20, sleep="poor", gad7=12, considering=["surgery", "laser_surgery"])]
    for text in texts:
        assert "LBP" not in text
        assert "article article" not in text
        assert "safety.json" not in text
        assert "()" not in text and ".." not in text
        assert "you should" not in text.casefold() and "will " not in text.casefold().replace("the person will keep up", "")
        assert max(map(len, text.splitlines())) <= 88
        assert offences(text) == []


def test_a_study_recommends_nothing() -> None:
    text = " ".join(shown(pain_weeks=3, considering=["opioid"]).split())
    assert "OPAL trial (2023), for acute low back pain/neck pain trial: against it (no better than placebo" in text
    assert "NICE NG59 (2016, updated 2020), for acute low back pain, routine use: do not offer it" in text


def test_what_no_guideline_backs_stands_apart() -> None:
    text = shown(phq9=12, considering=["surgery"])
    assert text.index("TO PREPARE (no guideline's own line") < text.index("[surgery_with_depression]")
    assert "NO GUIDELINE LINE FOR OR AGAINST WAS READ" in shown(sleep="poor")


def test_urgency_comes_before_the_list() -> None:
    text = shown(phq9=18)
    assert text.index("See a clinician soon.") < text.index("GUIDELINES OFFER")


def test_the_support_level_shows_its_parts_and_claims_no_tool() -> None:
    text = " ".join(shown(phq9=3).split())
    assert "Support level: cannot tell, for what was not told could change it." in text
    assert "it is not the STarT Back tool" in text
    assert "PHQ-9 at least 10? no" in text and "PEG score at least 4? not told" in text
    assert "Result of the STarT Back tool, as it was told: low." in shown(start_risk="low")


def test_a_medicine_always_says_whom_to_talk_to() -> None:
    for block in browse_text("person").split("\n\n"):
        name = block.partition("[")[2].partition("]")[0]
        kind = next((row["kind"] for row in pathway_file()["option"] if row["id"] == name), "")
        if kind == "medicine":
            assert "Talk to your prescriber. Do not stop a medicine suddenly." in " ".join(block.split()), name


def test_a_title_that_names_a_medicine_says_whom_to_talk_to() -> None:
    """Also where the option itself is a talk or a referral."""
    named = [row["id"] for row in pathway_file()["option"] if row["kind"] != "medicine" and "antidepressant" in row["title"]]
    assert named == ["more_severe_dep"]
    for name, told in (("more_severe_dep", {"phq9": 18}), ("medicine_review", {"pain_weeks": 20, "considering": ["opioid"]})):
        block = next(part for part in shown(**told).split("\n\n") if f"[{name}]" in part)
        assert " ".join(block.split()).endswith("If this is about a medicine, talk to your prescriber. Do not stop a medicine suddenly.")
    assert "If this is about a medicine" not in shown(phq9=3)


FIGURE = re.compile(r"\b(?:SMD|RR|OR|MD|CI)\b|\([^)]*\d\.\d")


def test_a_person_reads_no_figure_of_a_study() -> None:
    person, clinician = (" ".join(browse_text(mode).split()) for mode in ("person", "clinician"))
    assert "improvement similar with and without depression, but severity worse before and after)" in person
    assert "SMD 0.04, -0.07 to 0.16" in clinician
    assert not FIGURE.search(person), FIGURE.search(person)
    assert "SSRI or SNRI" in clinician and "MBSR" in clinician
    assert not any(short in person for short in ("MBSR", "mediator", ">=", "<16"))
    assert "PHQ-9 of 16 or more" in person and "(PHQ-9 below 16)" in person


def test_what_is_needed_is_listed() -> None:
    assert all(f"  {row['id']}: " in needs_text() for row in pathway_file()["option"])
