"""Policies in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.house.test_never_say import offences
from tests.show.policies_made import comparison

from unspiral.records.effect import Effect
from unspiral.records.policies import Bar, Difference, Measure
from unspiral.show import population_words as said

pytestmark = pytest.mark.unit


def test_the_headline_says_what_every_share_says_and_names_what_cannot_be_told() -> None:
    (alone,) = said.headline(comparison(1))
    assert alone == (
        "Care of the one kind for people with back pain and depression: fewer weeks with depression would be expected at every causal "
        "share; "
        "whether there would be fewer or more weeks with chronic pain, it cannot tell."
    )
    first, *rest = said.headline(comparison())
    assert (
        first == "2 policies, each held against doing nothing else, at 3 causal shares side by side." and len(rest) == 2
    )  # none stands out
    assert said.headline(comparison(0)) == ["No policy was asked for: this is who is where with nothing else done."]


def test_reasons_are_gathered() -> None:
    found = comparison()
    lines = said.why_words(found, found.policies[0])
    assert lines[0].startswith("Cannot tell about people with chronic pain at the end and weeks with chronic pain: fewer at 50 %")
    assert lines[1] == "Cannot tell about cost: no interval can be given."


def test_figures_keep_their_interval_and_their_thousands() -> None:
    assert said.figure(Effect(-84550.0, -143870.0, -21964.0)) == "−80\u202f000 (−140\u202f000 to −20\u202f000)"
    assert said.figure(Effect(-84550.0, None, None)) == "−85\u202f000 (no interval)"
    assert said.difference_words(Difference("m", 5.0, Effect(0.0, 0.0, 0.0), "none")) == "no difference"
    assert said.relative(Difference("m", 50000.0, Effect(-2000.0, None, None), "fewer")) == "−4.0 %"
    assert said.relative(Difference("m", 0.0, Effect(-2000.0, None, None), "fewer")) == ""
    assert said.now_words(Difference("m", 11_914_327.0, Effect(0.0, None, None), "none")) == "11\u202f900\u202f000"
    assert said.bar_words(Bar("x", 1.5, 4.9, -30_000.0, -150_000.0)) == "1.5 → −30\u202f000, 4.9 → −150\u202f000"


def test_numbers_and_measures_name_their_source_and_unit() -> None:
    found = comparison()
    trial, chosen = (said.number_words(number) for number in found.policies[0].numbers)
    assert trial == "Care, depression ends: 2.6 (1.5 to 4.9). Trial, T033: one trial. Counted as: ln(1 − r p) / ln(1 − p)."
    assert chosen.startswith("Care, uptake: 0.3 (0.15 to 0.5). Assumed: made up.")
    assert said.measure_words(Measure("cost", "cost", "EUR")) == "Cost, EUR"
    assert said.measure_words(Measure("d", "disability days", "day")) == "Disability days"
    assert said.care_words(found.policies[0]).startswith("People would begin this care 3000 times and spend 40\u202f000 weeks in it")
    assert said.simulated_words(found.policies[0].arms[0].of("weeks:depression:episode")) == "−20\u202f110 ± 350 by 10\u202f000 persons"


def test_fractions_are_a_range() -> None:
    (part,) = comparison().attributable
    assert said.attributable_title(part) == (
        "New back pain that depression accounts for: 0.0 to 3.8 % (0.0 to 6.3 % with the intervals of the ratios), "
        "and which of these depends on what is taken to be causal"
    )
    assert "0.0 % at 0 % causal, 0.6 % at 50 % causal, 1.2 % at 100 % causal" in said.attributable_words(part)[1]
    assert [row[1] for row in said.fraction_rows(part)] == ["0.0 %", "3.8 %"] and said.fraction_rows(part)[0][2] == "none: assumed"


def test_why_the_two_readings_differ_is_said_where_it_is_known() -> None:
    (part,) = comparison().attributable
    assert not any("Why the two differ" in line for line in said.attributable_words(part))
    told = said.attributable_words(replace(part, cases=((0.0, 0.039), (1.0, 0.046))))[-1]
    assert "3.9 % at 0 % causal, 4.6 % at 100 % causal" in told
    most = part.fractions[-1]
    assert f"would be {100.0 * 0.046 * (most.ratio - 1.0) / most.ratio:.1f} %" in told  # Miettinen's form with the share that is there
    assert f"{100.0 * part.fractions[-1].cases:.1f} %" in told


def test_what_no_interval_holds_is_said() -> None:
    found = comparison()
    assert "is chosen: it is in no interval" in said.drawn_words(found)
    assert f"a law of {found.nodes} classes" in said.classes_words(found)
    assert "all of the cohorts' ratios were causal" in said.SIDE_BY_SIDE and "also at 100 %" in said.SIDE_BY_SIDE
    assert offences(" ".join([said.AT_START, said.ALONE, said.classes_words(found), said.drawn_words(found)])) == []


def test_horizons_and_draws_are_said() -> None:
    found = comparison()
    assert (said.horizon(104), said.horizon(52), said.horizon(30)) == ("2 years", "1 year", "30 weeks")
    assert "40 draws" in said.drawn_words(found) and "--draws" in said.drawn_words(replace(found, draws=0))
    every = " ".join([*said.headline(found), said.FOR_WHOM, said.SIDE_BY_SIDE, said.AGAIN, *said.why_words(found, found.policies[0])])
    assert offences(every) == [] and "will " not in every


def test_digits_behind_a_point_are_not_thousands() -> None:
    assert said.thousands("0.000014") == "0.000014" and said.thousands("−0.12345") == "−0.12345"
    assert said.thousands("1234567.5") == "1 234 567.5"
