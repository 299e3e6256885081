"""Findings in words: numbers as their tables have them, no cause claimed, and everything that is not sure said."""

from __future__ import annotations

import re

import pytest

from unspiral.evidence.finding import Figure, Number
from unspiral.evidence.tables import claims, epidemiology, links, treatments
from unspiral.evidence.words import (
    LEVELS,
    MEASURES,
    SHARES,
    SIGNS,
    VERDICTS,
    certainty_words,
    clear,
    doubt_words,
    figure_words,
    harm_words,
    interval_words,
    level_of,
    link_words,
    number,
    reported_words,
    spoken,
    standing_words,
    status_words,
    target_words,
    treatment_words,
)

pytestmark = pytest.mark.unit

LINKS = {link.id: link for link in links()}
TREATMENTS = {row.id: row for row in treatments()}
TARGETS = {target.id: target for target in epidemiology()}


def number_of(text: str) -> Number:
    return Number(float(text), text)


def test_every_word_of_the_tables_has_words() -> None:
    figures = [row.figure for table in (claims, links, treatments, epidemiology) for row in table()]
    assert {figure.measure for figure in figures if figure.estimate} <= set(MEASURES)
    assert {link.level for link in links()} <= set(LEVELS)
    assert {link.sign for link in links()} <= set(SIGNS)
    assert {claim.verdict for claim in claims()} == set(VERDICTS)
    assert set(MEASURES) >= SHARES


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("0.393", "prevalence", "39.3 %"),
        ("0.5", "proportion", "50 %"),
        ("1", "share", "100 %"),
        ("0.0", "PAF", "0 %"),
        ("-0.33", "SMD", "−0.33"),
        ("7.0", "OR", "7.0"),
    ],
)
def test_numbers_are_those_of_the_table(text: str, measure: str, said: str) -> None:
    assert number(number_of(text), measure) == said


@pytest.mark.parametrize(
    ("ends", "nothing", "side"),
    [
        (("1.2", "1.1", "1.3"), 1.0, "above"),
        (("0.8", "0.7", "0.9"), 1.0, "below"),
        (("1.2", "0.9", "1.5"), 1.0, "cannot tell"),
        (("1.2", "1.0", "1.5"), 1.0, "cannot tell"),
        (("1.2", "", ""), 1.0, ""),
    ],
)
def test_on_which_side_an_interval_lies(ends: tuple[str, str, str], nothing: float, side: str) -> None:
    estimate, low, high = (number_of(end) if end else None for end in ends)
    assert clear(estimate, low, high, nothing) == side


def test_an_interval_that_is_not_shown_is_said_to_be_missing() -> None:
    assert interval_words(None, None) == "no interval shown"
    assert interval_words(number_of("0.373"), number_of("0.411"), "prevalence") == "95 % interval 37.3 to 41.1 %"
    assert figure_words(LINKS["L001"].figure) == "prevalence ratio 1.96 (95 % interval 1.41 to 2.74)"
    assert figure_words(TARGETS["E001"].figure) == "11.9 %, share of people who have it (no interval shown)"
    assert figure_words(LINKS["L025"].figure) == "no number"


def test_what_is_not_sure_is_said() -> None:
    assert doubt_words(LINKS["L033"].figure) == "cannot tell: the interval includes no difference (1)"
    assert doubt_words(LINKS["L001"].figure) == ""
    assert "without an interval" in doubt_words(LINKS["L005"].figure)
    assert doubt_words(TARGETS["E001"].figure) == ""
    assert status_words(LINKS["L001"].figure) == ""
    assert status_words(LINKS["D003"].figure).startswith("derived, not read in a source: matrix log")
    bare = Figure("OR", number_of("2"), None, None, "", "", "", "", None, False, "")
    assert status_words(bare).startswith("unverified")


def test_rows_without_a_number_say_what_they_rest_on() -> None:
    said = {claim.kind: standing_words(claim) for claim in claims() if claim.figure.estimate is None}
    assert said == {"text": "a passage was seen, no number", "none": "unverified: our judgement, no text seen"}
    assert standing_words(LINKS["L025"]) == "unverified: no number was retrieved"
    assert standing_words(TREATMENTS["T003"]) == "unverified: no number was retrieved"


def test_links_name_their_level_and_claim_no_cause() -> None:
    assert link_words(LINKS["L001"]) == "From pain to depression, between people: more goes with more"
    assert link_words(LINKS["L002"]).startswith("From pain to depression, within persons")
    assert link_words(LINKS["L029"]).endswith("no link seen")
    assert link_words(LINKS["D001"]) == "From pain to later pain, within persons: a change fades with time"
    for link in links():
        assert not re.search(r"\b(drives?|causes?|leads? to|because)\b", link_words(link))
        assert LEVELS[link.level] in link_words(link)


