"""What is said about differences between people, and never more than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.people import BACK, LINK, OWN, differing, people, spread_of

from unspiral.records import Effect, Fit, Parameter, Verdict
from unspiral.records.individual import Individual, Own, Spread
from unspiral.show.individual_words import (
    SHRINKAGE,
    arrow_of,
    correlation_sentences,
    heading_of,
    individual_sentences,
    nobody_can_tell,
    parameter_words,
    person_note,
    sentences_of,
    tilts,
)

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def differ(people_fit: Fit) -> Fit:
    return differing(people_fit)


def held(fit: Fit) -> Individual:
    assert fit.individual is not None
    return fit.individual


def with_spread(fit: Fit, **changes: object) -> tuple[Fit, Spread]:
    """The same with another first spread."""
    first = replace(held(fit).spreads[0], **changes)  # type: ignore[arg-type]
    return replace(fit, individual=replace(held(fit), spreads=(first, *held(fit).spreads[1:]))), first


def test_first_how_many_then_how_sure(differ: Fit) -> None:
    spread = held(differ).spreads[0]
    said = " ".join(sentences_of(differ, spread))
    assert said.startswith(
        "In about 91 % of people like these (95 % interval 81 to 100 %) more pain is followed by more depression; in the others by less."
    )
    assert f"One can be sure of it for {spread.sure_above} of them" in said
    assert f"for the other {129 - spread.sure_above - spread.sure_below} nobody can tell" in said
    assert nobody_can_tell(differ, spread) == 129 - spread.sure_above - spread.sure_below
    assert (
        heading_of(differ, spread)
        == f"Pain → depression: more is followed by more in about 91 % of people, and sure for {spread.sure_above} of 129"
    )


def test_nearly_all_are_not_about_more_than_nearly_all(differ: Fit) -> None:
    turned, spread = with_spread(differ, above=Effect(0.999, 0.62, 1.0))
    assert sentences_of(turned, spread)[0].startswith("In more than 99 % of people like these (95 % interval 62 to 100 %)")
    assert "is followed by more in more than 99 % of people" in heading_of(turned, spread)


def test_counts_turn_with_the_sign(differ: Fit) -> None:
    """Where the average person lies below zero, shares and counts are of those below, with their ends changed."""
    spread = held(differ).spreads[0]
    assert spread.above is not None and spread.many is not None
    turned, down = with_spread(
        differ, mean=Effect(-0.12, -0.15, -0.09), above=Effect(0.09, 0.02, 0.2), many=Effect(11.0, 5.0, 17.0), sure_above=1, sure_below=44
    )
    said = " ".join(sentences_of(turned, down))
    assert (
        "In about 91 % of people like these (95 % interval 80 to 98 %) more pain is followed by less depression; in the others by more."
        in said
    )
    assert "that is about 118 (from 112 to 124)" in said
    assert "sure of it for 44 of them, and sure of the opposite for 1; for the other 84 nobody can tell" in said
    assert heading_of(turned, down).endswith("more is followed by less in about 91 % of people, and sure for 44 of 129")


def test_a_share_that_may_be_few_is_not_called_most(differ: Fit) -> None:
    turned, spread = with_spread(differ, above=Effect(0.6, 0.35, 0.8))
    assert heading_of(turned, spread) == "Pain → depression: which way it goes in most people cannot be told"
    turned, spread = with_spread(differ, above=Effect(0.6, None, None))
    assert "cannot be told" in heading_of(turned, spread)
    assert "no interval of that share can be given" in sentences_of(turned, spread)[0]


def test_all_and_none_are_never_claimed(differ: Fit) -> None:
    turned, spread = with_spread(differ, above=Effect(0.9999, 0.98, 1.0))
    assert "In more than 99 % of people like these" in sentences_of(turned, spread)[0]
    assert "in more than 99 % of people," in heading_of(turned, spread)


def test_a_nil_spread_is_said_plainly(differ: Fit) -> None:
    nil = held(differ).spreads[1]
    said = " ".join(sentences_of(differ, nil))
    assert heading_of(differ, nil) == "Depression → pain: no difference between people can be seen"
    assert "The spread ended at zero" in said
    assert "does not show that people are alike" in said
    assert "How large the spread may be all the same was not worked out." in said
    assert "For everyone: +0.300" in said
    assert "One can be sure" not in said


def test_a_rate_is_told_by_how_long_a_change_lasts(differ: Fit) -> None:
    own = held(differ).spreads[2]
    said = " ".join(sentences_of(differ, own))
    # ln 2 / 0.5 = 1.39 days, times exp(+-0.6745 x 0.3)
    assert "Half of a rise of pain is gone after 1.1 days to 1.7 days in the middle half of people." in said
    assert "of the logarithm" in said
    assert "The average person: −0.500 a day (95 % interval" in said
    assert parameter_words(OWN) == "how fast pain returns to its level"


def test_a_spread_of_rates_that_may_be_nil_is_not_called_a_difference(differ: Fit) -> None:
    own = held(differ).spreads[2]
    known, open_end = (replace(own, sd=Effect(0.13, low, 0.26)) for low in (0.06, 0.0002))
    assert heading_of(differ, known) == "How fast pain returns to its level: people differ"
    assert heading_of(differ, open_end) == "How fast pain returns to its level: whether people differ cannot be told"
    assert heading_of(differ, replace(own, sd=Effect(0.13, None, 0.26))).endswith("cannot be told")


def test_an_hour_is_an_hour(differ: Fit) -> None:
    hourly = replace(differ, data=replace(differ.data, time_unit="hour"))
    assert "points of depression an hour, for each point of pain" in " ".join(sentences_of(hourly, held(differ).spreads[0]))


def test_other_parameters_have_words_and_a_middle_half(differ: Fit) -> None:
    noise = Spread("diffusion:pain", "multiplied", Effect(2.0, 1.5, 2.5), Effect(0.4, 0.2, 0.6))
    first = Spread("t0mean:pain", "added", Effect(1.0, 0.5, 1.5), Effect(0.5, 0.3, 0.8))
    assert "between 1.5 and 2.6" in sentences_of(differ, noise)[0]
    assert "between 0.66 and 1.34" in sentences_of(differ, first)[0]
    assert [parameter_words(name) for name in ("diffusion:pain", "input:walking->pain", "error:phq8", "level:pain", "odd:one")] == [
        "how strongly pain is pushed from outside", "what walking does to pain", "the measurement error of phq8", "the level of pain",
        "odd:one",
    ]  # fmt: skip
    assert (arrow_of(LINK), arrow_of(OWN), arrow_of("link:x")) == (("pain", "depression"), None, None)


def test_an_input_is_above_or_below_zero(differ: Fit) -> None:
    owns = people(30, -0.4, 0.2)
    spread = spread_of("input:walking->pain", -0.4, 0.2, owns)
    fit = replace(differ, individual=Individual((spread,), (), {who: {spread.name: own} for who, own in owns.items()}))
    assert "people like these (95 % interval" in sentences_of(fit, spread)[0]
    assert "below zero; in the others above zero" in sentences_of(fit, spread)[0]


def test_covariates_that_tell_who(differ: Fit) -> None:
    spread = held(differ).spreads[0]
    assert [name for name, _ in tilts(differ, LINK)] == ["age"]
    assert tilts(differ, BACK) == ()
    said = sentences_of(differ, spread)[-1]
    assert said.startswith("Between people, pain → depression lies higher with more age (clear): +0.0040")
    plain = [p for p in differ.parameters if not p.name.startswith("covariate")]
    for estimate, se, words in (
        (0.001, 0.001, "cannot be told"),
        (-0.0016, 0.001, "lower with more age (likely)"),
        (0.001, 0.0, "cannot be said"),
    ):
        tilt = Parameter("covariate:age->link:pain->depression", estimate, se or None, None, None, "1/day")
        assert words in sentences_of(replace(differ, parameters=(*plain, tilt)), spread)[-1]


def test_a_spread_is_what_covariates_leave(differ: Fit) -> None:
    """Where an arrow depends on a covariate, a spread of nil makes people of the same age alike, and not everyone."""
    turned, spread = with_spread(differ, nil=True, sd=Effect(0.0, None, None), above=None)
    said = " ".join(sentences_of(turned, spread))
    assert heading_of(turned, spread) == "Pain → depression: no difference between people can be seen beyond age"
    assert "people of the same age are given the same value" in said
    assert "For people of average age: +0.120" in said
    assert "everyone" not in said
    assert "People of the same age differ by a standard deviation of 0.09" in " ".join(sentences_of(differ, held(differ).spreads[0]))


def test_the_side_of_most_people_is_that_of_the_share(differ: Fit) -> None:
    """A covariate may put most people on the other side of zero than the average person."""
    turned, spread = with_spread(differ, above=Effect(0.3, 0.2, 0.4))
    said = sentences_of(turned, spread)[0]
    assert said.startswith("In about 70 % of people like these (95 % interval 60 to 80 %) more pain is followed by less depression")
    assert "more is followed by less in about 70 %" in heading_of(turned, spread)


def test_what_goes_together_is_called_only_where_it_is_sure(differ: Fit) -> None:
    (said,) = correlation_sentences(differ)
    assert said.startswith("Between people, pain → depression lies higher where the usual pain lies higher (correlation +0.40")
    unsure = replace(differ, individual=replace(held(differ), correlations=held(differ).correlations[1:]))
    assert correlation_sentences(unsure) == ("Whether these differences go together over people cannot be told (1 correlation looked at).",)
    assert correlation_sentences(replace(differ, individual=replace(held(differ), correlations=()))) == ()


def test_drawing_is_explained_once_and_only_where_there_is_some(differ: Fit) -> None:
    assert SHRINKAGE in person_note(differ, held(differ).spreads)
    assert person_note(differ, held(differ).spreads[1:2]) == ()
    drawn = next(said for said in sentences_of(differ, held(differ).spreads[0]) if "drawn" in said)
    assert drawn == "The middle person's value was drawn 60 % of the way to the average of people of the same age."
    alike = replace(differ, parameters=tuple(p for p in differ.parameters if not p.name.startswith("covariate")))
    drawn = next(said for said in sentences_of(alike, held(alike).spreads[0]) if "drawn" in said)
    assert drawn == "The middle person's value was drawn 60 % of the way to that of the average person."
    few = {"a": Own(0.1, 0.0, 0.2, 0.2, 0.5, 0.9)}
    small = replace(differ, individual=replace(held(differ), persons={"a": {LINK: few["a"]}}))
    assert not any("drawn" in said for said in sentences_of(small, held(differ).spreads[0]))


def test_nothing_is_said_without_differences_or_without_a_maximum(differ: Fit, people_fit: Fit) -> None:
    assert individual_sentences(people_fit) == ()
    refused = replace(differ, verdicts=(*differ.verdicts, Verdict("restarts", "refuse", "No maximum.")))
    assert individual_sentences(refused) == ()
    assert correlation_sentences(refused) == ()
    assert len(individual_sentences(differ)) == 3
