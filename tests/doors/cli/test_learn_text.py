from __future__ import annotations

import io
import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from tests.store.made_fit import BACK, THERE, made_fit

from unspiral.doors.cli.learn_text import fit_text, for_terminal, read_line
from unspiral.records import Direction, Effect, Fit, LinkAnswer, Moments, Panel, Parameter, Person, Source, Verdict
from unspiral.show.words import answer

pytestmark = pytest.mark.unit


def told(**changes: object) -> Fit:
    """The made-up fit with a headline that can be told in words."""
    link = LinkAnswer("drives", 0.99, Effect(0.3, 0.1, 0.5), 0.12, 0.48, True)
    direction = Direction("cannot tell", 1.0, {THERE: link, BACK: replace(link, word="cannot tell", probability=0.6)}, 0.75)
    return made_fit(direction=direction, **changes)


def test_first_the_answer_then_how_sure_then_the_numbers_then_the_judgements() -> None:
    text = fit_text(told(), "fit.json")
    order = [
        answer(told()).split(".")[0],
        "● Pain drives low mood",
        "Spiral gain",
        "Parameters",
        "self:pain",
        "Caution",
        "found nothing wrong",
        "Data:",
        "Next:",
    ]
    found = [text.index(part) for part in order]
    assert found == sorted(found)
    assert max(map(len, text.splitlines())) <= 110


def test_a_note_stands_first_with_the_answer_in_one_word() -> None:
    note = "People with more pain are more depressed."
    text = fit_text(replace(told(), direction=replace(told().direction, note=note)), None)
    assert text.splitlines()[1].strip() == note
    assert "In one word: cannot tell." in text


def test_cautions_stand_before_what_is_in_order_and_refusals_before_cautions() -> None:
    fine, edge = Verdict("fine", "ok", "Fine."), Verdict("edge", "caution", "Edge.", "--no-error")
    verdicts = (fine, edge, Verdict("stop", "refuse", "Stop.", "--starts 20"))
    text = fit_text(told(verdicts=verdicts), None)
    assert (
        text.index("Refused (stop): Stop. Fix: --starts 20")
        < text.index("Caution (edge): Edge. Fix: --no-error")
        < text.index("1 check found nothing wrong: fine")
    )


def test_a_refused_fit_shows_no_number() -> None:
    text = fit_text(told(converged=False, verdicts=(Verdict("converged", "refuse", "No maximum."),)), "fit.json")
    assert "No answer." in text
    for word in ("self:pain", "Spiral", "Log-likelihood", "other assumptions", "Next:"):
        assert word not in text


def test_a_parameter_at_its_edge_has_no_interval() -> None:
    text = fit_text(told(parameters=(Parameter("self:pain", -0.0001, None, None, None, "1/day"),)), None)
    assert "at an edge, no interval" in text
    text = fit_text(told(parameters=(Parameter("self:pain", -0.5, 0.4, None, None, "1/day"),)), None)
    assert "open on both sides" in text
    assert "at an edge" not in text


def test_a_check_that_found_something_is_not_among_those_that_found_nothing() -> None:
    verdicts = (Verdict("innovations", "ok", "New."), Verdict("innovations", "caution", "Spread."), Verdict("restarts", "ok", "5 of 5."))
    assert "1 check found nothing wrong: restarts (" in fit_text(told(verdicts=verdicts), None)


def test_an_interval_open_on_one_side_says_so_and_the_kind_is_named() -> None:
    open_end = Parameter("self:pain", -0.5, 0.1, None, -0.2, "1/day")
    base = told(parameters=(open_end,))
    text = fit_text(replace(base, choices=replace(base.choices, ci="profile")), None)
    assert "up to −0.2" in text
    assert "intervals (profile likelihood)" in text


PROFILED = "Intervals and words are read from profiles of the likelihood, because the fit lies near an edge."


@pytest.mark.parametrize(
    ("ci", "reason", "kind"),
    [
        ("wald", "", "(Wald)"),
        ("wald", PROFILED, "(profile likelihood where near an edge, else Wald)"),
        ("wald", "Effects of the headline are read from profiles of the likelihood; other intervals are Wald's.", "(Wald)"),
        (
            "wald",
            "error:pain: intervals are read from profiles of the likelihood, because it is.",
            "(profile likelihood for some, else Wald)",
        ),
        ("profile", "Intervals are read from profiles of the likelihood. Bands are draws.", "(profile likelihood)"),
    ],
)
def test_the_head_of_the_table_tells_what_learning_turned_to(ci: str, reason: str, kind: str) -> None:
    base = told(verdicts=(Verdict("intervals", "ok", reason),) if reason else ())
    text = " ".join(fit_text(replace(base, choices=replace(base.choices, ci=ci)), None).split())
    assert f"intervals {kind}" in text
    if reason:
        assert (f"{reason} name estimate" in text) == (ci == "wald")


def test_weights_say_beside_the_table_that_they_brought_the_sandwich() -> None:
    base = told(verdicts=(Verdict("weights", "ok", "Persons count as 'w' says; intervals come from how much people differ (sandwich)."),))
    text = " ".join(fit_text(replace(base, choices=replace(base.choices, ci="sandwich", weight="w")), None).split())
    assert "intervals (sandwich)" in text
    assert "how much people differ (sandwich). name estimate" in text


