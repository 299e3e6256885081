"""The plan: safety first, nothing hidden, no rank by a model, and what was not told is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.option import options
from unspiral.act.pathway.pathway import HIGH_TOTAL, HIGHER, LEG_PAIN, NO_FLAGS, NO_ITEM_NINE, pathway
from unspiral.records.pathway import Plan

pytestmark = pytest.mark.unit

COMMON = {"suicide_trigger": False, "red_flag": "none", "phq9": 13, "pain_weeks": 60, "start_risk": "medium"}


def plan(**told: object) -> Plan:
    return pathway(answers_of(told))


def ids(found: Plan) -> list[str]:
    return [each.option.id for each in found.offered]


def fired(found: Plan) -> list[str]:
    return [rule.id for rule in found.fired]


# Safety first ----------------------------------------------------------------------------------------------------------------------


def test_thoughts_of_death_hold_everything_until_acknowledged() -> None:
    held = plan(**{**COMMON, "suicide_trigger": True}, considering=["opioid"])
    assert (fired(held), held.held, ids(held), held.not_recommended, held.messages) == (["P0_suicide"], True, [], (), ())
    assert held.said == () and held.not_told == () and held.routes == ("safety.suicide_item",)
    read = plan(**{**COMMON, "suicide_trigger": True}, acknowledged=True)
    assert fired(read)[0] == "P0_suicide"
    assert read.routes == ("safety.suicide_item",)
    assert ids(read) == ids(plan(**COMMON))


def test_a_doctor_today_stops_even_what_was_acknowledged() -> None:
    both = plan(**{**COMMON, "suicide_trigger": True, "red_flag": "same_day"}, acknowledged=True)
    assert (fired(both), both.stopped, ids(both)) == (["P0_suicide", "P0_redflag_stop"], True, [])


def test_an_emergency_is_told_beside_thoughts_of_death() -> None:
    both = plan(suicide_trigger=True, red_flag="emergency_now")
    assert both.routes == ("safety.suicide_item", "safety.red_flags")
    assert both.held and both.stopped


@pytest.mark.parametrize("urgency", ["urgent_days", "routine_soon"])
def test_a_lesser_sign_is_told_and_stops_nothing(urgency: str) -> None:
    found = plan(**{**COMMON, "red_flag": urgency})
    assert fired(found)[0] == "P0_redflag_note"
    assert found.routes == ("safety.red_flags",)
    assert ids(found) == ids(plan(**COMMON))


def test_a_total_that_only_item_nine_explains_holds() -> None:
    found = plan(phq9=25, suicide_trigger=False)
    assert found.held
    assert found.said == (HIGH_TOTAL,)


# Options ---------------------------------------------------------------------------------------------------------------------------


def test_the_list_of_a_common_answer() -> None:
    assert ids(plan(**COMMON)) == [
        "self_management", "exercise", "cbt", "behavioural_activation", "guided_self_help", "mindfulness", "combined_programme",
        "depression_review", "graded_activity", "manual_therapy", "massage", "acupuncture",
    ]  # fmt: skip


def test_each_option_stands_once_with_every_rule_that_named_it() -> None:
    exercise = next(each for each in plan(**COMMON).offered if each.option.id == "exercise")
    assert exercise.rules == ("P1_base", "P2_medium", "P2_chronic", "P2_dep_screen", "P3_loop")


def test_preferences_move_last_with_the_reason_and_hide_nothing() -> None:
    found = plan(**COMMON, tried=["cbt"], not_wanted=["exercise", "physical"], out_of_reach=["cbt"])
    assert sorted(ids(found)) == sorted(ids(plan(**COMMON)))
    last = {each.option.id: each.last for each in found.offered if each.last}
    assert ids(found)[-len(last) :] == list(last)
    assert last["cbt"] == ("tried", "out of reach")
    assert last["exercise"] == ("not wanted",)
    assert set(last) == {"cbt", "exercise", "graded_activity", "manual_therapy", "massage", "acupuncture"}


def test_preferences_hide_no_safety_and_no_warning() -> None:
    found = plan(suicide_trigger=False, phq9=18, considering=["injection"], not_wanted=["referral", "procedure", "injection"])
    assert found.urgency == "see a clinician soon"
    assert [each.option.id for each in found.not_recommended] == ["injection"]
    assert plan(suicide_trigger=True, not_wanted=["referral"]).held


@given(
    told=st.fixed_dictionaries(
        {},
        optional={
            "phq9": st.integers(0, 24), "gad7": st.integers(0, 21), "pain_weeks": st.floats(0, 500), "rmdq": st.integers(0, 24),
            "peg": st.floats(0, 10), "fear": st.sampled_from(["low", "high", "unknown"]), "sleep": st.sampled_from(["good", "poor"]),
            "start_risk": st.sampled_from(["low", "medium", "high", "unknown"]), "red_flag": st.sampled_from(["none", "routine_soon"]),
            "considering": st.lists(st.sampled_from(["surgery", "opioid", "injection", "imaging", "laser_surgery"]), unique=True),
            "tried": st.lists(st.sampled_from(sorted(options())), unique=True),
        },
    )
)  # fmt: skip
def test_whatever_is_told(told: dict[str, object]) -> None:
    """Nothing against is offered, nothing unasked is warned of, nothing of the full list alone is pushed; person mode has no number."""
    found = plan(**told)
    assert {"self_management", "exercise"} <= set(ids(found))
    assert all(each.option.net not in ("against", "conditional_against") and not each.option.browse_only for each in found.offered)
    assert bool(found.not_recommended) <= bool(told.get("considering"))
    assert all(each.numbers == () for each in (*found.offered, *found.not_recommended))
    assert found.priors == ()
    assert len(set(ids(found))) == len(ids(found))
    clinician = plan(**told, mode="clinician")
    assert ids(clinician) == ids(found)
    assert fired(clinician) == fired(found)


def test_modes_add_numbers_and_change_no_order() -> None:
    shown = {mode: plan(**COMMON, mode=mode) for mode in ("person", "clinician", "researcher")}
    assert ids(shown["person"]) == ids(shown["clinician"]) == ids(shown["researcher"])
    assert any(each.numbers for each in shown["clinician"].offered)
    assert [len(each.priors) for each in shown.values()] == [0, 0, 4]


# What was not told -----------------------------------------------------------------------------------------------------------------


def test_missing_answers_fire_nothing_and_are_named() -> None:
    found = plan()
    assert fired(found) == ["P1_base"]
    assert found.said[:2] == (NO_ITEM_NINE, NO_FLAGS)
    assert {"phq9", "pain_weeks", "start_risk", "sleep", "suicide_trigger", "red_flag"} <= set(found.not_told)


def test_what_would_change_nothing_is_not_asked_for() -> None:
    full = {**COMMON, "gad7": 3, "rmdq": 5, "peg": 2, "fear": "low", "sleep": "good"}
    assert plan(**full).not_told == ()
    assert plan(**full).said == ()
    assert "peg" not in plan(**{**COMMON, "pain_weeks": 3}).not_told  # only chronic pain is looked at with it


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"considering": ["imaging"]}, "depends on something that was not told: warning signs"),
        ({"considering": ["opioid"], "red_flag": "none"}, "not told: weeks of pain. Talk to your prescriber."),
        ({"considering": ["surgery"], "phq9": 4}, "no rule says anything of it, which speaks neither for nor against"),
    ],
)
def test_a_question_without_an_answer_is_said(told: dict[str, object], words: str) -> None:
    assert any(words in sentence for sentence in plan(**told).said)


def test_what_no_rule_looks_at_is_said() -> None:
    assert LEG_PAIN in plan(leg_pain=True).said
    assert HIGHER in plan(phq9=12).said
    assert HIGHER not in plan(**COMMON).said
