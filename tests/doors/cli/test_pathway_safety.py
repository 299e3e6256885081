"""The words before a pathway are those of measure/safety."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.doors.cli.pathway_safety import Safety, calls, help_notice, safety_of
from unspiral.measure.safety.help_lines import help_for
from unspiral.measure.safety.red_flags import red_flags
from unspiral.measure.safety.suicide_item import notice

pytestmark = pytest.mark.unit


def safety(**told: object) -> Safety:
    return safety_of(pathway(answers_of(told)), "IE")


def test_item_nine_by_its_answer() -> None:
    for answer in (1, 2, 3):
        assert safety(item9=answer).notices == (notice(answer, help_for("IE")),)
    assert safety(suicide_trigger=True).notices == (notice(3, help_for("IE")),)
    (shown,), whole = safety(phq9=26, item9=0).notices, notice(3, help_for("IE"))
    assert whole is not None
    assert shown.message[0].startswith("A PHQ-9 score of 26 cannot come about unless item 9")
    assert replace(shown, message=shown.message[1:]) == whole  # everything else word for word
    assert safety(item9=0).notices == ()


@pytest.mark.parametrize(("sign", "urgency"), [("ces_saddle", "emergency_now"), ("inf_fever", "same_day"), ("can_weight", "urgent_days")])
def test_warning_signs_say_what_they_say_elsewhere(sign: str, urgency: str) -> None:
    wanted = red_flags({sign: "yes"}, help_for("IE"))
    assert wanted.urgency == urgency
    found = safety(red_flag=urgency)
    assert (found.notices[0].title if wanted.stops else found.flag) == wanted.text
    assert found.urgency == urgency


def test_what_calls_for_help_unchecked() -> None:
    assert calls({"item9": 1.0}) and calls({"item9": 9}) and calls({"suicide_trigger": True}) and calls({"phq9": 25})
    assert not calls({"item9": 0, "phq9": 24, "suicide_trigger": False})
    assert calls({"item9": "1"}) and calls({"suicide_trigger": "Yes"}) and calls({"suicide_trigger": 1})  # refused, and behind help
    assert not calls({"item9": "0", "phq9": True, "suicide_trigger": "no"})
    assert not calls({"item9": "abc", "suicide_trigger": 0, "phq9": [26]})
    assert help_notice({"item9": 1}, "IE") == notice(1, help_for("IE"))
    assert help_notice({"suicide_trigger": True}, "ZZ").follow_on == notice(3, help_for(None)).follow_on  # type: ignore[union-attr]
