"""A plan from its start to its end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.design.made import LINK, LOOP, small
from tests.act.made import made_fit, pair_fit

from unspiral.act.design.confirm import study
from unspiral.act.design.given import Given
from unspiral.act.design.pilot import pilot_of
from unspiral.act.design.plan import design
from unspiral.errors import NotIdentified, SpecError
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_the_chosen_design_is_the_one_with_the_fewest_prompts_that_reaches() -> None:
    plan = design(LINK, small(), loop=LOOP, value=0.4)
    enough = [row for row in plan.rows if row.power >= 0.8]
    assert 0 < len(enough) < len(plan.rows)
    assert plan.chosen == min((row.design for row in enough), key=lambda one: one.prompts)
    assert plan.standardised[0] == 1.0
    assert plan.truth["link:depression->pain"] == 0.4
    assert plan.confirmed is None


def test_the_same_seed_gives_the_same_plan_for_any_number_of_workers() -> None:
    exact = {"pain": 0.0, "depression": 0.0}  # without measurement error a study is learned from quickly
    one, other = (design(LINK, small(people=(40,)), loop=LOOP, value=0.4, errors=exact, studies=1, seed=3, workers=n) for n in (1, 2))
    assert repr(one) == repr(other)
    assert one.confirmed is not None
    assert other.confirmed is not None
    assert (one.confirmed.mean, one.confirmed.width) == (other.confirmed.mean, other.confirmed.width)
    assert one.confirmed.design == one.chosen
    assert one.rows != design(LINK, small(people=(40,)), loop=LOOP, value=0.4, errors=exact, seed=4).rows


def test_an_effect_after_a_lag_is_planned_for_as_its_rate() -> None:
    plan = design(LINK, small(), loop=LOOP, effect=(0.1, 2.0))
    assert plan.standardised == (2.0, pytest.approx(0.1, abs=1e-9))
    again = design(LINK, small(), loop=LOOP, value=plan.value)
    assert [row.power for row in again.rows] == pytest.approx([row.power for row in plan.rows], rel=1e-6)


def test_out_of_reach_is_said_with_what_would_do() -> None:
    plan = design(LINK, small(people=(10, 20)), loop=LOOP, value=0.2)
    assert plan.chosen is None
    found = next(v for v in plan.verdicts if v.code == "out-of-reach")
    assert "None of these designs reaches a power of 0.8" in found.reason
    people = int(found.remedy.split()[1])
    assert people in {one.people for one in plan.people}


def test_where_people_differ_too_much_days_are_said_not_to_help() -> None:
    plan = design(LINK, small(people=(20,)), loop=LOOP, value=0.1, differ={LINK: 0.3})
    found = next(v for v in plan.verdicts if v.code == "out-of-reach")
    assert "no number of days would" in found.reason
    assert any("differ between people" in said for said in plan.assumptions)


def test_more_spread_between_people_never_helps() -> None:
    powers = [
        design(LINK, small(people=(60,), beeps=(3,)), loop=LOOP, value=0.3, differ={LINK: sd}).rows[0].power for sd in (0.0, 0.2, 0.4)
    ]
    assert powers[0] > powers[1] > powers[2]


def test_a_pilot_gives_power_over_what_it_leaves_possible() -> None:
    plan = design(LINK, small(people=(20,), beeps=(2,)), pilot=pair_fit(), draws=12)
    row = plan.rows[0]
    assert plan.draws == 12
    assert row.low is not None
    assert row.high is not None
    assert row.low <= row.power <= row.high
    assert "stated-truth" not in {v.code for v in plan.verdicts}


def test_studies_of_a_pilot_go_over_its_draws_and_are_the_same_for_any_number_of_workers() -> None:
    asked = small(people=(20,), beeps=(2,))
    one, other = (design(LINK, asked, pilot=pair_fit(), draws=2, studies=3, seed=2, workers=n) for n in (1, 2))
    assert repr(one) == repr(other)
    assert one.confirmed is not None
    assert (one.confirmed.studies, one.confirmed.truths) == (3, 2)
    pilot = pilot_of(pair_fit(), LINK, None, draws=2, differ={}, traits={})
    rows = [study(pilot.draws[k % 2], LINK, one.confirmed.design, asked.timetable(2, 0.8), level=0.95, seed=2, number=k) for k in range(3)]
    assert one.confirmed.mean == pytest.approx(np.nanmean([row.estimate for row in rows]))


def test_one_person_can_be_planned_beside_many() -> None:
    plan = design(LINK, small(people=(1, 20), days=(60,), beeps=(3,)), loop=LOOP, value=0.5)
    assert [row.design.people for row in plan.rows] == [1, 20]
    assert plan.rows[0].width > plan.rows[1].width


def test_a_link_of_nothing_is_no_target_of_power_but_of_width() -> None:
    for given in ({"value": 0.0}, {"effect": (0.0, 1.0)}):
        for asked in (small(), small(power=0.9), small(power=0.9, width=0.5)):
            with pytest.raises(SpecError, match="no study can see what is not there") as told:
                design(LINK, asked, loop=LOOP, **given)  # type: ignore[arg-type]
            assert "--width 0.1 without --power" in told.value.fix
    plan = design(LINK, small(width=0.5), loop=LOOP, value=0.0)
    assert plan.rows[0].power == pytest.approx(0.05)
    assert plan.rows[0].width > 0.0
    assert "nothing-to-see" in {v.code for v in plan.verdicts}


def test_a_small_study_with_one_beep_is_said_to_be_overstated() -> None:
    """docs/validation/act-design.md: 50 people, 28 days, one beep; the expected standard error lay 11.8 and 15 % below the spread."""
    for people, beeps, said in (((50,), (1,), True), ((20, 60), (1, 3), True), ((51,), (1,), False), ((50,), (2,), False)):
        plan = design(LINK, small(people=people, beeps=beeps), loop=LOOP, value=0.3)
        assert ("small-study" in {v.code for v in plan.verdicts}) is said, (people, beeps)


def test_what_does_not_fit_together_is_refused() -> None:
    for given, said in (
        ({"loop": LOOP}, "needs a loop and the size"),
        ({"loop": LOOP, "value": 0.1, "effect": (0.1, 1.0)}, "stated twice"),
        ({"loop": LOOP, "value": 0.1, "pilot": pair_fit()}, "A pilot says"),
        ({"loop": LOOP, "value": 0.1, "differ": {LINK: -0.1}}, "from 0 on"),
        ({"loop": LOOP, "value": float("nan")}, "is not a number"),
        ({"loop": replace(parse("pain <-> depression; vary depression -> pain")), "value": 0.1}, "by how much"),
        ({"loop": LOOP, "value": 0.1, "seed": -1}, "below 0"),
    ):
        with pytest.raises(SpecError, match=said):
            design(LINK, small(), **given)  # type: ignore[arg-type]


def test_what_an_input_does_needs_a_timetable_and_stated_numbers() -> None:
    loop = parse("pain <-> depression; walking => pain (sustained)")
    with pytest.raises(SpecError, match="nobody says when the study gives it") as caught:
        design(("walking", "pain"), small(), loop=loop, value=0.1)
    assert "which part of it is taken" in caught.value.why
    assert caught.value.fix.startswith("--given 'walking: half'")
    fit = made_fit("pain <-> depression; walking => pain (sustained)", pair_fit().drift, inputs={"input:walking->pain": 0.2})
    with pytest.raises(SpecError, match="is what an input does"):
        design(("walking", "pain"), small(), pilot=fit)
    with pytest.raises(SpecError, match="carries a plan of links only"):
        design(LINK, small(given=Given("walking")), pilot=fit)
    with pytest.raises(SpecError, match="has the input 'walking'"):
        design(LINK, small(), loop=loop, value=0.1)


WALKING = parse("pain <-> depression; walking => pain (sustained)")
EFFECT = ("walking", "pain")


def test_being_assigned_is_what_is_planned_for() -> None:
    """An effect of which 60 % is taken is planned for as 60 % of it; nothing but that product counts."""
    asked = small(people=(60,), beeps=(1,), given=Given("walking", None, 0.6, 0.6))
    plan = design(EFFECT, asked, loop=WALKING, value=-0.5)
    assert plan.given is not None
    assert (plan.value, plan.given.taken) == (pytest.approx(-0.3), -0.5)
    assert plan.truth["input:walking->pain"] == pytest.approx(-0.3)
    whole = design(EFFECT, small(people=(60,), beeps=(1,), given=Given("walking")), loop=WALKING, value=-0.3)
    assert plan.rows[0].power == pytest.approx(whole.rows[0].power, rel=1e-9)
    assert "all-taken" in {v.code for v in whole.verdicts}
    assert "all-taken" not in {v.code for v in plan.verdicts}
    assert any("takes the same share" in said for said in plan.assumptions)
    after = design(EFFECT, asked, loop=WALKING, effect=(-0.4, 7.0))
    assert after.standardised == (7.0, pytest.approx(-0.24))  # 60 % of what it does where taken


def test_a_range_of_adherence_is_planned_for_its_smaller_end_and_shows_both() -> None:
    def plan(least: float, most: float):
        return design(EFFECT, small(people=(40,), beeps=(2,), given=Given("walking", 7, least, most)), loop=WALKING, value=-0.4)

    ranged, low, high = plan(0.5, 0.8), plan(0.5, 0.5), plan(0.8, 0.8)
    row = ranged.rows[0]
    assert (row.power, row.low, row.high) == (low.rows[0].power, low.rows[0].power, high.rows[0].power)
    assert row.power < high.rows[0].power
    assert ranged.chosen == low.chosen
    assert (low.rows[0].low, low.rows[0].high) == (None, None)


def test_an_input_and_the_same_plan_for_any_number_of_workers() -> None:
    exact = {"pain": 0.0, "depression": 0.0}
    asked = small(people=(20,), beeps=(2,), given=Given("walking", 7, 0.7, 0.7))
    one, other = (design(EFFECT, asked, loop=WALKING, value=-0.9, errors=exact, studies=3, seed=3, workers=n) for n in (1, 2))
    assert repr(one) == repr(other)
    assert one.confirmed is not None
    assert one.confirmed.mean == pytest.approx(-0.63, abs=0.25)


def test_what_does_not_fit_an_input_is_refused() -> None:
    half = small(given=Given("walking"))
    for text, link, more, said in (
        ("pain <-> depression; walking => pain (fading)", EFFECT, {}, "is fading"),
        ("pain <-> depression; walking => pain (impulse)", EFFECT, {}, "is impulse"),
        ("pain <-> depression; walking => pain (sustained, after 3 days)", EFFECT, {}, "after 3 days"),
        ("pain <-> depression; sun => pain (sustained)", ("sun", "pain"), {}, "no input 'walking'"),
        ("pain <-> depression; walking => pain (sustained)", LINK, {}, "planned for its own effect"),
        ("pain <-> depression; walking => pain (sustained)", ("walking", "depression"), {}, "no link walking -> depression"),
        ("pain <-> depression; walking => pain (sustained)", EFFECT, {"differ": {LINK: 0.1}}, "People are to differ"),
        ("pain <-> depression; walking => pain (sustained); sun => pain (impulse)", EFFECT, {}, "does not give"),
    ):
        with pytest.raises(SpecError, match=said):
            design(link, half, loop=parse(text), value=-0.3, **more)  # type: ignore[arg-type]


def test_few_people_of_whom_half_are_without_are_said() -> None:
    plan = design(EFFECT, small(people=(10, 60), beeps=(1,), given=Given("walking")), loop=WALKING, value=-0.5)
    assert "With 10 people" in next(v.reason for v in plan.verdicts if v.code == "few-people-half")


def test_people_of_whom_many_would_run_away_are_refused() -> None:
    with pytest.raises(NotIdentified, match="run away"):
        design(LINK, small(), loop=LOOP, value=0.3, others={LINK[::-1]: 0.5}, differ={LINK: 1.0})
