"""The words before a pathway are those of measure/safety, for the lines they are given."""

from __future__ import annotations

import pytest

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.act.pathway.safety import calls, help_notice, safety_of
from unspiral.measure.safety.help_lines import help_for
from unspiral.measure.safety.suicide_item import notice

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("country", ["IE", "US", None])
def test_notices_name_the_lines_that_were_handed_in(country: str | None) -> None:
    lines = help_for(country)
    assert safety_of(pathway(answers_of({"item9": 2})), lines).notices == (notice(2, lines),)
    assert lines.emergency in " ".join(safety_of(pathway(answers_of({"red_flag": "emergency_now"})), lines).notices[0].message)
    assert help_notice({"item9": 2}, lines) == notice(2, lines)


def test_nothing_to_say_says_nothing() -> None:
    found = safety_of(pathway(answers_of({"item9": 0, "phq9": 5})), help_for(None))
    assert (found.notices, found.flag, found.urgency) == ((), "", "")
    assert not calls({"item9": 0})
    assert calls({"item9": 1})
