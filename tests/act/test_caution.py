from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import pair_fit

from unspiral.act.caution import (
    assumed,
    assumed_of_delay,
    carried,
    input_verdicts,
    level_verdicts,
    link_verdicts,
    range_verdicts,
    refuse,
    refuse_runaway,
    runaway_verdict,
    untold,
)
from unspiral.errors import NotIdentified
from unspiral.loop.model import Delay, Input
from unspiral.records import Direction, Effect, Fit, LinkAnswer, Parameter, Verdict

pytestmark = pytest.mark.unit
SMALL = Effect(0.1, -0.2, 0.3)
ARROW = ("pain", "depression")


def with_word(word: str) -> Fit:
    return replace(pair_fit(), direction=Direction("cannot tell", 1.0, {ARROW: LinkAnswer(word, 0.5, SMALL, -0.1, 0.2, True)}))


def test_cautions_of_the_fit_that_matter_come_along() -> None:
    known = [
        Verdict("boundary", "caution", "at its edge"),
        Verdict("traits-left-out", "caution", "no traits"),
        Verdict("innovations", "caution", "something is left"),
        Verdict("information", "ok", "fine"),
        Verdict("unstable", "caution", "judged anew"),
    ]
    assert carried(replace(pair_fit(), verdicts=tuple(known))) == known[:2]


@pytest.mark.parametrize("code", ["weekday-left-out", "trend-left-out"])
def test_what_can_pose_as_an_arrow_comes_along(code: str) -> None:
    known = (Verdict(code, "caution", "it can pose as an arrow"),)
    assert carried(replace(pair_fit(), verdicts=known)) == list(known)


def test_what_is_measured_from_a_level_says_that_a_trend_moves_it() -> None:
    plain = pair_fit()
    slope = Parameter("trend:pain", -0.0026, 0.0002, -0.003, -0.002, "points/day")
    fit = replace(plain, choices=replace(plain.choices, trend=True), parameters=(*plain.parameters, slope))
    assert level_verdicts(plain) == []
    (said,) = level_verdicts(fit)
    assert (said.code, said.level) == ("trend-level", "caution")
    assert "pain -0.0026 points/day" in said.reason.replace("\u2212", "-")
    assert any("The trend goes on whatever is done" in words for words in assumed(fit))
    assert not any("trend" in words for words in assumed(plain))
    weekly = replace(plain, choices=replace(plain.choices, weekday=True))
    assert "A level is the mean over the days of the week." in assumed(weekly)


def test_a_sound_fit_is_not_refused() -> None:
    refuse(pair_fit())
    refuse_runaway(pair_fit(), np.array([True, False]))
    with pytest.raises(NotIdentified, match=r"^The estimated loop does not return"):
        refuse_runaway(pair_fit(), np.array([False, True]))


@pytest.mark.parametrize(("lost", "words"), [(3, "Fewer than 1 %"), (100, "10 %")])
def test_how_many_loops_run_away(lost: int, words: str) -> None:
    stable = np.arange(1001) > lost
    stable[0] = True
    (said,) = runaway_verdict(pair_fit(), stable, [SMALL])
    assert said.reason.startswith(f"{words} of the loops")
    assert "wide intervals" in said.reason
    (said,) = runaway_verdict(pair_fit(), stable, [SMALL, Effect(0.1, 0.0, None)])
    assert "no end on one side" in said.reason


def test_none_of_them_needs_no_verdict() -> None:
    assert runaway_verdict(pair_fit(), np.full(11, True), [Effect(0.1, None, None)]) == []


@pytest.mark.parametrize(
    ("word", "code"), [("cannot tell", "link-not-told"), ("nil", "link-nil"), ("clear but very small", "link-nil"), ("drives", None)]
)
def test_a_link_that_cannot_be_told_is_said_before_it_is_cut(word: str, code: str | None) -> None:
    assert [v.code for v in link_verdicts(with_word(word), ARROW)] == ([code] if code else [])


def test_a_link_without_an_answer_cannot_be_told() -> None:
    fit = replace(pair_fit(), direction=Direction("cannot tell", 1.0, {}))
    assert link_verdicts(fit, ARROW)[0].code == "link-not-told"


