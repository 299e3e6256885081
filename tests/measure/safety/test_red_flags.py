"""Warning signs: the rules against a second implementation, over every combination that matters, and what is said of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.safety.help_lines import help_for
from unspiral.measure.safety.red_flags import RedFlags, red_flags, stopping, urgencies
from unspiral.measure.safety.sign import REPLIES, Reply, questions, replies

IDS = [question.id for question in questions()]
HELP = help_for("GB", date(2026, 11, 22))
CAUDA = ["ces_saddle", "ces_bladder", "ces_bowel", "ces_sex", "ces_bilat"]


def second_opinion(answers: Mapping[str, str]) -> str | None:
    """The eight rules once more, written from the clinical file by hand and sharing nothing with the package."""

    def y(*names: str) -> bool:
        return any(answers.get(name) == "yes" for name in names)

    if y(*CAUDA, "aaa_sudden", "chest"):
        return "emergency_now"
    if y("neuro_prog", "frac_trauma", "inf_fever") or (y("inf_risk") and y("can_night", "can_weight")):
        return "same_day"
    if any(answers.get(name) == "not sure" for name in CAUDA):
        return "same_day"
    if y("can_weight", "frac_minor") or y("can_history"):
        return "urgent_days"
    if y("can_night") and y("can_history", "can_weight", "can_age", "thoracic", "inf_risk"):
        return "urgent_days"
    if y("inflam_am", "can_night"):
        return "routine_soon"
    return None


@pytest.mark.unit
def test_every_combination_of_yes() -> None:
    """All 2^18 sets of "yes" come down to these: the signs that act alone once each, with every set of those that act together."""
    together = [
        "inf_risk",
        "can_night",
        "can_weight",
        "can_history",
        "can_age",
        "thoracic",
        "frac_minor",
        "inflam_am",
        "inf_fever",
        "chest",
    ]
    alone = [name for name in IDS if name not in together]
    seen: set[str | None] = set()
    for size in range(len(together) + 1):
        for some in itertools.combinations(together, size):
            for one in ([], ["ces_saddle"], ["neuro_prog"]):
                answers = replies([*some, *one])
                expected = second_opinion(answers)
                seen.add(expected)
                assert red_flags(answers, HELP).urgency == expected, answers
    for one in alone:
        for other in IDS:
            answers = replies({one, other})
            assert red_flags(answers, HELP).urgency == second_opinion(answers)
    assert seen == {None, *urgencies()}


@pytest.mark.property
@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(REPLIES)))
def test_any_answers_agree_with_the_second_opinion(answers: dict[str, Reply]) -> None:
    assert red_flags(answers, HELP).urgency == second_opinion(answers)


@pytest.mark.property
@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(REPLIES)), st.sampled_from(IDS))
def test_one_more_yes_never_lowers_the_urgency(answers: dict[str, Reply], more: str) -> None:
    rank = [None, *urgencies()]
    before = red_flags(answers, HELP).urgency
    after = red_flags({**answers, more: "yes"}, HELP).urgency
    assert rank.index(after) >= rank.index(before)


@pytest.mark.property
@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(REPLIES)))
def test_no_is_not_the_same_as_not_asked(answers: dict[str, Reply]) -> None:
    found = red_flags(answers, HELP)
    assert set(found.not_asked) == set(IDS) - set(answers)
    assert all(name in "".join(found.said) for name in found.not_asked) or len(found.not_asked) == 18
    filled = red_flags({**dict.fromkeys(IDS, "no"), **answers}, HELP)
    assert filled.urgency == found.urgency
    assert filled.not_asked == ()


@pytest.mark.property
@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(REPLIES), min_size=1))
def test_each_reason_names_the_answers_that_led_to_it(answers: dict[str, Reply]) -> None:
    found = red_flags(answers, HELP)
    assert bool(found.reasons) == (found.urgency is not None)
    for reason in found.reasons:
        assert reason.answers.items() <= answers.items()
        alone = red_flags(dict(reason.answers), HELP)
        assert reason.rule in {each.rule for each in alone.reasons}
    order = [urgencies().index(reason.urgency) for reason in found.reasons]
    assert order == sorted(order, reverse=True)


@pytest.mark.unit
def test_the_scenarios_of_the_clinical_file(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    cases = [case for case in safety["tests"] if case["kind"] == "red_flags"]
    assert len(cases) == 10
    for case in cases:
        given = case["in"]
        assert red_flags(replies(given["yes"], given.get("not_sure", [])), HELP).urgency == case["expect"], given


@pytest.mark.unit
@pytest.mark.parametrize(
    ("yes", "text", "blocks", "stops"),
    [
        ("chest", "Go to an emergency department or call 999 now. Do not wait to see if it settles.", ("pathway", "model_advice"), True),
        ("neuro_prog", "Contact a doctor today.", ("pathway", "model_advice"), True),
        ("can_weight", "Arrange to see a doctor within a few days.", ("model_advice",), False),
        ("inflam_am", "Mention this to your doctor at a routine visit soon.", (), False),
    ],
)
def test_what_is_said_and_what_is_held_back(yes: str, text: str, blocks: tuple[str, ...], stops: bool) -> None:
    found = red_flags({yes: "yes"}, HELP)
    assert (found.text, found.blocks, found.stops) == (text, blocks, stops)


@pytest.mark.unit
def test_the_urgent_ones_are_emergency_and_same_day() -> None:
    assert stopping() == ("same_day", "emergency_now")


@pytest.mark.unit
def test_the_urgent_ones_are_a_notice_and_the_others_are_none() -> None:
    found = red_flags({"chest": "yes"}, help_for("GB", date(2027, 6, 1))).notice
    assert found is not None
    assert (found.code, found.help.emergency) == ("red-flag", "999")
    assert found.title.startswith("Go to an emergency department or call 999 now.")
    assert found.message[0] == "Emergency: 999."
    assert any("more than 90 days ago" in part for part in found.message)
    assert red_flags({"can_weight": "yes"}, HELP).notice is None
    assert red_flags({}, HELP).notice is None


def everything(found: RedFlags) -> str:
    return " ".join((found.text, *found.said)).lower()


@pytest.mark.unit
def test_nothing_ever_reassures() -> None:
    found = red_flags(dict.fromkeys(IDS, "no"), HELP)
    assert found.urgency is None
    assert found.text.startswith("You did not report any of the warning signs we ask about. That does not rule out a serious cause.")
    assert found.said == ()
    nothing = red_flags({}, HELP)
    assert nothing.urgency is None
    assert "nothing can be said" in nothing.text
    for said in (everything(found), everything(nothing)):
        assert not {"safe", "fine", "normal", "healthy"} & set(said.replace(".", "").split())


@pytest.mark.unit
def test_a_modifier_alone_triggers_nothing_and_is_still_mentioned() -> None:
    for name in ("inf_risk", "can_age", "thoracic"):
        found = red_flags({**dict.fromkeys(IDS, "no"), name: "yes"}, HELP)
        assert found.urgency is None
        assert any(name in said and "by itself calls for nothing here" in said for said in found.said)


@pytest.mark.unit
def test_unverified_signs_and_our_own_choices_say_so() -> None:
    said = everything(red_flags({"chest": "yes", "can_history": "yes"}, HELP))
    assert "unverified: nobody has yet held these questions against a source: chest." in said
    assert "project convention) in: rf6" in said
    unsure = red_flags({"ces_sex": "not sure"}, HELP)
    assert unsure.urgency == "same_day"
    assert unsure.not_sure == ("ces_sex",)
    assert "project convention) in: rf8" in everything(unsure)


@pytest.mark.unit
@pytest.mark.parametrize(
    "answers", [{"thoracic": "yes"}, {"aaa_sudden": "not sure", "chest": "not sure"}, {**dict.fromkeys(IDS, "no"), "can_age": "yes"}]
)
def test_who_reported_a_sign_is_not_told_that_there_was_none(answers: dict[str, Reply]) -> None:
    found = red_flags(answers, HELP)
    assert found.urgency is None
    assert "did not report" not in found.text
    assert found.text.startswith("What you answered does not by itself call for a doctor by the rules kept here. That does not rule out")
    assert found.text.endswith("contact a doctor.")
    assert red_flags({"chest": "no"}, HELP).text.startswith("You did not report any")