def test_a_number_keeps_the_digits_of_its_interval_and_its_side_of_zero() -> None:
    parameters = (
        Parameter("loading:pain=p2", 1.004, 0.019, 0.966, 1.042, "points"),
        Parameter("link:pain->depression", -2.1, 1.1, -4.3, 0.03, "1/day"),
        Parameter("error:pain", 3.7e-12, None, 0.0, 0.6441, "points^2"),
    )
    rows = [line.split() for line in fit_text(told(parameters=parameters), None).splitlines()]
    found = {row[0]: " ".join(row[1:]) for row in rows if row and ":" in row[0]}
    assert found["loading:pain=p2"] == "1.004 0.019 0.966 to 1.042 points"
    assert found["link:pain->depression"] == "−2.1 1.1 −4.3 to 0.03 1/day"
    assert found["error:pain"] == "0 0 to 0.64 points^2"


def test_the_gain_tells_what_less_than_nothing_means() -> None:
    assert "below 0 the loop works against the push" in " ".join(fit_text(told(spiral=Effect(0.5, -1.1, 0.9)), None).split())


def test_standardised_effects_are_shown_when_asked_for() -> None:
    base = told(standardised={THERE: Effect(0.25, 0.1, 0.4), BACK: Effect(0.1, None, None), ("pain", "pain"): Effect(0.5, 0.4, 0.6)})
    asked = fit_text(replace(base, choices=replace(base.choices, standardize=True)), None)
    assert "within-person standard deviations" in asked
    assert "pain → low mood é  +0.25 SD (90 % interval +0.10 to +0.40)" in asked
    assert "pain → pain" not in asked
    assert "SD (90" not in fit_text(replace(base, choices=replace(base.choices, standardize=False)), None)
    none = replace(base, standardised={}, choices=replace(base.choices, standardize=True))
    assert "Standardised effects: none" in fit_text(none, None)


def test_columns_stand_below_each_other() -> None:
    parameters = tuple(Parameter(f"self:{name}", -0.5, 0.1, -0.7, -0.3, "1/day") for name in ("pain", "a_much_longer_name"))
    lines = fit_text(told(parameters=parameters), None).splitlines()
    at = [line.index("1/day") for line in lines if line.startswith("  self:")]
    assert len(at) == 2
    assert at[0] == at[1]


def test_the_ladder_shows_each_rung_with_marks_and_their_meaning() -> None:
    effects = {THERE: Effect(0.2, 0.1, 0.3), BACK: Effect(0.1, -0.1, 0.3)}
    words = {THERE: "drives", BACK: "cannot tell"}
    base = made_fit().ladder[0]
    links = {arrow: replace(base.links[arrow], word=words[arrow], effect=effects[arrow], standardised=True) for arrow in words}
    rungs = tuple(replace(base, label=name, words=words, links=links, loglik=value) for name, value in (("one", -5.25), ("two", math.nan)))
    text = fit_text(told(ladder=rungs), None)
    assert "one" in text
    assert "● +0.20 (+0.10 to +0.30)" in text
    assert "-5.25" in text
    assert "nan" not in text
    assert "● drives, ? cannot tell; judged after 1 day" in text
    assert "unit" in text
    assert text.count("  SD") == 2
    assert "(effect after 1 day, standard deviations)" in text  # what is shown is what the words rest on
    raw = replace(rungs[1], links={arrow: replace(link, standardised=False) for arrow, link in links.items()})
    mixed = fit_text(told(ladder=(rungs[0], raw)), None)
    assert mixed.count("  SD") == mixed.count("points *") == 1
    assert "does not settle" in mixed
    older = tuple(replace(rung, lagged=effects, links={}) for rung in rungs)
    assert "(effect after 2.5 days, points per point)" in fit_text(told(ladder=older), None)
    assert "other assumptions" not in fit_text(told(ladder=rungs[:1]), None)


def test_a_terminal_without_the_signs_gets_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert for_terminal("●◐•○ −1 → 2\u202f000 “x” ±0.1") == '#~.o -1 > 2 000 "x" +-0.1'
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert for_terminal("●−") == "●−"


def test_what_was_read_in_one_line() -> None:
    person = Person("1", np.array([0.0, 1.0]), np.zeros((2, 1)), np.zeros((2, 0)))
    panel = Panel((person,), ("pain",), (), "day", Source("diary.csv", "", 2))
    assert read_line(panel) == "Read 1 person, 2 occasions, time in days, from diary.csv."
    assert read_line(replace(panel, persons=(person, person))).startswith("Read 2 people, 4 occasions")
    moments = Moments(np.array([0.0, 6.0]), ("pain",), np.zeros(2), np.eye(2), 30, None, "month", Source("m.json", "", 0))
    assert read_line(moments) == "Read summary statistics of 30 people at 2 waves from m.json."


def test_the_causal_word_never_stands_without_what_it_does_not_mean() -> None:
    assert "not proof of cause" in fit_text(told(), None)
    unsure = {arrow: replace(link, word="cannot tell") for arrow, link in told().direction.links.items()}
    assert "proof" not in fit_text(replace(told(), direction=replace(told().direction, links=unsure)), None)


def test_the_next_command_can_be_pasted() -> None:
    assert "unspiral whatif 'my fit.json' --cut 'pain->" in fit_text(told(), "my fit.json")


def test_what_was_considered_beside_the_loop_is_said() -> None:
    fit = told()
    choices = replace(fit.choices, covariates={"age": "levels", "sex": "both"}, weekday=True, overnight=True, weight="w")
    text = " ".join(fit_text(replace(fit, choices=choices), None).split())
    assert "Beside the loop: covariate age (on levels), covariate sex (on levels and links), weekdays, nights, weights 'w'." in text
    assert "Beside the loop" not in fit_text(fit, None)
