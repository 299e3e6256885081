"""Sentences: first the answer, then how sure, then the number, and never more than the fit says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.diary import BACK, THERE, answered, said, stuck

from unspiral.learn.direction import withhold
from unspiral.learn.edge import edges
from unspiral.records import Effect, Fit, LinkAnswer, Verdict
from unspiral.show.words import (
    EDGE,
    about,
    answer,
    back,
    duration,
    every,
    in_one_word,
    link_heading,
    link_sentences,
    meaning_of_drives,
    needed,
    no_figures,
    one_lag,
    question,
    refused,
    scope_of,
    scope_words,
    start,
    stronger,
    withheld,
)

pytestmark = pytest.mark.unit

DRIVES, NIL = said("drives"), said("nil", 0.01, half=0.05, probability=0.6)
UNSURE = said("cannot tell", 0.05, half=0.2, probability=0.7)
CLAIMS = ("drives", "pushes", "followed by")


def text(fit: Fit, arrow: tuple[str, str] = THERE) -> str:
    return " ".join(link_sentences(fit, arrow))


def test_both(fit: Fit) -> None:
    found = answer(answered(fit, "both", DRIVES, DRIVES))
    assert found.startswith("Both. In these 246 days, more pain is followed by more depression, and more depression")


def test_one_way_and_its_sign(fit: Fit) -> None:
    assert answer(answered(fit, "pain->depression", DRIVES, NIL)).startswith("Pain drives depression. In these")
    assert answer(answered(fit, "depression->pain", NIL, said("drives", -0.3))).startswith("Depression drives pain down. In these")
    small = answered(fit, "pain->depression", DRIVES, said("clear but very small", 0.05, half=0.04))
    assert answer(small).endswith("the other way the effect is clear but very small.")


def test_neither(fit: Fit) -> None:
    assert answer(answered(fit, "neither", NIL, NIL)).startswith("Neither. In these 246 days, neither pain nor depression drives")


@pytest.mark.parametrize("other", [DRIVES, NIL, UNSURE, said("likely drives", probability=0.95)])
def test_cannot_tell_claims_nothing(fit: Fit, other: LinkAnswer) -> None:
    found = answer(answered(fit, "cannot tell", UNSURE, other))
    assert found.startswith("Cannot tell yet")
    if other.word == "drives":  # what is clear is said, and so is what is not
        assert "whether it goes both ways. Depression drives pain." in found
        assert found.endswith("whether pain drives depression cannot be told.")
    else:
        assert "do not show whether" in found


def test_an_arrow_that_is_not_in_the_loop_was_not_asked(fit: Fit) -> None:
    one_way = replace(fit, direction=replace(fit.direction, answer="cannot tell", links={THERE: UNSURE}))
    assert answer(one_way).endswith("Whether depression drives pain was not asked: that arrow is not in the loop.")


def test_people_are_within_a_person_and_one_person_is_these_days(fit: Fit, people_fit: Fit) -> None:
    assert (scope_of(fit), scope_words(fit)) == ("days", "in these 246 days")
    assert (scope_of(people_fit), scope_words(people_fit)) == ("within", "within a person")
    found = answer(answered(people_fit, "both", DRIVES, DRIVES))
    assert "Within a person, more pain" in found
    assert answer(answered(people_fit, "cannot tell", UNSURE, UNSURE)).startswith("Cannot tell. Within a person")


def test_without_traits_people_and_days_are_one(people_fit: Fit) -> None:
    mixed = replace(people_fit, choices=replace(people_fit.choices, traits=False))
    found = answer(answered(mixed, "both", DRIVES, DRIVES))
    assert scope_of(mixed) == "mixed"
    assert "within a person" not in found.casefold()
    assert found.endswith("this may be no more than differences between people.")


def test_the_note_is_the_headline(people_fit: Fit) -> None:
    note = "People with more pain are more depressed. Whether pain pushes depression within a person, these data cannot tell."
    noted = answered(people_fit, "cannot tell", UNSURE, UNSURE, note=note)
    assert answer(noted) == note
    assert in_one_word(noted) == "cannot tell"
    assert in_one_word(answered(people_fit, "pain->depression", DRIVES, NIL)) == "pain drives depression"


def test_a_refused_fit_answers_nothing(fit: Fit) -> None:
    claims = answered(fit, "both", DRIVES, DRIVES)
    for spoilt in (replace(claims, converged=False), replace(claims, verdicts=(Verdict("x", "refuse", "Because."),))):
        assert refused(spoilt)
        assert answer(spoilt).startswith("No answer.")
        assert not any(claim in answer(spoilt) for claim in CLAIMS)
        assert text(spoilt) == "The search did not end at a maximum: no number is given."
        assert stronger(spoilt) == ""


def test_one_process(fit: Fit) -> None:
    alone = replace(fit, processes=("pain",), links=())
    assert answer(alone) == "One process: there is nothing here that could drive it."
    assert question(alone) == "How does pain move?"
    assert question(fit) == "Does pain drive depression, depression drive pain, or both?"


def test_the_fixed_words(fit: Fit) -> None:
    found = text(answered(fit, "both", DRIVES, DRIVES))
    assert found.startswith("Clear: the probability that the effect lies above zero is 99 %.")
    assert "In these 246 days, more pain on one day went with more depression on the next: +0.20 (95 % interval +0.10 to +0.30)" in found
    likely = text(
        answered(fit, "cannot tell", said("likely drives", -0.3, half=0.31, probability=0.95), NIL)
    )  # four in five needs twice the days
    assert likely.startswith("Likely, not clear: the probability that the effect lies below zero is 95 %.")
    assert "more days would be needed to call it clear" in likely
    nearly = text(answered(fit, "cannot tell", said("likely drives", -0.3, half=0.2, probability=0.97), NIL))
    assert "a little more of the same may be enough" in nearly
    small = text(answered(fit, "cannot tell", said("clear but very small", 0.05, half=0.04), NIL))
    assert small.startswith("Clear but very small:")
    nil = text(answered(fit, "cannot tell", NIL, NIL))
    assert nil.startswith("The whole 90 % interval (−0.035 to +0.055) lies within ±0.10 standard deviations")
    unsure = text(answered(fit, "cannot tell", UNSURE, NIL))
    assert unsure.startswith("Not sure enough to say:")
    assert "from 90 % on it would be called likely, from 97.5 % on clear" in unsure


def test_the_size_has_a_word_only_where_it_is_standardised(fit: Fit) -> None:
    for estimate, word in ((0.1, "slightly more"), (0.3, " more"), (0.6, "much more"), (-0.1, "slightly less")):
        assert f"{word} depression" in text(answered(fit, "cannot tell", said("drives", estimate, half=0.05), NIL))
    raw = text(answered(fit, "cannot tell", said("drives", 0.6, standardised=False), NIL))
    assert "much" not in raw
    assert "in points of depression for each point of pain" in raw


def test_no_interval_no_number(fit: Fit) -> None:
    bare = LinkAnswer("cannot tell", np.nan, Effect(0.2, None, None), -np.inf, np.inf, True)
    found = text(answered(fit, "cannot tell", bare, NIL))
    assert found.startswith("No interval can be given")
    assert "0.2" not in found
    assert "probability" not in found


def test_an_arrow_at_an_edge_has_no_number(fit: Fit) -> None:
    at_edge = stuck(fit)
    found = answered(at_edge, "cannot tell", UNSURE, UNSURE)
    assert edges(at_edge) == {"pain"}
    assert withheld(found, THERE)
    assert withheld(found, BACK)
    assert "So no number is given (see the checks)." in text(found)
    assert "more days" not in text(found)
    kept = withhold(found.direction, found.links, edges(at_edge), THERE)  # what learning leaves of it
    assert link_sentences(replace(found, direction=kept), THERE) == (EDGE, "So no number is given (see the checks).")
    tied = replace(fit, diffusion=np.array([[1.0, -0.96], [-0.96, 1.0]]))
    assert edges(tied) == {"pain", "depression"}
    assert edges(fit) == set()


def test_how_much_more(fit: Fit, people_fit: Fit) -> None:
    # n ((2.80 se / effect)^2 - 1), se from the 90 % interval, rounded up to two digits.
    error = (UNSURE.high90 - UNSURE.low90) / 3.29
    more = 246 * ((2.80 * error / UNSURE.effect.estimate) ** 2 - 1)
    said_so = needed(fit, UNSURE)
    shown = float("".join(c for c in said_so if c.isdigit()))
    assert more <= shown <= 1.12 * more
    assert said_so.endswith("more days would be needed to call it clear.")
    hourly = replace(fit, data=replace(fit.data, interval=0.1))
    assert "more answers, one every 2.4 hours, would be needed" in needed(hourly, UNSURE)
    assert "more people with 10 occasions each would be needed" in needed(people_fit, UNSURE)
    assert needed(fit, DRIVES) == ""
    assert needed(fit, NIL) == ""
    tiny = said("cannot tell", 1e-5, half=0.2, probability=0.5)
    assert needed(fit, tiny).startswith("An effect as small as this estimate could not be told")


def test_stronger_only_when_both_are_clear(fit: Fit) -> None:
    both = answered(fit, "both", DRIVES, DRIVES, stronger=0.98)
    assert stronger(both) == "Pain → depression is clearly the stronger of the two (probability 98 %)."
    assert "likely the stronger" in stronger(answered(fit, "both", DRIVES, DRIVES, stronger=0.07))
    assert stronger(answered(fit, "both", DRIVES, DRIVES, stronger=0.07)).startswith("Depression → pain")
    assert stronger(answered(fit, "both", DRIVES, DRIVES, stronger=0.6)).startswith("Which of the two is stronger cannot be told")
    assert stronger(answered(fit, "pain->depression", DRIVES, NIL, stronger=1.0)) == ""
    assert stronger(answered(fit, "both", DRIVES, DRIVES)) == ""


def test_headings() -> None:
    assert link_heading(THERE, "drives") == "Pain drives depression"
    assert link_heading(THERE, "likely drives", -0.2) == "Pain likely drives depression down"
    assert link_heading(("sleep_problem", "pain"), "cannot tell") == "Sleep problem → pain: cannot tell"
    assert link_heading(BACK, "nil") == "Depression → pain: no effect worth speaking of"
    assert back(THERE) == BACK
    assert start("") == ""


def test_times() -> None:
    assert about(0.07, "day") == "1.7 hours"
    assert about(0.01, "day") == "14 minutes"
    assert about(0.5, "hour") == "30 minutes"
    assert about(6.0, "month") == "6 months"
    assert duration(Effect(0.75, 0.6, 1.0), "day", 0.95) == "18 hours (95 % interval 14 to 24)"
    assert duration(Effect(1.5, 1.0, None), "month", 0.9) == "1.5 months (90 % interval from 1.0, without an upper end)"
    assert duration(Effect(1.0, None, None), "week", 0.95) == "1.0 weeks"
    assert every(1.0, "day") == "every day"
    assert every(6.0, "month") == "every 6 months"
    assert one_lag(1.0, "day") == ("on one day", "on the next")
    assert one_lag(1.0, "week") == ("in one week", "in the next")
    assert one_lag(6.0, "month") == ("at one time", "6 months later")


def test_levels_are_never_mixed_in_one_sentence(people_fit: Fit) -> None:
    words = " ".join([answer(people_fit), *link_sentences(people_fit, THERE), meaning_of_drives(people_fit)])
    for sentence in words.split(". "):
        assert not ("within a person" in sentence.casefold() and "people with more" in sentence.casefold())


def test_why_there_are_no_figures(fit: Fit) -> None:
    assert no_figures(fit) == ""
    assert no_figures(replace(fit, verdicts=(Verdict("unstable", "caution", "It runs away."),))) == "It runs away."
    assert no_figures(replace(fit, diffusion=np.ones((2, 2)))) == EDGE


def test_without_an_interval_the_side_of_zero_and_what_may_help_are_said(fit: Fit) -> None:
    untold = replace(said("cannot tell", -0.1, probability=0.8), effect=Effect(-0.1, None, None))
    found = replace(fit, direction=replace(fit.direction, links={THERE: untold}))
    first, chance, help_ = link_sentences(found, THERE)
    assert first.startswith("No interval can be given")
    assert chance == "The probability that the effect lies below zero is 80 %."
    assert help_.startswith("What may help: a longer or denser series")
    unknown = replace(found, direction=replace(fit.direction, links={THERE: replace(untold, probability=float("nan"))}))
    assert len(link_sentences(unknown, THERE)) == 2


@pytest.mark.parametrize(
    ("ci", "turned", "arrow", "walked"),
    [
        ("wald", "", THERE, False),
        ("bootstrap", "", THERE, False),
        ("profile", "Intervals are read from profiles of the likelihood. Bands are draws.", THERE, True),
        ("wald", "Intervals and words are read from profiles of the likelihood, because the fit lies near an edge.", THERE, True),
        ("wald", "Effects of the headline are read from profiles of the likelihood; other intervals are Wald's.", THERE, True),
        ("wald", "Only effects of the headline are read from profiles of the likelihood, because it is near an edge.", BACK, True),
        ("wald", "Effects of the headline are read from profiles of the likelihood; other intervals are Wald's.", ("sleep", "pain"), False),
        ("wald", "error:pain: intervals are read from profiles of the likelihood, because it is small.", THERE, False),
        ("wald", "Intervals are Wald's; learning anew reads the headline's effects from profiles.", THERE, False),
    ],
)
def test_why_there_is_no_interval_is_true_of_how_it_was_looked_for(
    fit: Fit, ci: str, turned: str, arrow: tuple[str, str], walked: bool
) -> None:
    bare = LinkAnswer("cannot tell", np.nan, Effect(0.2, None, None), -np.inf, np.inf, True)
    verdicts = (Verdict("intervals", "ok", turned),) if turned else ()
    made = replace(fit, choices=replace(fit.choices, ci=ci), verdicts=verdicts)

    def first(link: LinkAnswer) -> str:
        return link_sentences(replace(made, direction=replace(fit.direction, links={arrow: link})), arrow)[0]

    assert ("no profile of the likelihood could be followed" in first(bare)) == walked
    assert ("or lie elsewhere than the estimate" in first(bare)) == (not walked)
    open_ = first(replace(bare, probability=0.8))
    assert ("an end of it was not found" in open_) == walked
    assert ("have no value here" in open_) == (not walked)


def test_a_sure_sign_without_both_ends_is_said_and_not_called(fit: Fit) -> None:
    walled = LinkAnswer("cannot tell", 0.98, Effect(0.2, None, None), -np.inf, np.inf, True)
    profiled = replace(fit, choices=replace(fit.choices, ci="profile"))
    found = text(answered(profiled, "cannot tell", walled, NIL))
    assert "above zero is 98 %; without both ends of its interval it is not called." in found
    assert "not called" not in text(answered(profiled, "cannot tell", replace(walled, probability=0.8), NIL))