def test_an_input_that_may_do_nothing_is_said() -> None:
    unclear = Parameter("input:night_shift->pain", 0.1, 0.2, -0.3, 0.5, "points/day")
    clear = Parameter("input:night_shift->depression", 0.5, 0.1, 0.3, 0.7, "points/day")
    other = Parameter("input:walking->pain", 0.1, 0.2, -0.3, 0.5, "points/day")
    fit = replace(pair_fit(), parameters=(unclear, clear, other))
    (said,) = input_verdicts(fit, ["night_shift"])
    assert said.code == "input-not-told"
    assert "whether night shift acts on pain at all (0.1 points/day, from -0.3 to 0.5)" in said.reason


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-2.4, None, "from -2.4, without an upper end"),
        (None, -0.1, "without a lower end, up to -0.1"),
        (None, None, "no interval can be given"),
    ],
)
def test_an_input_without_an_end_is_the_least_certain(low: float | None, high: float | None, words: str) -> None:
    fit = replace(pair_fit(), parameters=(Parameter("input:walking->pain", -0.5, 0.2, low, high, "points/day"),))
    (said,) = input_verdicts(fit, ["walking"])
    assert said.code == "input-not-told"
    assert f"(-0.5 points/day, {words})" in said.reason
    assert "look surer than they are" in said.reason


def test_what_hangs_on_an_input_that_cannot_be_told() -> None:
    clear = Parameter("input:walking->pain", -0.5, 0.1, -0.7, -0.3, "points/day")
    open_end = replace(clear, low=None)
    other = replace(clear, name="input:walking->depression")
    assert untold(replace(pair_fit(), parameters=(clear,)), ["walking"]) == frozenset()
    assert untold(replace(pair_fit(), parameters=(open_end,)), ["walking"]) == {"pain", "depression"}
    assert untold(replace(pair_fit(), parameters=(open_end, other)), ["walking"]) == {"pain"}
    assert untold(replace(pair_fit(), parameters=(open_end,)), ["walking", "depression"]) == {"pain"}
    assert untold(replace(pair_fit(), parameters=(open_end,)), ["pain"]) == frozenset()


def test_beyond_what_was_seen_in_time_or_size() -> None:
    fit = pair_fit(span=28.0)
    shifts = {"pain": Effect(-1.9, None, None), "depression": Effect(5.0, None, None)}
    assert range_verdicts(fit, 28.0, {"pain": SMALL, "depression": SMALL}, np.array([1.0, 2.0])) == []
    found = range_verdicts(fit, 56.0, shifts, np.array([1.0, 2.0]))
    assert [v.code for v in found] == ["beyond-data", "beyond-range"]
    assert "56 days; nobody was followed for more than 28 days" in found[0].reason
    assert "depression by 5 is more than 2 of its standard deviations (2)" in found[1].reason


def test_people_are_mentioned_only_where_there_are_several() -> None:
    assert not any("Everybody" in said for said in assumed(pair_fit()))
    many = pair_fit(persons=2)
    assert any("Everybody" in said for said in assumed(many))
    tilted = replace(many, choices=replace(many.choices, covariates={"age": "links", "sex": "levels"}))
    assert not any("Everybody" in said for said in assumed(tilted))
    assert "The links are those of a person of average age: they differ with it." in assumed(tilted)


def test_a_loop_in_which_people_differ_is_the_average_persons() -> None:
    many = pair_fit(persons=30)
    differ = replace(many, choices=replace(many.choices, individual=("link:pain->depression",)))
    assert not any("Everybody" in said for said in assumed(differ))
    assert any("average person: people differ in it" in said for said in assumed(differ))


def test_the_clock_of_a_late_input_begins_when_it_acts() -> None:
    inputs = (Input("walking", ("pain",), "sustained", Delay(3.0, "day")), Input("pill", ("pain",), "sustained"))
    assert assumed_of_delay(inputs, ["pill"]) == []
    assert assumed_of_delay(inputs, ["walking", "pill"]) == ["Time is counted from when walking begins to act, 3 days after it is given."]
