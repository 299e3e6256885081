from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.example import declared

from unspiral.act.population.threshold_readings import Rule
from unspiral.doors.cli.population_rules import EXAMPLE, USUAL, rules_given, scales_given
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit
SCALES = {"pain": (0.0, 10.0), "depression": (0.0, 27.0)}


def test_a_rule_is_read() -> None:
    assert rules_given([EXAMPLE], {}, declared()) == (Rule("pain", "chronic", 4.0, 0.0, 10.0, 12, 10, 4),)
    bare = "depression:episode>=14.5 in 2 of 2 weeks, ends after 8 weeks below"
    assert rules_given([bare], SCALES, declared()) == (Rule("depression", "episode", 14.5, 0.0, 27.0, 2, 2, 8),)


def test_the_usual_rules_are_those_of_the_courses_that_there_are() -> None:
    assert rules_given([], SCALES, declared()) == USUAL
    courses = tuple(c for c in declared().courses if c.name != "depression")
    assert rules_given([], {"pain": (0.0, 10.0)}, replace(declared(), courses=courses)) == USUAL[:1]
    with pytest.raises(SpecError, match="none of the courses"):
        rules_given([], {}, replace(declared(), courses=courses[1:]))


def test_a_process_may_name_the_scale_too() -> None:
    courses = tuple(replace(c, process="low_mood") if c.name == "depression" else c for c in declared().courses)
    assert rules_given([], {"pain": (0.0, 10.0), "low_mood": (0.0, 27.0)}, replace(declared(), courses=courses)) == USUAL


def test_a_scale_that_nobody_knows_is_asked_for() -> None:
    with pytest.raises(SpecError, match="what scale depression is answered on") as caught:
        rules_given([], {"pain": (0.0, 10.0)}, declared())
    assert "--scale depression=0:27" in caught.value.fix
    with pytest.raises(SpecError, match="what scale pain is answered on"):
        rules_given(["pain:chronic >= 4 in 10 of 12 weeks, ends after 4"], {}, declared())


def test_a_usual_threshold_is_not_taken_to_another_scale() -> None:
    with pytest.raises(SpecError, match="here it runs from 0 to 100"):
        rules_given([], {**SCALES, "pain": (0.0, 100.0)}, declared())


@pytest.mark.parametrize(
    "text", ["", "pain", "pain:chronic > 4 on 0:10 in 10 of 12 weeks, ends after 4", EXAMPLE + " days", "pain:chronic >= 4 on 0:10"]
)
def test_what_is_no_rule_is_told(text: str) -> None:
    with pytest.raises(SpecError, match="is not read") as caught:
        rules_given([text], SCALES, declared())
    assert EXAMPLE in caught.value.fix


@pytest.mark.parametrize("text", ["", "pain", "pain=10", "pain=10:0", "pain=0:nan", "pain=a:b", "=0:10", "pain=0:0"])
def test_what_is_no_scale_is_told(text: str) -> None:
    with pytest.raises(SpecError, match="is not a name"):
        scales_given([text])


def test_a_scale_comes_once_and_names_something() -> None:
    assert scales_given(["pain=0:10", "depression = 0 : 27"]) == SCALES
    with pytest.raises(SpecError, match="twice"):
        scales_given(["pain=0:10", "pain=0:100"])
    with pytest.raises(SpecError, match="names neither a course nor a process"):
        rules_given([], {**SCALES, "sleep": (0.0, 10.0)}, declared())
