"""What is told is checked: names, kinds, ranges; and item 9 is never lost."""

from __future__ import annotations

import pytest

from unspiral.act.pathway.answers import answers_of, inputs, item_nine_shows, option_of, values_of
from unspiral.doors.cli.pathway import command
from unspiral.errors import SpecError
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import Answers

pytestmark = pytest.mark.unit


def test_every_input_of_the_file_has_its_place() -> None:
    assert set(pathway_file()["inputs"]) <= set(inputs()) == set(Answers.__dataclass_fields__)


def test_null_is_not_told() -> None:
    assert answers_of({"phq9": None, "tried": None}) == Answers()
    assert values_of(Answers())["phq9"] is None
    assert values_of(Answers())["start_risk"] == "unknown"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phq": 3}, "Did you mean 'phq[89]'"),
        ({"phq9": 28}, "between 0 and 27"),
        ({"phq9": 3.5}, "a whole number"),
        ({"phq9": True}, "a number"),
        ({"phq9": "3"}, "a number"),
        ({"pain_weeks": -1}, "0 or more"),
        ({"pain_weeks": float("nan")}, "a number"),
        ({"red_flag": "emergency"}, "Did you mean 'emergency_now'"),
        ({"tried": "cbt"}, "a list"),
        ({"tried": ["cbtt"]}, "Did you mean 'cbt'"),
        ({"considering": ["exercise"]}, "not known"),
        ({"suicide_trigger": 1}, "true or false"),
        ({"phq9": 3, "phq8": 3}, "Both"),
        ({"mode": "doctor"}, "'doctor'"),
        ({"red_flag": ["none"]}, "none"),
        ({"tried": [["cbt"]]}, "not known"),
        ({"tried": ["medicine"]}, "not known"),
    ],
)
def test_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(SpecError, match=words) as caught:
        answers_of(given)
    assert caught.value.fix
    assert " = " not in caught.value.fix  # no Python in a remedy


def test_every_input_has_an_option_or_its_place_in_a_file() -> None:
    """Against the options of the command itself."""
    options = {option.name: option.opts[0] for option in command.params}
    for name in inputs():
        assert option_of(name) == options.get(name, '"suicide_trigger": true'), name
    assert "suicide_trigger" not in options


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        ({"phq9": 28}, "--phq9 0 to 27, a whole number"),
        ({"item9": 4}, "--item9 0 to 3, a whole number"),
        ({"peg": 11}, "--peg 0 to 10"),
        ({"worry_pain_14d": -1}, "--worry 0 to 10"),
        ({"pain_weeks": float("inf")}, "--pain-weeks N, a number that is 0 or more"),
        ({"fear": "lo"}, "--fear low"),
        ({"tried": "cbt"}, '--tried cbt, or "tried": ["cbt"]'),
        ({"considering": "x"}, '--considering surgery, or "considering": ["surgery"]'),
        ({"sleep": "x"}, "--sleep good|poor|unknown"),
        ({"pain_week": 3}, '"pain_weeks" in place of "pain_week"'),
    ],
)
def test_remedies(given: dict[str, object], fix: str) -> None:
    with pytest.raises(SpecError) as caught:
        answers_of(given)
    assert caught.value.fix.replace('phq9" in', 'phq8" in') == fix


def test_kept() -> None:
    found = answers_of({"phq9": 13.0, "peg": 5.3, "tried": ["cbt", "cbt"], "not_wanted": ["medicine", "act"], "leg_pain": False})
    assert (found.phq9, found.peg, found.tried, found.not_wanted, found.leg_pain) == (13, 5.3, ("cbt",), ("medicine", "act"), False)


def test_phq8_stands_in_for_phq9() -> None:
    assert values_of(answers_of({"phq8": 12}))["phq9"] == 12


@pytest.mark.parametrize(
    ("given", "trigger"),
    [
        ({}, None),
        ({"item9": 0}, False),
        ({"item9": 1}, True),
        ({"item9": 0, "suicide_trigger": True}, True),
        ({"suicide_trigger": False}, False),
        ({"phq9": 24}, None),
        ({"phq9": 25}, True),
        ({"phq9": 25, "suicide_trigger": False}, True),
        ({"phq9": 25, "item9": 0}, True),
    ],
)
def test_item_nine(given: dict[str, object], trigger: bool | None) -> None:
    assert values_of(answers_of(given))["suicide_trigger"] is trigger
    assert item_nine_shows(answers_of(given)) == (given.get("phq9", 0) == 25)