def test_effects_of_populations_name_their_level() -> None:
    assert ", between people: odds ratio 1.59" in target_words(TARGETS["E035"])
    assert ", from twins or genes: odds ratio 0.92" in target_words(TARGETS["E053"])
    assert ", within persons: " in target_words(TARGETS["E058"])
    assert target_words(TARGETS["E001"]) == "low back pain point global: 11.9 %, share of people who have it (no interval shown)"
    for target in epidemiology():
        if target.figure.measure in {"OR", "RR", "HR", "PR"}:
            assert level_of(target.figure) in LEVELS
            assert any(level in target_words(target) for level in LEVELS.values())


def test_the_level_by_design_is_that_of_the_links() -> None:
    """Links say their level themselves: one of them, the whole sample of a twin study, is between people by its own word."""
    other = {link.id for link in links() if link.figure.estimate and level_of(link.figure) not in (link.level, None)}
    assert other == {"L084"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("T001", "exercise, on pain: better by 0.33 standard deviations (95 % interval 0.08 to 0.58)"),
        ("T056", "NSAID, on pain: better by about 0.14 standard deviations (95 % interval 0.05 to 0.22)"),
        ("T059", "opioid short course, on pain: worse by about 0.22 standard deviations (no interval shown)"),
        ("T067", "peer support, on depression: cannot tell, −0.1 standard deviations (95 % interval −0.39 to 0.2; above 0 is better)"),
        ("T010", "CBT, on depression response: risk ratio 2.13 (95 % interval 1.96 to 2.32); higher is better"),
        ("T070", "lumbar fusion, on harm complication: risk ratio 21.46 (95 % interval 4.34 to 106.04); lower is better"),
        ("T045", "duloxetine 60mg, on pain (at least 30 % better): 59.7 %, share (no interval shown)"),
        ("T073", "laser spine surgery, on pain: no number"),
    ],
)
def test_treatments(row: str, said: str) -> None:
    assert treatment_words(TREATMENTS[row]) == said


def test_a_difference_says_its_scale_and_a_ratio_has_none() -> None:
    assert reported_words(TREATMENTS["T035"]) == "mean difference −5.3 points on 0-100 (95 % interval −7.31 to −3.3)"
    assert reported_words(TREATMENTS["T039"]) == "odds ratio 1.79 (95 % interval 1.67 to 1.91)"
    differences = [row for row in treatments() if row.figure.measure == "MD" and row.figure.estimate is not None]
    assert len(differences) >= 7
    for row in differences:
        assert f" points on {row.metric} (" in reported_words(row)
        if row.benefit is None:
            assert reported_words(row) in treatment_words(row)


@pytest.mark.parametrize("row", ["T035", "T039", "T040", "T041", "T056"])
def test_what_was_worked_out_can_be_left_out(row: str) -> None:
    assert TREATMENTS[row].benefit_status == "derived"
    assert "standard deviations" in treatment_words(TREATMENTS[row])
    assert "standard deviations" not in treatment_words(TREATMENTS[row], reported=True)
    assert reported_words(TREATMENTS[row]) in treatment_words(TREATMENTS[row], reported=True)
    assert treatment_words(TREATMENTS["T001"], reported=True) == treatment_words(TREATMENTS["T001"])


def test_better_and_worse_are_never_turned_round() -> None:
    for row in treatments():
        if row.benefit is None or row.benefit_low is None:
            continue
        words = treatment_words(row)
        side = clear(row.benefit, row.benefit_low, row.benefit_high, 0.0)
        assert ("better by" in words) == (side == "above"), row.id
        assert ("cannot tell" in words) == (side == "cannot tell"), row.id
        measured = row.figure.estimate
        if row.figure.measure in ("SMD", "g", "MD") and measured is not None:
            assert (measured.value < 0) == ((row.benefit.value > 0) == (row.benefit_direction == "lower_is_better")) or measured.value == 0


def test_harms_are_told_with_every_treatment() -> None:
    assert harm_words(TREATMENTS["T001"]) == "Harms: temporary minor increase of pain"
    assert harm_words(TREATMENTS["T009"]) == "Harms: not shown in what was read, which is no proof of none"
    assert harm_words(TREATMENTS["T025"]) == "Harms: nothing noted here, which is no proof of none"
    assert all(harm_words(row).startswith("Harms: ") for row in treatments())


def test_certainty_says_whose_judgement_it_is() -> None:
    assert certainty_words(TREATMENTS["T001"]) == "certainty moderate (source GRADE)"
    assert certainty_words(LINKS["L045"]) == "certainty very low"


def test_names_are_written_out() -> None:
    assert spoken("sleep_problem") == "sleep problem"
    assert spoken("cbt_i") == "CBT for insomnia"
    assert spoken("pain;depression") == "pain and depression"
    assert spoken("chronic_lbp_to_depanx_mz") == "chronic low back pain to depression or anxiety identical twins"
